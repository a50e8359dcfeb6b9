import type { Outcome, OutcomeReason, VerdictCode, VerdictReason } from "../lift/lift-report.ts";

export type ReportLanguage = "en" | "fr";

/** All that a report says, in one language. Numbers arrive written. */
export interface ReportWords {
  readonly title: string;
  readonly period: (from: string, to: string) => string;
  readonly sinceFirst: (to: string) => string;
  readonly onlyRule: (rule: string) => string;
  readonly open: string;
  /** Of a period without an end, which never closes. */
  readonly endless: string;
  readonly closed: string;
  readonly headline: {
    /** Before all other sentences, where the site has told of nothing for long at the end of the period. */
    readonly silentSince: (date: string) => string;
    /** The same where it told of nothing of the period. */
    readonly silentBefore: (date: string) => string;
    readonly noExposures: string;
    /** The same of a period that is over. */
    readonly noExposuresThen: string;
    /** Where it is not known what the settings say. */
    readonly nobodyHeldOut: string;
    /** Settings and rules hold nobody out. */
    readonly holdoutOff: string;
    /** They do, and nobody was drawn yet; or not in a period that is over. */
    readonly nobodyHeldOutYet: string;
    readonly nobodyHeldOutThen: string;
    /** Said beside any other sentence where the holdout was ended. */
    readonly heldOutUntil: (date: string) => string;
    readonly sampleRatio: string;
    /** @param total of both groups, with its noun */
    readonly groupSizes: (heldOut: string, total: string, expected: string) => string;
    readonly cameBackMore: (days: string, heldOutDays: string, lift: string, low: string, high: string) => string;
    readonly cameBackLess: (days: string, heldOutDays: string, lift: string, low: string, high: string) => string;
    /** `smallest`: of a single look at the end; while a period is open it takes more. */
    readonly onlyPicks: (share: string, heldOutShare: string, smallest: string, closed: boolean) => string;
    readonly nothingSeen: (smallest: string, closed: boolean) => string;
    /** @param smallerArm with its noun */
    readonly tooEarly: (smallerArm: string, minimal: string) => string;
    readonly seenBy: (target: string, date: string) => string;
    readonly neverHere: (target: string, needed: string) => string;
  };
  /** What is drawn, counted. */
  readonly units: Readonly<Record<"member" | "company", (count: string) => string>>;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  /** Where the period has a beginning, instead of those below. */
  readonly outcomeNotesFrom: Readonly<Partial<Record<Outcome, string>>>;
  readonly outcomeNotes: Readonly<Record<Outcome, string>>;
  /** The same of both outcomes for the text, which has no room for a note in each row. */
  readonly alsoEarlier: (cameBack: string, nextVisit: string) => string;
  readonly columns: {
    readonly outcome: string;
    readonly treated: string;
    readonly heldOut: string;
    readonly effect: string;
    readonly smallest: string;
    readonly rule: string;
    readonly members: string;
    readonly verdict: string;
    readonly accepted: string;
    readonly withheld: string;
    readonly failed: string;
    readonly unknown: string;
    readonly skipped: string;
    readonly other: string;
    readonly unsubscribes: string;
    readonly theme: string;
    readonly contents: string;
    readonly views: string;
    readonly supply: string;
    readonly demand: string;
    readonly visibility: string;
    readonly content: string;
    readonly published: string;
    readonly seenBy: string;
    readonly week: string;
    readonly day: string;
    readonly share: string;
    readonly couldSee: string;
    readonly cuped: string;
    readonly p: string;
    readonly correctedP: string;
  };
  /** What both groups have, each with the absolute numbers behind it. */
  readonly against: (treated: string, heldOut: string) => string;
  readonly interval: (estimate: string, low: string, high: string) => string;
  readonly tooEarly: string;
  readonly reasons: Readonly<Record<NonNullable<OutcomeReason>, string>>;
  readonly verdicts: Readonly<Record<VerdictCode, string>>;
  readonly verdictReasons: Readonly<Record<VerdictReason, string>>;
  readonly verdict: (verdict: string, reason: string) => string;
  readonly sections: {
    readonly programme: string;
    readonly ownExperiment: (rule: string) => string;
    readonly groups: (treated: string, heldOut: string, share: string, first: string) => string;
    readonly byRule: string;
    readonly byRuleNote: string;
    readonly weeks: string;
    readonly weeksNote: string;
    readonly returns: string;
    readonly returnsNote: (days: string) => string;
    readonly costs: string;
    readonly revisits: string;
    readonly themes: string;
    readonly themesNote: string;
    readonly unseen: string;
    readonly plan: string;
    readonly method: string;
    readonly numbers: string;
  };
  readonly forestAxis: string;
  readonly weeksAxis: string;
  readonly visitsAxis: string;
  readonly exposureMark: string;
  readonly returnsAxis: string;
  readonly shareBackAxis: string;
  readonly stillAway: (members: string) => string;
  readonly treatedSeries: string;
  readonly heldOutSeries: string;
  /** Days, those of the held out, the days over which they are averaged; by how many sooner or later. */
  readonly returns: {
    readonly within: (note: string, days: string) => string;
    readonly sooner: (days: string, heldOutDays: string, within: string, low: string, high: string) => string;
    readonly later: (days: string, heldOutDays: string, within: string, low: string, high: string) => string;
    readonly alike: (days: string, heldOutDays: string, within: string) => string;
  };
  readonly noMails: string;
  readonly otherUnsubscribes: (members: string) => string;
  readonly revisits: {
    readonly window: (from: string, to: string, members: string) => string;
    readonly median: (days: string, members: string) => string;
    readonly noMedian: string;
    readonly weekly: (share: string, members: string) => string;
    readonly daily: (share: string, members: string) => string;
    readonly away: (share: string, members: string) => string;
  };
  readonly plan: (members: string, minimal: string) => string;
  readonly planUnknown: string;
  /** Visits are known, and too few members make them. */
  readonly planSilent: string;
  readonly planTooSmall: (members: string, minimal: string) => string;
  readonly planMore: string;
  readonly method: {
    readonly groups: string;
    readonly outcomes: string;
    readonly classic: string;
    readonly sequential: string;
    readonly share: string;
    readonly minimal: (minimal: string) => string;
    readonly smallest: string;
    readonly phases: (count: string) => string;
    /** Of a holdout that is drawn anew, in the place of `groups`. */
    readonly drawnAnew: string;
    /** Where several drawings are compared. */
    readonly drawings: (count: string) => string;
    /** One drawing, or one share of it; `last` null: it goes on. `counts` null: nobody of it counts here. */
    readonly programme: (
      salt: string,
      first: string,
      last: string | null,
      share: string,
      counts: { readonly treated: string; readonly heldOut: string } | null,
      /** Where its arms outlive it: until when, null: they still hold. */
      kept: { readonly until: string | null } | null,
    ) => string;
    readonly sampleRatio: (p: string, ok: boolean) => string;
    readonly erased: (treated: string, heldOut: string) => string;
    readonly cuped: (reduction: string) => string;
    /** How many rules were judged, and how many were not. */
    readonly ruleTests: (judged: string, left: string | null) => string;
    readonly companies: string;
    readonly returns: (days: string, members: string, returned: string, away: string, censored: string) => string;
    /** @param p with its sign of equality */
    readonly logRank: (p: string) => string;
    readonly source: string;
  };
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
