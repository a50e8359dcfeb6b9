import * as z from "zod";
import { DAY_MS } from "../../calendar.ts";
import { TASTE_PRIOR_VIEWS, viewWeight } from "../../picks/scores.ts";
import { type AudienceBuilder, defineCondition, type Scene } from "../condition-kind.ts";
import type { MemberFacts } from "../evaluation.ts";
import { sayList, sayShare } from "../say-words.ts";
import { listOf, shareField, textField } from "../text/fields.ts";
import {
  countedViewSql,
  dayNumberOf,
  INTEREST_ABOVE,
  LEAST_VIEWS_ON_THEME,
  PRIOR_GRAINS,
  VIEW_WEIGHTS,
  viewWeightSql,
} from "../theme-interest.ts";

interface InterestQuery {
  readonly themes: readonly string[];
  /** 0 to 1. */
  readonly above: number;
}

const themesField = listOf(textField, "write a theme, or a list: [pricing, onboarding]").describe(
  "At least one of these themes.",
);

const interestSchema = z
  .union(
    [
      z.strictObject({
        themes: themesField,
        above: shareField
          .default(INTEREST_ABOVE)
          .describe("The theme's share of the member's views, at least; 20% by default."),
      }),
      themesField.transform((themes) => ({ themes, above: INTEREST_ABOVE })),
    ],
    { error: "write a theme, [pricing, onboarding], or { themes: [pricing], above: 20% }" },
  )
  .describe("One of these themes makes at least 20% of what the member viewed, the recent views counting most.");

/**
 * The affinity that picks go by: the theme's share of the member's views, each weighed by its age in days of UTC (half
 * after 60), as if two contents on nothing had been viewed too. All views of contents published by then
 * count in the whole, withdrawn ones and those open only to some included; two of them at least have to be on the theme.
 */
export const interestedIn = defineCondition<InterestQuery>({
  name: "interested_in",
  schema: interestSchema,
  compile: ({ themes, above }, builder) => {
    const name = tasteRelation(themes, builder);
    builder.joinMember(name);
    const least = builder.value(above, "double precision");
    const tests = themes.map(
      (_, place) => `(${name}.n_${place} >= ${LEAST_VIEWS_ON_THEME} AND ${name}.share_${place} >= ${least})`,
    );
    return `coalesce(${tests.join(" OR ")}, false)`;
  },
  prepare: ({ themes, above }, scene) => {
    const affinity = prepareAffinity(themes, scene);
    return (member) => affinity(member) >= above;
  },
  measure: ({ themes, above }, scene) => {
    const affinity = prepareAffinity(themes, scene);
    return (member) => ({ value: Math.max(0, affinity(member)), bound: above });
  },
  say: ({ themes, above }, language, negated) => {
    const on = sayList(themes, "or", language);
    const share = sayShare(above, language);
    if (language === "en") {
      const asked = above === INTEREST_ABOVE ? "" : ` (${share} of what they viewed or more)`;
      return `is ${negated ? "not " : ""}interested in ${on}${asked}`;
    }
    const asked = above === INTEREST_ABOVE ? "" : ` (${share} de ses consultations ou plus)`;
    return `${negated ? "ne s’intéresse pas" : "s’intéresse"} à ${on}${asked}`;
  },
});

/**
 * Of each theme, how many contents on it the member viewed, and its affinity: all in one walk over the views (100,000
 * members and 1.7 M views: a second; a walk for the whole and one for each theme took four). Grains are whole numbers
 * that doubles hold exactly, so the order of the views changes nothing, and a sum of them is three times faster.
 */
function tasteRelation(themes: readonly string[], builder: AudienceBuilder): string {
  return builder.shared("taste", themes, (prefix) => {
    const weight = weightSql(builder);
    const columns = themes.map((theme, place) => {
      const on = `FILTER (WHERE c.themes && ${builder.value([theme], "text[]")})`;
      return `count(*) ${on} AS n_${place}, sum(${weight}) ${on} / (${PRIOR_GRAINS} + sum(${weight})) AS share_${place}`;
    });
    builder.relation(
      prefix,
      `SELECT v.member_id,
      ${columns.join(",\n      ")}
    FROM view v JOIN content c ON c.id = v.content_id
    WHERE ${countedViewSql(builder.at)}
    GROUP BY v.member_id`,
    );
  });
}

function weightSql(builder: AudienceBuilder): string {
  const weights = builder.value(VIEW_WEIGHTS, "double precision[]");
  return viewWeightSql(weights, builder.value(dayNumberOf(builder.evaluation.at), "integer"));
}

/** The largest affinity for one of the themes that the member has viewed often enough; -1 for none. */
function prepareAffinity(themes: readonly string[], { evaluation, catalogue }: Scene): (member: MemberFacts) => number {
  const atMs = evaluation.at.getTime();
  const today = dayNumberOf(evaluation.at);
  const themesOf = new Map<number, readonly number[]>();
  for (const { id, publishedAt, themes: own } of catalogue) {
    if (publishedAt.getTime() > atMs) continue;
    themesOf.set(
      id,
      themes.flatMap((theme, index) => (own.includes(theme) ? index : [])),
    );
  }
  return ({ views }) => {
    let total = TASTE_PRIOR_VIEWS;
    const weights = themes.map(() => 0);
    const counts = themes.map(() => 0);
    for (const [contentId, viewedMs] of views) {
      const on = viewedMs > atMs ? undefined : themesOf.get(contentId);
      if (on === undefined) continue;
      const weight = viewWeight(today - Math.floor(viewedMs / DAY_MS));
      total += weight;
      for (const theme of on) {
        weights[theme] = (weights[theme] as number) + weight;
        counts[theme] = (counts[theme] as number) + 1;
      }
    }
    const shares = weights.map((weight, theme) =>
      (counts[theme] as number) < LEAST_VIEWS_ON_THEME ? -1 : weight / total,
    );
    return Math.max(...shares);
  };
}
