import type { Settings } from "../../core/rules/settings.ts";
import { normalQuantile } from "../../core/stats/distributions.ts";
import { planLift } from "../../core/stats/plan-lift.ts";
import { designError, unitsToDetect } from "../../core/stats/power.ts";
import { sequentialInterval } from "../../core/stats/sequential.ts";
import { POWER, smallestLift, withHistory } from "../../core/stats/smallest-effect.ts";
import { MINIMAL_ARM, MINIMAL_CONTRIBUTORS, TARGET_LIFT } from "../lift/lift-report.ts";
import type { PhaseFacts } from "../ports.ts";
import { roundNumber } from "../write/round-numbers.ts";
import {
  ADVISED_WEEKS,
  type AdviceCode,
  type HoldoutAdvice,
  type HoldoutChoice,
  type OwnSilence,
  POOLED_QUARTERS,
  QUARTER_WEEKS,
  type SeenLift,
  type ShareAdvice,
} from "./advice.ts";
import { type OwnHoldout, ownHoldout } from "./own-holdout.ts";
import type { AdviceFacts, AdviceStore } from "./ports.ts";
import { type Spread, spreadOfComing, spreadOverWeeks } from "./spread-over-weeks.ts";

export interface AdviceDeps {
  readonly store: AdviceStore;
  /** Of every experiment, in order. */
  readonly listPhases: () => Promise<readonly PhaseFacts[]>;
  readonly settings: Pick<Settings, "team" | "consent" | "holdout">;
}

const SHOWN_SHARES = [0.05, 0.1, 0.2, 0.5];
const HALF = 0.5;
const CHOSEN_SHARES = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, HALF];

/** The holdout and the duration that this community needs to see the target lift, or that it cannot. */
export async function adviseHoldout({ store, listPhases, settings }: AdviceDeps, at: Date): Promise<HoldoutAdvice> {
  const { team, consent, holdout } = settings;
  const facts = await store.adviceFacts({ to: at, team, consent, by: holdout.by }, ADVISED_WEEKS);
  return planAdvice(facts, at, { ...holdout, ...ownHoldout(await listPhases(), holdout) });
}

/** The same from what was read. Everybody's first digest is taken to be due at the beginning. */
export function planAdvice(
  facts: AdviceFacts,
  at: Date,
  holdout: Pick<Settings["holdout"], "share" | "by"> &
    Partial<Pick<Settings["holdout"], "rotate"> & Omit<OwnHoldout, "share">>,
): HoldoutAdvice {
  const spreads = spreadOverWeeks(facts, at, ADVISED_WEEKS);
  const coming = spreadOfComing(facts, at);
  const quarter = spreads.find(({ weeks }) => weeks === QUARTER_WEEKS);
  const visits = chooseHoldout(facts, spreads);
  const shares = [...new Set([...SHOWN_SHARES, ...(holdout.share > 0 ? [holdout.share] : [])])].sort((a, b) => a - b);
  return {
    at: at.toISOString(),
    unit: holdout.by,
    members: facts.members,
    units: facts.units,
    active: facts.active,
    minimalArm: MINIMAL_ARM,
    target: TARGET_LIFT,
    ownShare: holdout.share,
    ownNext: holdout.next ?? null,
    ownKept: holdout.kept ?? [],
    ownSilence: silenceOf(facts, holdout.share, quarter),
    quarters: holdout.rotate === "quarterly" ? poolQuarters(quarter && seenLift(facts, holdout.share, quarter)) : [],
    visitsAWeek: quarter === undefined ? null : roundNumber(quarter.mean / quarter.weeks),
    shareWhoCome: coming === null ? null : roundNumber(coming.mean),
    toldByThePast: quarter === undefined ? null : roundNumber(quarter.correlation ** 2),
    code: codeOf(facts, quarter, visits),
    visits,
    cameBack: coming === null ? null : chooseHoldout(facts, [coming]),
    membersNeeded: quarter === undefined ? null : membersNeeded(facts, quarter),
    shares: shares.map((share) => adviseShare(facts, share, spreads, coming)),
  };
}

/** Drawings are independent, so their estimates are uncorrelated, of the same members too: n of them err √n times less. */
function poolQuarters(seen: SeenLift | null | undefined): HoldoutAdvice["quarters"] {
  if (seen == null) return [];
  return POOLED_QUARTERS.map((quarters) => ({
    quarters,
    smallest: roundNumber(Math.expm1(Math.log1p(seen.smallest) / Math.sqrt(quarters))),
  }));
}

