import type { NoCount } from "../sponsor-page.ts";

/** Where a number comes from, in the report or in the settings: one note at the foot of the page each. */
export const SOURCES = ["visits", "worth", "at_risk", "solutions", "picks", "questions", "nps", "themes"] as const;
export type Source = (typeof SOURCES)[number];

/** Written bounds: `between low and high`. */
type Bounds = readonly [low: string, high: string];

/** By the first two answers: visits for the organisation, reading for members. unknown: one of both cannot be told. */
export type Gains = "both" | "apart" | "neither" | "unknown";

/** All that the page says, in one language. Numbers arrive written, each with its source. */
export interface SponsorWords {
  readonly title: (community: string) => string;
  /** Indicators need a beginning, which the report as a whole may lack. */
  readonly indicatorPeriod: (from: string, to: string) => string;
  readonly questions: {
    readonly organisation: string;
    readonly members: string;
    readonly agree: string;
  };
  readonly notesTitle: string;
  readonly notYet: string;
  readonly visits: {
    readonly more: (estimate: string, bounds: Bounds) => string;
    readonly fewer: (estimate: string, bounds: Bounds) => string;
    /** null: none at all still fits, and nothing beyond it on that side. */
    readonly unclear: (fewer: string | null, more: string | null) => string;
    /** Over how many weeks of how many members. */
    readonly over: (weeks: string, members: string) => string;
    /** Where the holdout was ended. */
    readonly until: (date: string) => string;
    readonly worth: (each: string, value: string, bounds: Bounds) => string;
    readonly cost: (each: string, value: string, bounds: Bounds) => string;
    readonly noWorth: string;
    readonly worthLater: (each: string) => string;
    readonly not: Readonly<Record<Exclude<NoCount, "small_arm">, string>>;
    /** Of a period that is over. */
    readonly noExposuresThen: string;
    readonly smallArm: (members: string, least: string) => string;
    readonly tooSmall: (target: string, members: string) => string;
    /** Where a larger group than now would show more. */
    readonly needsHoldout: (share: string, smallest: string) => string;
  };
  readonly atRisk: {
    readonly unknown: string;
    readonly nobody: string;
    readonly cameBack: (members: string, back: string, share: string) => string;
    readonly more: (share: string, bounds: Bounds) => string;
    readonly fewer: (share: string, bounds: Bounds) => string;
    readonly alike: (share: string, bounds: Bounds) => string;
    readonly comparison: (members: string, back: string, least: string) => string;
    readonly nobodyHeldOut: string;
    readonly notToUse: string;
  };
  readonly solutions: (views: string, each: string, value: string) => string;
  readonly picks: {
    readonly none: string;
    readonly read: (share: string, seen: string, picked: string) => string;
    readonly more: (share: string, effect: string, bounds: Bounds) => string;
    /** From a doubling on: how many times as much. */
    readonly times: (share: string, times: string, bounds: Bounds) => string;
    readonly fewer: (share: string, effect: string, bounds: Bounds) => string;
    /** Each bound by one of the three below. */
    readonly alike: (share: string, bounds: Bounds) => string;
    readonly byLess: (effect: string) => string;
    readonly byMore: (effect: string) => string;
    readonly byTimes: (times: string) => string;
    readonly noEffectYet: string;
  };
  readonly answers: {
    /** `answered` null: none. */
    readonly some: (answered: string | null, asked: string, share: string) => string;
    /** With its unit. */
    readonly within: (time: string) => string;
    readonly none: string;
    readonly dropped: string;
    /** Nothing at all came of the period. */
    readonly nothingCame: string;
    /** Nothing that would tell of them came. */
    readonly silent: string;
  };
  readonly nps: {
    readonly score: (score: string, answers: string) => string;
    readonly few: string;
    readonly none: string;
    readonly dropped: string;
    readonly nothingCame: string;
    /** Nothing that would tell of them came. */
    readonly silent: string;
  };
  readonly agreement: {
    readonly tooLittle: (contents: string, views: string, leastContents: string, leastViews: string) => string;
    readonly sameThemes: (contents: string, least: string) => string;
    readonly wide: (themes: string) => string;
    readonly verdicts: Readonly<Record<"yes" | "partly" | "no", string>>;
    /** With `yes`: how large a difference would have been seen. */
    readonly wouldShow: (themes: string) => string;
    /** What was compared. */
    readonly compared: (contents: string, views: string) => string;
    readonly more: (themes: string) => string;
    readonly less: (themes: string) => string;
    /** Of what is read less than half as much as it is published. */
    readonly stop: (themes: string) => string;
    readonly theme: (theme: string, supply: string, demand: string) => string;
    /** Whether organisation and members both have something of the digests, by the first two answers. */
    readonly gains: Readonly<Record<Gains, string>>;
  };
  readonly notes: {
    readonly line: (section: string, row: string) => string;
    readonly visits: (treated: string, weeks: string, heldOut: string, heldOutWeeks: string) => string;
    readonly lift: (lift: string, bounds: Bounds, weeks: string) => string;
    readonly worth: (what: string, source: string | null) => string;
    readonly worthVisit: (amount: string) => string;
    readonly worthCall: (amount: string) => string;
    readonly atRisk: (counts: string) => string;
    readonly counts: (treated: string, heldOut: string) => string;
    readonly indicator: (label: string, definition: string) => string;
    readonly themes: (section: string, contents: string, views: string, withoutTheme: string | null) => string;
  };
}
