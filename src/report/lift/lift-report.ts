import type { Arm } from "../../core/community.ts";
import type { NotComputable } from "../../core/stats/arm-estimate.ts";
import type { Interval } from "../../core/stats/compare-arms.ts";
import type { SampleRatio } from "../../core/stats/sample-ratio.ts";

export { MINIMAL_ARM, MINIMAL_CONTRIBUTORS } from "../../core/stats/plan-lift.ts";

/** Why nothing is told of an effect whose interval could be computed all the same. */
export function isSilenced(reason: OutcomeReason): boolean {
  return reason === "small_arm" || reason === "few_contributors" || reason === "sample_ratio";
}

/** The lift that a report says when it will be able to see. */
export const TARGET_LIFT = 0.1;

export const OUTCOMES = [
  "visits",
  "revisit_interval",
  "came_back",
  "time_to_return",
  "visibility",
  "pick_visibility",
] as const;
/** Of a treatment that was drawn at random, from what was imported of customers by month. */
export const PURCHASE_OUTCOMES = ["orders", "amount", "tickets"] as const;
export type PurchaseOutcome = (typeof PURCHASE_OUTCOMES)[number];
/** Of what digests change. */
export type DigestOutcome = (typeof OUTCOMES)[number];
export type Outcome = DigestOutcome | PurchaseOutcome;

/** better, worse: the interval shown leaves zero out, in the members' favour or not. */
export type OutcomeVerdict = "better" | "worse" | "not_seen" | "too_early";
export type OutcomeReason =
  | NotComputable
  /** Nobody has been followed for as long as would be needed. */
  | "beyond_follow_up"
  /** Colleagues are not independent, and this outcome's interval takes members one by one. */
  | "drawn_by_company"
  | "small_arm"
  /** Only so few members make what is counted that its spread is not known yet. */
  | "few_contributors"
  | "sample_ratio"
  | null;

export interface ArmValue {
  readonly arm: Arm;
  /** Units that were drawn: members, or companies. */
  readonly n: number;
  readonly members: number;
  /** Visits a week, orders, their amount or requests to support a month, days (of a time: its restricted mean), or a share from 0 to 1; standardised over phases where there are several. */
  readonly value: number | null;
  /** The absolute numbers behind `value`: visits and member-days, members (of a time: those back), or contents. */
  readonly numerator: number;
  readonly denominator: number;
}

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export interface OutcomeLift {
  readonly outcome: Outcome;
  readonly arms: readonly ArmValue[];
  /** Treated minus held out, for one look at the end of a closed period. */
  readonly absolute: Interval | null;
  /** As a share of the held out's value. */
  readonly relative: Interval | null;
  readonly p: number | null;
  /** The same for looking as often as one likes. */
  readonly sequential: { readonly absolute: Bounds | null; readonly relative: Bounds | null };
  readonly cuped: {
    readonly absolute: Interval | null;
    readonly relative: Interval | null;
    readonly theta: readonly number[];
    readonly varianceReduction: number | null;
    /** `not_adjusted`: of a time none is computed. Where the outcome itself has no effect, its reason. */
    readonly reason: OutcomeReason | "not_adjusted";
  };
  /** Days since exposure within which a time is averaged; null for what is no time. */
  readonly horizonDays: number | null;
  readonly smallestEffect: {
    /** Relative; at 80% power and 5% error with the units there are. */
    readonly relative: number | null;
    readonly target: number;
    readonly unitsNeeded: number | null;
    /** When so many will have been exposed at the present pace; null when seen already or never in this community. */
    readonly date: string | null;
  };
  readonly verdict: OutcomeVerdict;
  readonly reason: OutcomeReason;
}

export type VerdictCode = "keep" | "change" | "stop" | "too_early";
export type VerdictReason =
  | "came_back_more"
  | "picks_seen_more"
  | "came_back_less"
  | "picks_seen_less"
  | "no_effect_of_target_size"
  | "effect_too_small_to_see_yet"
  | "small_arm"
  | "not_after_correction"
  | "nobody_held_out"
  | "sample_ratio";

export interface Verdict {
  readonly code: VerdictCode;
  readonly reason: VerdictReason;
}

export interface RuleLift {
  readonly rule: string;
  readonly outcomes: readonly OutcomeLift[];
  /** p of visits a week over all rules of this list, corrected for their number (Benjamini-Hochberg). */
  readonly correctedP: number | null;
  readonly verdict: Verdict;
}

/** A drawing of the holdout, or a share of one: who was held out from when to when, and what the arms were hashed with. */
export interface DrawnPhase {
  readonly phase: number;
  readonly salt: string;
  readonly share: number;
  readonly by: "member" | "company";
  readonly openedAt: string;
  /** When the share, or the drawing, became another or none; null: it goes on as the period ends. */
  readonly endedAt: string | null;
  /** Until when who was drawn in it kept their arm, so that figures end there; null: beyond the period. */
  readonly keptUntil: string | null;
}

export interface PhaseLift extends DrawnPhase {
  readonly units: { readonly treated: number; readonly held_out: number };
  /** Members who were exposed and have been erased since: in no effect. Where members are drawn, they count in the sizes. */
  readonly erased: { readonly treated: number; readonly held_out: number };
  readonly sampleRatio: SampleRatio;
  /** Effects of this phase alone; pooled in the experiment's `outcomes`. */
  readonly outcomes: readonly OutcomeLift[];
}

export interface ReturnArm {
  readonly members: number;
  /** These three add up to `members`: came back within the horizon, did not, or the period ended before either was known. */
  readonly returned: number;
  readonly away: number;
  readonly censored: number;
}

