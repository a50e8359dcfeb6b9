import { ACCEPTED_STATES } from "../../core/community.ts";
import { countAccepted } from "../../core/count-accepted.ts";
import { type LiftReport, MINIMAL_ARM, type RuleCosts } from "../lift/lift-report.ts";
import type { NumberWriter } from "../write/write-numbers.ts";
import type { Teller } from "./teller.ts";

export interface CostRow {
  readonly rule: string;
  readonly accepted: string;
  readonly withheld: string;
  readonly failed: string;
  readonly unknown: string;
  readonly skipped: string;
  readonly other: string;
  readonly unsubscribes: string;
}

const NAMED_STATES: readonly string[] = [...ACCEPTED_STATES, "withheld", "failed", "unknown", "skipped"];

export function tellCosts({ write, report }: Teller): CostRow[] {
  const other = (costs: RuleCosts): number =>
    Object.entries(costs.states).reduce(
      (total, [state, count]) => (NAMED_STATES.includes(state) ? total : total + count),
      0,
    );
  return report.costs.map((costs) => ({
    rule: costs.rule,
    accepted: write.count(countAccepted(costs.states)),
    withheld: write.count(costs.states.withheld ?? 0),
    failed: write.count(costs.states.failed ?? 0),
    unknown: write.count(costs.states.unknown ?? 0),
    skipped: write.count(costs.states.skipped ?? 0),
    other: write.count(other(costs)),
    unsubscribes: write.count(costs.unsubscribes),
  }));
}

export function tellRevisits({ words, write, report: { indicators } }: Teller): string[] {
  const { revisit } = indicators;
  const last = write.date(new Date(Date.parse(indicators.to) - 1).toISOString());
  const told = [words.revisits.window(write.date(indicators.from), last, write.count(revisit.members))];
  if (revisit.medianUsualDays === null) told.push(words.revisits.noMedian);
  else told.push(words.revisits.median(write.days(revisit.medianUsualDays), write.count(revisit.membersWithUsual)));
  const shares = [
    [revisit.weekly, words.revisits.weekly],
    [revisit.daily, words.revisits.daily],
    [revisit.didNotComeBack, words.revisits.away],
  ] as const;
  for (const [value, say] of shares) {
    if (value !== null) told.push(say(write.percent(value.share), write.count(value.members)));
  }
  return told;
}

/** What it takes to see something, for a community that cannot yet. */
export function tellPlan({ words, write, report }: Teller): {
  intro: string;
  options: { share: string; smallest: string }[];
  /** Where all of it stands; null where no holdout would do. */
  more: string | null;
} {
  const options = report.holdoutPlan.flatMap(({ share, smallestEffect }) =>
    smallestEffect === null ? [] : [{ share: write.percent(share), smallest: write.percent(smallestEffect) }],
  );
  const { members } = report.community;
  const [everyone, minimal] = [write.count(members), write.count(MINIMAL_ARM)];
  if (members < 2 * MINIMAL_ARM) return { intro: words.planTooSmall(everyone, minimal), options: [], more: null };
  if (options.length === 0 && report.community.meanVisits)
    return { intro: words.planSilent, options, more: words.planMore };
  if (options.length === 0) return { intro: words.planUnknown, options, more: null };
  return { intro: words.plan(everyone, minimal), options, more: words.planMore };
}

/** Of themes: what is published of them, read of them and seen of them, all with as many decimals. */
export function themeShares(
  write: NumberWriter,
  themes: LiftReport["indicators"]["themes"],
): (value: number | null) => string {
  const written = write.shares(themes.flatMap(({ supply, demand, visibility }) => [supply, demand, visibility]));
  return (value) => (value === null ? "–" : written(value));
}
