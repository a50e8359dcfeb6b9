import * as z from "zod";
import type { Duration } from "../../calendar.ts";
import { type CatalogueContent, CONTENT_TYPES } from "../../community.ts";
import { claimCount, narrowing } from "../claims.ts";
import { type AudienceBuilder, defineCondition, type Scene, type SpokenLanguage } from "../condition-kind.ts";
import {
  boundsOf,
  boundsSql,
  type CountBounds,
  checkBounds,
  countFields,
  sayBounds,
  shownBounds,
  testBounds,
} from "../count-bounds.ts";
import type { MemberFacts } from "../evaluation.ts";
import { sayList, sayTypes, sayWithinPast } from "../say-words.ts";
import { choiceField, durationField, listOf, textField } from "../text/fields.ts";
import { earliestWithin } from "../time-bound.ts";

interface ViewsQuery extends CountBounds {
  /** null: ever. */
  readonly within: Duration | null;
  readonly themes: readonly string[] | null;
  readonly types: readonly string[] | null;
}

const viewsSchema = z
  .strictObject(
    {
      ...countFields,
      within: durationField
        .optional()
        .describe("Only contents first viewed within this long; without it, all of them."),
      themes: listOf(textField).optional().describe("Only contents on one of these themes."),
      types: listOf(choiceField(CONTENT_TYPES)).optional().describe("Only contents of these types."),
    },
    { error: "write { at_least: 3, within: 30 days }" },
  )
  .superRefine(checkBounds)
  .transform(
    (written): ViewsQuery => ({
      ...boundsOf(written),
      within: written.within ?? null,
      themes: written.themes ?? null,
      types: written.types ?? null,
    }),
  )
  .describe("How many contents the member has viewed: at_least, at_most or both.");

/**
 * Contents first viewed in the window, at or before the instant. Where themes or types are asked for, of the catalogue
 * only, published by then; what is open only to some counts as well, for who viewed it could open it.
 */
export const views = defineCondition<ViewsQuery>({
  name: "views",
  schema: viewsSchema,
  compile: (query, builder) => boundsSql(countSql(query, builder), query, builder),
  prepare: (query, scene) => testBounds(query, prepareCount(query, scene)),
  measure: (query, scene) => {
    const count = prepareCount(query, scene);
    return (member) => ({ value: count(member), bound: shownBounds(query) });
  },
  claims: ({ within, themes, types, ...bounds }, negated) =>
    claimCount(
      {
        what: "views",
        within,
        ahead: false,
        narrowedBy: [...narrowing("themes", themes), ...narrowing("types", types)],
      },
      bounds,
      negated,
    ),
  say: sayViews,
});

function countSql({ within, themes, types }: ViewsQuery, builder: AudienceBuilder): string {
  const all = themes === null && types === null;
  if (within === null && all && builder.evaluation.asOf === "facts") return "m.view_count";
  const from = within === null ? null : earliestWithin(within, builder.evaluation);
  const name = builder.shared("views", { from, themes, types }, (prefix) => {
    const filters = [
      `v.first_viewed_at <= ${builder.at}`,
      ...(from === null ? [] : [`v.first_viewed_at >= ${builder.value(from, "timestamptz")}`]),
      ...(all ? [] : [`c.published_at <= ${builder.at}`]),
      ...(themes === null ? [] : [`c.themes && ${builder.value(themes, "text[]")}`]),
      ...(types === null ? [] : [`c.type = ANY(${builder.value(types, "text[]")})`]),
    ];
    const content = all ? "" : " JOIN content c ON c.id = v.content_id";
    builder.relation(
      prefix,
      `SELECT v.member_id, count(*) AS n FROM view v${content}\n    WHERE ${filters.join("\n      AND ")}\n    GROUP BY v.member_id`,
    );
  });
  builder.joinMember(name);
  return `coalesce(${name}.n, 0)`;
}

function prepareCount(query: ViewsQuery, { evaluation, catalogue }: Scene): (member: MemberFacts) => number {
  const atMs = evaluation.at.getTime();
  const fromMs = query.within === null ? Number.NEGATIVE_INFINITY : earliestWithin(query.within, evaluation).getTime();
  const isMeant = contentFilter(query, catalogue, atMs);
  return (member) => {
    let count = 0;
    for (const [contentId, viewedMs] of member.views) {
      if (viewedMs >= fromMs && viewedMs <= atMs && isMeant(contentId)) count += 1;
    }
    return count;
  };
}

function contentFilter(
  { themes, types }: ViewsQuery,
  catalogue: readonly CatalogueContent[],
  atMs: number,
): (contentId: number) => boolean {
  if (themes === null && types === null) return () => true;
  const meant = new Set<number>();
  for (const content of catalogue) {
    if (content.publishedAt.getTime() > atMs) continue;
    if (themes !== null && !themes.some((theme) => content.themes.includes(theme))) continue;
    if (types === null || types.includes(content.type)) meant.add(content.id);
  }
  return (contentId) => meant.has(contentId);
}

function sayViews(query: ViewsQuery, language: SpokenLanguage, negated: boolean): string {
  const kinds = sayTypes(query.types ?? [], language);
  const about = [
    ...(kinds === "" ? [] : [` (${kinds})`]),
    ...(query.themes === null ? [] : [` ${language === "en" ? "on" : "sur"} ${sayList(query.themes, "or", language)}`]),
    ...(query.within === null ? [] : [` ${sayWithinPast(query.within, language)}`]),
  ].join("");
  const noun = (count: number): string =>
    language === "en" ? `${count} ${count === 1 ? "content" : "contents"}` : `${count} contenu${count < 2 ? "" : "s"}`;
  const many = sayBounds(query, noun, language, negated);
  if (language === "en") return `has viewed ${many ?? "no content"}${about}`;
  return many === null ? `n’a consulté aucun contenu${about}` : `a consulté ${many}${about}`;
}
