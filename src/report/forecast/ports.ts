import type { DrawnProgramme } from "../../core/assignment.ts";
import type { CatalogueContent, Language, LocalDate } from "../../core/community.ts";
import type { ForecastMember, Habits } from "../../core/forecast/scene.ts";
import type { ContentPopularity } from "../../core/picks/popularity.ts";
import type { CommunityFacts, CommunityQuestion } from "../../core/rules/evaluation.ts";

export interface ReachQuestion {
  readonly at: Date;
  readonly consent: "assumed" | "recorded";
  readonly team: readonly string[];
}

/** A live, or an event on site, that is announced. */
export interface ComingLive {
  /** The site's own id. */
  readonly contentId: string;
  readonly title: string;
  readonly startsAt: Date;
  readonly language: Language | null;
  readonly themes: readonly string[];
  readonly registered: number;
}

export interface RenewalWeek {
  /** Its place among the weeks from today on. */
  readonly week: number;
  readonly due: number;
  /** Of them, those who have not come for 30 days. */
  readonly away: number;
}

/** Mails of a rule in one of the weeks before an instant: 0 is the last one. */
export interface PastMails {
  readonly rule: string;
  readonly weeksAgo: number;
  readonly mails: number;
}

export interface ForecastStore {
  /** Members that rules are for and mail can reach: how many, and the ids of at most `most`, drawn alike each time. */
  drawMembers(question: ReachQuestion, most: number): Promise<{ readonly reachable: number; readonly ids: number[] }>;
  /**
   * A thousand at a time, a query for each kind of fact; `languages` and `by`, for whom arms are drawn, are those of the settings.
   * With the arms that they have in these experiments.
   */
  loadMembers(
    ids: readonly number[],
    at: Date,
    settings: {
      readonly languages: readonly Language[];
      readonly by: DrawnProgramme["by"];
      readonly experiments: readonly string[];
    },
  ): Promise<readonly ForecastMember[]>;
  /** The holdouts that were drawn so far. */
  listProgrammes(): Promise<readonly DrawnProgramme[]>;
  /** Published by then. */
  loadCatalogue(until: Date): Promise<readonly CatalogueContent[]>;
  loadPopularity(at: Date): Promise<readonly ContentPopularity[]>;
  sumHabits(question: ReachQuestion & { readonly since: Date; readonly hotMs: number }): Promise<Habits>;
  /** The latest act that is stored; null: none is. */
  latestActAt(): Promise<Date | null>;
  knowsLaterThan(at: Date): Promise<boolean>;
  communityFacts(question: CommunityQuestion): Promise<CommunityFacts>;
  /** What left of these rules, by week; and since when each of them is live: null, it is not. */
  countPastMails(
    rules: readonly string[],
    since: Date,
    at: Date,
  ): Promise<{ readonly mails: readonly PastMails[]; readonly liveSince: ReadonlyMap<string, Date | null> }>;
  listLives(after: Date, until: Date): Promise<readonly ComingLive[]>;
  /** `known` false: no member has a date of renewal. */
  countRenewals(question: {
    readonly today: LocalDate;
    readonly days: number;
    readonly timezone: string;
    readonly at: Date;
    readonly team: readonly string[];
  }): Promise<{ readonly known: boolean; readonly weeks: readonly RenewalWeek[] }>;
}
