import {
  countedViewSql,
  dayNumberOf,
  INTEREST_ABOVE,
  LEAST_VIEWS_ON_THEME,
  PRIOR_GRAINS,
  VIEW_WEIGHTS,
  viewWeightSql,
} from "../../../core/rules/theme-interest.ts";
import type { StatementValues } from "../../../core/statement.ts";

/**
 * A join that answers who is interested in one of the themes of what happened, as `alias.member_id`: what the condition
 * `interested_in` says of that theme, for whatever themes there are.
 * @param relation what happened, with `subject_id` and `themes`; `happened` is its alias in the query that is joined
 */
export function interestedMembersSql(
  happened: string,
  relation: string,
  alias: string,
  at: { readonly instant: Date; readonly placeholder: string },
  values: StatementValues,
): string {
  const weight = viewWeightSql(
    `${values.bind(VIEW_WEIGHTS)}::double precision[]`,
    `${values.bind(dayNumberOf(at.instant))}::integer`,
  );
  const counted = countedViewSql(`${at.placeholder}::timestamptz`);
  return `JOIN (
    WITH on_theme AS MATERIALIZED (
      SELECT x.theme, v.member_id, sum(${weight}) AS grains
      FROM (SELECT DISTINCT unnest(themes) AS theme FROM ${relation}) x
      JOIN content c ON c.themes && ARRAY[x.theme] JOIN view v ON v.content_id = c.id
      WHERE ${counted}
      GROUP BY x.theme, v.member_id HAVING count(*) >= ${LEAST_VIEWS_ON_THEME}
    ), taste AS (
      SELECT v.member_id, ${PRIOR_GRAINS} + sum(${weight}) AS grains
      FROM view v JOIN content c ON c.id = v.content_id
      WHERE ${counted} AND v.member_id IN (SELECT member_id FROM on_theme)
      GROUP BY v.member_id
    )
    SELECT DISTINCT y.subject_id, o.member_id
    FROM ${relation} y JOIN on_theme o ON o.theme = ANY(y.themes) JOIN taste t USING (member_id)
    WHERE o.grains / t.grains >= ${INTEREST_ABOVE}
  ) ${alias} ON ${alias}.subject_id = ${happened}.subject_id`;
}