/** Kaplan and Meier's estimate of the share back by the end of a day since exposure, with log-log limits. */
export interface ReturnPoint {
  readonly back: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Neither back nor cut off by then. */
  readonly waitedFor: number;
}

/** Time from first exposure to the first visit after it. */
export interface ReturnCurves {
  readonly horizonDays: number;
  readonly treated: ReturnArm;
  readonly held_out: ReturnArm;
  /** Stratified by phase, for one look at the end; null where it cannot be had. */
  readonly logRank: { readonly chiSquared: number; readonly p: number } | null;
  /** Days 0 to `horizonDays`; standardised over phases where there are several. */
  readonly days: readonly {
    readonly day: number;
    readonly treated: ReturnPoint;
    readonly held_out: ReturnPoint;
  }[];
}

export interface WeekRates {
  readonly week: number;
  readonly treated: { readonly members: number; readonly visits: number; readonly perMember: number | null };
  readonly held_out: { readonly members: number; readonly visits: number; readonly perMember: number | null };
}

export interface ExperimentLift {
  /** `programme`, or the name of a rule that has its own holdout. */
  readonly experiment: string;
  readonly unit: "member" | "company";
  readonly firstExposedAt: string;
  /** Where members were drawn anew, each counts in each drawing. */
  readonly members: { readonly treated: number; readonly held_out: number };
  readonly sampleRatio: { readonly ok: boolean };
  readonly outcomes: readonly OutcomeLift[];
  readonly phases: readonly PhaseLift[];
  /** By the rule that made the first exposure. */
  readonly rules: readonly RuleLift[];
  readonly weeks: readonly WeekRates[];
  /** null when nobody has been followed long enough. */
  readonly returns: ReturnCurves | null;
  readonly verdict: Verdict;
}

export interface RuleCosts {
  readonly rule: string;
  readonly states: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Record<string, number>>;
  readonly unsubscribes: number;
}

export interface Indicators {
  readonly from: string;
  readonly to: string;
  readonly revisit: {
    readonly members: number;
    readonly medianUsualDays: number | null;
    readonly membersWithUsual: number;
    readonly weekly: { readonly members: number; readonly share: number } | null;
    readonly daily: { readonly members: number; readonly share: number } | null;
    readonly didNotComeBack: { readonly members: number; readonly share: number } | null;
  };
  readonly themes: readonly {
    readonly theme: string;
    readonly contents: number;
    readonly views: number;
    readonly chances: number;
    /** Share of all contents published, of all views: what is offered against what is asked for. */
    readonly supply: number;
    readonly demand: number | null;
    readonly visibility: number | null;
  }[];
  readonly unseen: readonly {
    readonly contentId: string;
    readonly title: string | null;
    readonly url: string | null;
    readonly themes: readonly string[];
    readonly publishedAt: string;
    readonly viewers: number;
    readonly readers: number;
  }[];
}

/** What the first sentence says; its numbers are those of the programme's outcomes. */
export type Headline =
  | "no_exposures"
  | "nobody_held_out"
  | "sample_ratio"
  | "came_back_more"
  | "came_back_less"
  | "only_picks_seen_more"
  | "nothing_seen_yet"
  | "too_early";

/** Headlines beside which it is told what it takes to see an effect. */
export function needsPlan(headline: Headline): boolean {
  return headline === "no_exposures" || headline === "nobody_held_out" || headline === "too_early";
}

/** Whether a report says so. What is over can no longer take anything where nobody was due a digest. */
export function showsPlan({ headline, period }: Pick<LiftReport, "headline" | "period">): boolean {
  return needsPlan(headline) && !(period.closed && headline === "no_exposures");
}

/** All of a report as data: every presentation says the same numbers. */
export interface LiftReport {
  readonly measuredAt: string;
  readonly period: {
    readonly from: string | null;
    readonly to: string;
    readonly timezone: string;
    /** A period that is over and fully received: classic intervals are shown, else always-valid ones. */
    readonly closed: boolean;
    /** The end that was asked for, also where it lies ahead; null: none. */
    readonly endsAt: string | null;
  };
  readonly rule: string | null;
  readonly interval: "classic" | "sequential";
  readonly headline: Headline;
  readonly experiments: readonly ExperimentLift[];
  /** Whether anybody is held out as settings and rules stood when this was measured; null: not told. */
  readonly holdsOut: boolean | null;
  /** All that the global holdout was up to the end of the period, also before it. */
  readonly programmes: readonly DrawnPhase[];
  readonly costs: readonly RuleCosts[];
  /** Unsubscribed in the period without a digest's link. */
  readonly otherUnsubscribes: number;
  readonly indicators: Indicators;
  readonly community: {
    readonly name?: string | undefined;
    readonly members: number;
    readonly meanVisits: number | null;
    /** Of anybody, whatever the period; null: none was ever told of. */
    readonly latestActAt: string | null;
  };
  /** What a holdout could show within four weeks if every member were exposed. */
  readonly holdoutPlan: readonly {
    readonly share: number;
    readonly heldOut: number;
    readonly smallestEffect: number | null;
  }[];
}

/** Since when nobody is held out; null: some are as the period ends, or nobody ever was. */
export function heldOutUntil({
  programmes,
  experiments,
}: Pick<LiftReport, "programmes" | "experiments">): string | null {
  return (programmes.at(-1) ?? experiments[0]?.phases.at(-1))?.keptUntil ?? null;
}

/** The interval that a report shows for an outcome: one, never two. */
export function shownInterval(
  lift: OutcomeLift,
  kind: LiftReport["interval"],
  scale: "absolute" | "relative" = "relative",
): Interval | null {
  const classic = lift[scale];
  if (classic === null || kind === "classic") return classic;
  const bounds = lift.sequential[scale];
  return bounds && { estimate: classic.estimate, ...bounds };
}
