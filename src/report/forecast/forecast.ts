import type { Language, LocalDate } from "../../core/community.ts";
import type { Range } from "../../core/forecast/sum-up.ts";
import type { ComingLive } from "./ports.ts";

/** What the weeks to come will probably bring. Ranges go from the lowest to the highest of the futures lived through. */
export interface Forecast {
  readonly at: string;
  readonly days: number;
  readonly timezone: string;
  /** Members whom mail can reach; how many of them were looked at, over all futures. */
  readonly members: { readonly reachable: number; readonly lookedAt: number };
  readonly futures: number;
  /** `fitted`: how members come is told by their rhythm; `past`: too few came twice, so they come as in the last weeks. */
  readonly rhythm: "fitted" | "past";
  /** So many of the last 8 weeks have contents to go by. */
  readonly pastWeeks: number;
  /** Nothing that a member did has arrived since, for days: everybody seems to be away. null: it has, or never did. */
  readonly silentSince: string | null;
  /** Of seven days from today on; the last one may be shorter. Both ends included. */
  readonly weeks: readonly { readonly from: LocalDate; readonly to: LocalDate; readonly days: number }[];
  /** Live ones, in the settings' order. */
  readonly rules: readonly ForecastRule[];
  readonly stock: readonly ForecastStock[];
  /** Those that somebody cares for, the most wanted first. */
  readonly themes: readonly ForecastTheme[];
  readonly lives: readonly (Omit<ComingLive, "startsAt"> & { readonly startsAt: string })[];
  /** null: no member has a date of renewal. */
  readonly renewals: readonly { readonly due: number; readonly away: number }[] | null;
}

export interface ForecastRule {
  readonly rule: string;
  /**
   * `lived`: foreseen day by day. `past`: it waits for something to happen, and so many mails leave as in its last weeks.
   * `unknown`: it waits for something, and is live for less than a week.
   */
  readonly basis: "lived" | "past" | "unknown";
  readonly weeks: readonly {
    /** Mails that leave; those withheld from the held out are not among them. null: it cannot be told. */
    readonly mails: Range | null;
    /** Members who would get one but for contents. null: it cannot be told. */
    readonly tooFew: Range | null;
  }[];
  /** null: it has enough, or it cannot be told. */
  readonly runsOut: RunsOutFrom | null;
}

/** From when on there is nothing left for so many members. */
export interface RunsOutFrom {
  readonly from: LocalDate;
  readonly alreadyNow: boolean;
  readonly members: number;
}

/** A theme and the members who care for it now, as `interested_in` has it. */
export interface ForecastTheme {
  readonly theme: string;
  readonly carers: number;
  /** Of them, those for whom nothing of it is left: all seen, or proposed. */
  readonly withoutNow: number;
  /** The same at the end of each week. */
  readonly without: readonly Range[];
  readonly runsOut: RunsOutFrom | null;
}

export interface ForecastStock {
  readonly theme: string;
  /** null: for readers of any language. */
  readonly language: Language | null;
  readonly now: StockLevel;
  readonly end: StockLevel;
}

/** Contents open to everybody; what is left is a reader's mean, of those looked at. */
export interface StockLevel {
  readonly hot: number;
  readonly cold: number;
  readonly leftHot: number;
  readonly leftCold: number;
}