function codeOf(facts: AdviceFacts, quarter: Spread | undefined, visits: HoldoutChoice | null): AdviceCode {
  if (facts.units < 2 * MINIMAL_ARM) return "too_small";
  if (quarter === undefined) return "unknown";
  if (visits === null) return "not_seen";
  return visits.weeks <= QUARTER_WEEKS ? "seen" : "seen_later";
}

/** The smallest share that shows the target within a quarter, else within all that is looked at; of its times the shortest. */
function chooseHoldout(facts: AdviceFacts, spreads: readonly Spread[]): HoldoutChoice | null {
  const options = CHOSEN_SHARES.flatMap((share) =>
    spreads.flatMap((spread) => {
      const seen = seenLift(facts, share, spread);
      const heldOut = Math.round(facts.members * share);
      return seen === null || seen.smallest > TARGET_LIFT
        ? []
        : [{ share, heldOut, weeks: spread.weeks, smallest: seen.smallest }];
    }),
  );
  return options.find(({ weeks }) => weeks <= QUARTER_WEEKS) ?? options[0] ?? null;
}

function adviseShare(
  facts: AdviceFacts,
  share: number,
  spreads: readonly Spread[],
  coming: Spread | null,
): ShareAdvice {
  return {
    share,
    heldOut: Math.round(facts.members * share),
    visits: spreads.flatMap((spread) => {
      const seen = seenLift(facts, share, spread);
      return seen === null ? [] : [{ weeks: spread.weeks, ...seen, basis: spread.basis }];
    }),
    cameBack: coming && seenLift(facts, share, coming),
  };
}

function variationOf({ mean, variance }: Spread): number {
  return Math.sqrt(variance) / mean;
}

/** null where the report would tell nothing: an arm is too small, or too few in it would make what is counted. */
function seenLift({ units }: AdviceFacts, share: number, spread: Spread): SeenLift | null {
  if (!(spread.mean > 0)) return null;
  const planned = planLift(units, share, variationOf(spread));
  const error = designError({ units, heldOut: share, mean: spread.mean, variance: spread.variance });
  if ("silent" in planned || "reason" in error) return null;
  // As far beyond the bound of the open period as an effect has to lie to be found with the same power.
  const bound = sequentialInterval({ estimate: 0, standardError: error.standardError }, units).high;
  const whileOpen = (bound + normalQuantile(POWER) * error.standardError) / spread.mean;
  const adjusted = smallestLift(withHistory(error.standardError, spread.correlation) / spread.mean);
  return {
    smallest: roundNumber(planned.smallest),
    whileOpen: roundNumber(whileOpen),
    adjusted: roundNumber(adjusted),
  };
}

/** Of the own holdout after a quarter. */
function silenceOf(facts: AdviceFacts, share: number, quarter: Spread | undefined): OwnSilence | null {
  if (share === 0) return null;
  const variation = quarter === undefined || !(quarter.mean > 0) ? null : variationOf(quarter);
  const planOf = (other: number) => planLift(facts.units, other, variation ?? 0);
  const own = planOf(share);
  if (!("silent" in own)) return null;
  const { reason, contributors } = own.silent;
  const enough = CHOSEN_SHARES.find((other) => "smallest" in planOf(other));
  const half = planOf(HALF);
  const needed = "silent" in half ? half.silent.unitsNeeded : null;
  return {
    reason,
    contributors: variation === null ? null : roundNumber(contributors),
    minimalContributors: MINIMAL_CONTRIBUTORS,
    enough: enough === undefined ? null : { share: enough, heldOut: Math.round(facts.members * enough) },
    membersNeeded: needed === null || variation === null ? null : membersOf(facts, needed),
  };
}

/** Members who make so many units, as they do here. */
function membersOf({ members, units }: AdviceFacts, needed: number): number {
  return Math.ceil((needed * members) / Math.max(1, units));
}

function membersNeeded(facts: AdviceFacts, { mean, variance }: Spread): number | null {
  const needed = unitsToDetect({ heldOut: HALF, mean, variance }, Math.log1p(TARGET_LIFT) * mean);
  if ("reason" in needed) return null;
  const planned = planLift(needed.units, HALF, Math.sqrt(variance) / mean);
  const told = "silent" in planned ? (planned.silent.unitsNeeded ?? 0) : 0;
  return membersOf(facts, Math.max(needed.units, told));
}
