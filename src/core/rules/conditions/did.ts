import * as z from "zod";
import { addDays, type Duration, durationDays, localDateOf, startOfLocalDay } from "../../calendar.ts";
import { claimCount, NOTHING_CLAIMED } from "../claims.ts";
import { type AudienceBuilder, defineCondition, type Scene, type SpokenLanguage } from "../condition-kind.ts";
import {
  boundsOf,
  boundsSql,
  type CountBounds,
  checkRoom,
  countFields,
  sayBounds,
  shownBounds,
  testBounds,
} from "../count-bounds.ts";
import type { CommunityFacts, CommunityNeed, CommunityQuestion, Evaluation, MemberFacts } from "../evaluation.ts";
import { sayList, sayShare, sayWithinPast } from "../say-words.ts";
import { durationField, listOf, shareField, textField } from "../text/fields.ts";
import { earliestWithin } from "../time-bound.ts";

interface DidQuery extends CountBounds {
  readonly activities: readonly string[];
  /** null: ever. */
  readonly within: Duration | null;
  /** 0 to 1: among that share of those who did it most often; null: the bounds decide. */
  readonly top: number | null;
}

const didSchema = z
  .strictObject(
    {
      activity: listOf(textField, "write activity: Comment Created, or [Comment Created, Question Answered]").describe(
        "The activity's name, or several of them, counted together.",
      ),
      ...countFields,
      within: durationField.optional().describe("Only within this long; without it, ever."),
      top: shareField
        .optional()
        .describe("Instead of a count: among this share of those who did it most often, with within in days."),
    },
    { error: "write { activity: Comment Created, at_least: 1, within: 30 days }" },
  )
  .superRefine((written, context) => {
    checkRoom(written, context);
    if (written.top === undefined) return;
    const complain = (message: string, path: string[], hint: string, aboutKey = false): void =>
      context.addIssue({ code: "custom", message, path, params: { hint, aboutKey } });
    if (written.top === 0) complain("the top 0% is nobody", ["top"], "write a share such as 1%");
    for (const key of ["at_least", "at_most"] as const) {
      if (written[key] !== undefined)
        complain(`"${key}" and "top" exclude each other`, [key], "keep one of them", true);
    }
    if (written.within === undefined) {
      complain('"top" is of a span of days: "within" is missing', ["top"], "add within: 90 days", true);
    } else if (durationDays(written.within) === null) {
      complain('with "top", days are needed here', ["within"], "write 90 days");
    }
  })
  .transform((written): DidQuery => {
    const counted = written.at_least !== undefined || written.at_most !== undefined || written.top !== undefined;
    return {
      activities: [...new Set(written.activity)].sort(),
      ...boundsOf({ at_least: counted ? written.at_least : 1, at_most: written.at_most }),
      within: written.within ?? null,
      top: written.top ?? null,
    };
  })
  .describe("How often the member did something, or something happened to them; at least once, unless told otherwise.");

/** Activities of these names at or before the instant, passive ones included. */
export const did = defineCondition<DidQuery>({
  name: "did",
  schema: didSchema,
  needs: (query) => {
    const need = topNeed(query);
    return need === null ? [] : [need];
  },
  compile: (query, builder) => {
    const bounds = boundsAt(query, builder.evaluation.community);
    return bounds === null ? "false" : boundsSql(countSql(query, builder), bounds, builder);
  },
  prepare: (query, scene) => {
    const bounds = boundsAt(query, scene.evaluation.community);
    return bounds === null ? () => false : testBounds(bounds, prepareCount(query, scene));
  },
  measure: (query, scene) => {
    const bounds = boundsAt(query, scene.evaluation.community);
    const count = prepareCount(query, scene);
    return (member) => ({ value: count(member), bound: bounds === null ? null : shownBounds(bounds) });
  },
  claims: ({ activities, within, top, ...bounds }, negated) =>
    top === null
      ? claimCount({ what: `did ${JSON.stringify(activities)}`, within, ahead: false, narrowedBy: [] }, bounds, negated)
      : NOTHING_CLAIMED,
  say: sayDid,
});

