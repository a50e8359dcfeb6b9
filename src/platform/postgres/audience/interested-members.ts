import { DAY_MS } from "../../../core/calendar.ts";
import type { StatementValues } from "../../../core/statement.ts";

/** Contents on one theme that a member has viewed lately make them one who cares for it. */
const VIEWS_ENOUGH = 3;
const LATELY_MS = 90 * DAY_MS;

/**
 * A join that answers who cares for one of the themes of what happened, as `alias.member_id`.
 * @param happened the relation's alias, with `subject_id`, `content_id` and `themes`
 */
export function interestedMembersSql(
  happened: string,
  relation: string,
  alias: string,
  at: string,
  values: StatementValues,
): string {
  return `JOIN (
    SELECT x.subject_id, v.member_id
    FROM ${relation} x CROSS JOIN unnest(x.themes) AS theme
    JOIN content t ON theme = ANY(t.themes) AND t.id <> x.content_id
    JOIN view v ON v.content_id = t.id AND v.first_viewed_at <= ${at}::timestamptz
      AND v.first_viewed_at > ${at}::timestamptz - ${values.bind(LATELY_MS)} * interval '1 millisecond'
    GROUP BY x.subject_id, v.member_id, theme HAVING count(*) >= ${VIEWS_ENOUGH}
  ) ${alias} ON ${alias}.subject_id = ${happened}.subject_id`;
}
