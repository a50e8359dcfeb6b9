import type { DrawnProgramme } from "../assignment.ts";
import { DAY_MS } from "../calendar.ts";
import type { Arm, CatalogueContent, LocalDate } from "../community.ts";
import type { ContentPopularity } from "../picks/popularity.ts";
import type { Frequency } from "../preferences.ts";
import type { CommunityFacts, MemberFacts } from "../rules/evaluation.ts";
import type { CheckedRule } from "../rules/rule.ts";
import type { Settings } from "../rules/settings.ts";

/**
 * How the weeks to come are foreseen, in plain words. Several futures of the community are lived through, day by day, with
 * the rules' own conditions, limits, order, arms and picks. In each of them:
 *
 * - A member comes as BG/NBD, fitted to the days on which the community came, expects of somebody with their history: whether
 *   they have left, how often they come and how soon they leave are drawn. Where there is no fit, they come as often as in the
 *   last 8 weeks. Who never came does so at the rate at which such members did in the last 8 weeks.
 * - A visit sees as many contents as their visits of the last 8 weeks did (drawn towards the community's mean where there were
 *   few), as many of them hot; of the hot ones rather the newest, of the cold ones rather the most viewed.
 * - Contents are published as in the last 8 weeks, or in those that there are: each week to come repeats one of these weeks, drawn, with its themes,
 *   languages, types, authors and readers, on the same days and at the same hours. What has a date to be published is, then.
 * - Who joins are the members of the last 8 weeks once more, 8 weeks later, as soon to come as those were.
 * - What members did besides, where a condition asks for it, they do again, 8 weeks later.
 * - Each digest uses up its picks, also a withheld one. What it changes in visits is not added: the past that everything is
 *   drawn from had digests too.
 * - Everybody lives in the community's timezone: in a count by week the hour does not matter. Nobody unsubscribes, no
 *   attribute changes, no content is withdrawn, nothing is braked, held or refused.
 *
 * It cannot tell what a site will do that it never did, a rule that begins to bring more visits, or a month unlike the last
 * two. Rules that wait for something to happen are not lived through: see `ForecastRule.basis`.
 */
export interface ForecastScene {
  /** The community's now. */
  readonly at: Date;
  readonly days: number;
  readonly settings: Settings;
  /** Live ones that are due at an hour, in the settings' order. */
  readonly rules: readonly CheckedRule[];
  /** What their conditions know of the community, and its rhythm; see `CommunityFacts`. */
  readonly community: CommunityFacts;
  /** Published by now, or with a date to be. */
  readonly catalogue: readonly CatalogueContent[];
  readonly popularity: readonly ContentPopularity[];
  readonly habits: Habits;
  /** The holdouts that were drawn so far. */
  readonly drawn: readonly DrawnProgramme[];
  /** How many of the last 8 weeks the community has contents of; at least 1. */
  readonly pastWeeks: number;
}

/** Sums of the last 8 weeks. */
export interface Habits {
  /** First views on a day with a visit. */
  readonly viewsPerVisit: number;
  /** Of them, the share on contents that were hot. */
  readonly hotShare: number;
  /** The chance that a member who never came does on a day. */
  readonly firstVisitChance: number;
}

/** A digest that stands already, as far as it blocks another. */
export interface EarlierMail {
  readonly rule: string;
  readonly slotAt: Date;
  readonly localDate: LocalDate;
  readonly capDate: LocalDate;
  /** Under `again_after` and, unless it is transactional, caps. */
  readonly counts: boolean;
  readonly transactional: boolean;
}

/** A member whom mail can reach. */
export interface ForecastMember {
  readonly facts: MemberFacts;
  readonly frequency: Frequency;
  readonly pausedUntil: Date | null;
  readonly digests: readonly EarlierMail[];
  /** Content → the local date of the digest that proposed it. */
  readonly proposedOn: ReadonlyMap<number, LocalDate>;
  readonly themesOff: ReadonlySet<string>;
  /** Experiment → the arm that was drawn for the member, or their company: it stays, whatever the share is now. */
  readonly arms: ReadonlyMap<string, Arm>;
}

/** What the past repeats itself after. */
export const PAST_WEEKS = 8;
export const PAST_DAYS = 7 * PAST_WEEKS;

/** Whole weeks since the first content, 8 at most. */
export function countPastWeeks(catalogue: readonly CatalogueContent[], at: Date): number {
  const firstMs = catalogue.reduce((least, { publishedAt }) => Math.min(least, publishedAt.getTime()), at.getTime());
  return Math.max(1, Math.min(PAST_WEEKS, Math.floor((at.getTime() - firstMs) / (7 * DAY_MS))));
}