/** What the community has to tell before a `top` can be decided; its key names it among the community's facts. */
function topNeed({ activities, within, top }: DidQuery): Extract<CommunityNeed, { kind: "top_count" }> | null {
  const withinDays = within === null ? null : durationDays(within);
  if (top === null || withinDays === null) return null;
  return { kind: "top_count", key: JSON.stringify([activities, top, withinDays]), activities, share: top, withinDays };
}

/** null: nobody is known to have done it, so nobody is among the top. */
function boundsAt(query: DidQuery, community: CommunityFacts | undefined): CountBounds | null {
  const need = topNeed(query);
  if (need === null) return query;
  const atLeast = community?.topCounts.get(need.key) ?? null;
  return atLeast === null ? null : { atLeast, atMost: null };
}

/**
 * The start of a `top` question's window: days of the community rather than of each member, so that all who are ranked
 * are ranked over the same time.
 */
export function topWindowStart(withinDays: number, { at, settings }: Pick<CommunityQuestion, "at" | "settings">): Date {
  return startOfLocalDay(addDays(localDateOf(at, settings.timezone), 1 - withinDays), settings.timezone);
}

function windowStart(query: DidQuery, evaluation: Evaluation): Date | null {
  const need = topNeed(query);
  if (need !== null) return topWindowStart(need.withinDays, evaluation);
  return query.within === null ? null : earliestWithin(query.within, evaluation);
}

function countSql(query: DidQuery, builder: AudienceBuilder): string {
  const from = windowStart(query, builder.evaluation);
  const { activities } = query;
  const name = builder.shared("did", { from, activities }, (prefix) => {
    const since = from === null ? "" : ` AND occurred_at >= ${builder.value(from, "timestamptz")}`;
    builder.relation(
      prefix,
      `SELECT member_id, count(*) AS n FROM activity
    WHERE name = ANY(${builder.value(activities, "text[]")}) AND occurred_at <= ${builder.at}${since}
    GROUP BY member_id`,
    );
  });
  builder.joinMember(name);
  return `coalesce(${name}.n, 0)`;
}

function prepareCount(query: DidQuery, { evaluation }: Scene): (member: MemberFacts) => number {
  const atMs = evaluation.at.getTime();
  const fromMs = windowStart(query, evaluation)?.getTime() ?? Number.NEGATIVE_INFINITY;
  return ({ acts }) => {
    let count = 0;
    for (const name of query.activities) {
      for (const actMs of acts.get(name) ?? []) if (actMs >= fromMs && actMs <= atMs) count += 1;
    }
    return count;
  };
}

function sayDid(query: DidQuery, language: SpokenLanguage, negated: boolean): string {
  const quoted = query.activities.map((name) => (language === "en" ? `"${name}"` : `« ${name} »`));
  const names = sayList(quoted, "or", language);
  const span = query.within === null ? "" : ` ${sayWithinPast(query.within, language)}`;
  if (query.top !== null) {
    const share = sayShare(query.top, language);
    if (language === "en")
      return `${negated ? "is not" : "is"} among the top ${share} of those with activities ${names}${span}`;
    const most = query.top < 0.02 ? `le ${share} le plus actif` : `les ${share} les plus actifs`;
    return `${negated ? "n’est pas" : "est"} parmi ${most} pour ${names}${span}`;
  }
  const noun = (count: number): string =>
    language === "en"
      ? `${count} ${count === 1 ? "activity" : "activities"}`
      : `${count} activité${count < 2 ? "" : "s"}`;
  const many = sayBounds(query, noun, language, negated);
  if (language === "en") return `has ${many ?? "no activity"} ${names}${span}`;
  return `${many === null ? "n’a aucune activité" : `a ${many}`} ${names}${span}`;
}
