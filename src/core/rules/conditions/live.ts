import * as z from "zod";
import type { Duration } from "../../calendar.ts";
import type { CatalogueContent, Language } from "../../community.ts";
import { mayOpen, NEEDS_OPENINGS, someRestricted } from "../../openings.ts";
import { claimCount, narrowing } from "../claims.ts";
import { type AudienceBuilder, defineCondition, type Scene } from "../condition-kind.ts";
import type { Evaluation, MemberFacts } from "../evaluation.ts";
import { effectiveReadsSql } from "../reads.ts";
import { sayList, sayWithinNext } from "../say-words.ts";
import { durationField, listOf, textField } from "../text/fields.ts";
import { endOfWithin } from "../time-bound.ts";

export interface LiveQuery {
  readonly within: Duration;
  readonly themes: readonly string[] | null;
}

const liveSchema = z
  .strictObject(
    {
      starts_within: durationField.describe("How soon it starts: 3 days are today and the 2 days after it."),
      themes: listOf(textField).optional().describe("Only lives on one of these themes."),
    },
    { error: "write { starts_within: 3 days }" },
  )
  .transform((written): LiveQuery => ({ within: written.starts_within, themes: written.themes ?? null }))
  .describe("A live that the member may attend is coming.");

/** A live is coming: announced, not withdrawn, open to the member, in a language the member reads, and not begun. */
export const live = defineCondition<LiveQuery>({
  name: "live",
  schema: liveSchema,
  compile: (query, builder) => {
    const name = languagesRelation(query, builder);
    const { languages } = builder.evaluation.settings;
    const reads = effectiveReadsSql("m", builder.value(languages, "text[]"));
    const forEveryone = `EXISTS (SELECT FROM ${name} l WHERE l.language IS NULL OR l.language = ANY(${reads}))`;
    if (!someRestricted(builder.evaluation)) return forEveryone;
    builder.joinMember(`${name}_some`);
    return `(${forEveryone} OR ${name}_some.member_id IS NOT NULL)`;
  },
  needs: () => NEEDS_OPENINGS,
  prepare: (query, scene) => {
    const starts = prepareStarts(query, scene);
    return (member) => starts(member).length > 0;
  },
  measure: (query, scene) => {
    const starts = prepareStarts(query, scene);
    const bound = endOfWithin(query.within, scene.evaluation).toISOString();
    return (member) => {
      const [first] = starts(member);
      return { value: first === undefined ? null : new Date(first).toISOString(), bound };
    };
  },
  claims: ({ within, themes }, negated) =>
    claimCount(
      { what: "live", within, ahead: true, narrowedBy: narrowing("themes", themes) },
      { atLeast: 1, atMost: null },
      negated,
    ),
  say: ({ within, themes }, language, negated) => {
    const span = sayWithinNext(within, language);
    const about = themes === null ? "" : ` ${language === "en" ? "on" : "sur"} ${sayList(themes, "or", language)}`;
    if (language === "en") return `${negated ? "has no live" : "has a live"} to attend${about} ${span}`;
    return `${negated ? "n’a aucun live à suivre" : "a un live à suivre"}${about} ${span}`;
  },
});

/**
 * The languages of the lives that are coming: a row each, so that no member is held against every live. `_some`: who may
 * attend one that is open only to some.
 */
function languagesRelation({ within, themes }: LiveQuery, builder: AudienceBuilder): string {
  const end = endOfWithin(within, builder.evaluation);
  const coming = (opening: string) => `c.type = 'live' AND ${opening} AND c.published_at <= ${builder.at}
      AND (c.withdrawn_at IS NULL OR c.withdrawn_at > ${builder.at})
      AND c.starts_at > ${builder.at} AND c.starts_at < ${builder.value(end, "timestamptz")}${
        themes === null ? "" : `\n      AND c.themes && ${builder.value(themes, "text[]")}`
      }`;
  return builder.shared("live", { end, themes }, (prefix) => {
    builder.relation(prefix, `SELECT DISTINCT c.language FROM content c\n    WHERE ${coming("c.open_to IS NULL")}`);
    if (!someRestricted(builder.evaluation)) return;
    const reads = effectiveReadsSql("w", builder.value(builder.evaluation.settings.languages, "text[]"));
    builder.relation(
      `${prefix}_some`,
      `SELECT DISTINCT w.member_id
    FROM (SELECT DISTINCT c.opening_id, c.language FROM content c WHERE ${coming("c.opening_id IS NOT NULL")}) l
    JOIN may_open w ON w.opening_id = l.opening_id
    WHERE l.language IS NULL OR l.language = ANY(${reads})`,
    );
  });
}

/** When the lives start that a member may attend, the first one first. */
function prepareStarts(query: LiveQuery, { evaluation, catalogue }: Scene): (member: MemberFacts) => number[] {
  const lives = findLives(query, evaluation, catalogue)
    .filter(({ openingId }) => openingId == null || someRestricted(evaluation))
    .map(({ language, startsAt, openingId = null }) => ({ language, openingId, startMs: startsAt?.getTime() ?? 0 }));
  return (member) =>
    lives.filter((live) => isRead(live, member.reads) && mayOpen(live, member)).map(({ startMs }) => startMs);
}

/** The lives for which the condition holds, the first one first, whatever their language. */
export function findLives(
  { within, themes }: LiveQuery,
  evaluation: Evaluation,
  catalogue: readonly CatalogueContent[],
): CatalogueContent[] {
  const atMs = evaluation.at.getTime();
  const endMs = endOfWithin(within, evaluation).getTime();
  return catalogue
    .filter(({ type, publishedAt, withdrawnAt, startsAt, themes: own }) => {
      if (type !== "live" || publishedAt.getTime() > atMs || startsAt === null) return false;
      if (withdrawnAt !== null && withdrawnAt.getTime() <= atMs) return false;
      if (startsAt.getTime() <= atMs || startsAt.getTime() >= endMs) return false;
      return themes === null || themes.some((theme) => own.includes(theme));
    })
    .sort((a, b) => (a.startsAt?.getTime() ?? 0) - (b.startsAt?.getTime() ?? 0));
}

export function isRead({ language }: Pick<CatalogueContent, "language">, reads: readonly Language[]): boolean {
  return language === null || reads.includes(language);
}
