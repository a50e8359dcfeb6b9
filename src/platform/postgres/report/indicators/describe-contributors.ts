import type { Statement } from "../../../../core/statement.ts";
import { LIVE_REGISTERED } from "../../../../core/tracking/event-names.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { CONTRIBUTED } from "./contributed.ts";
import { COUNTED, peopleValues, within } from "./people.ts";

/**
 * The stages that members pass and how unevenly they contribute, over all who had joined before the window. A stage holds
 * whoever passed a later one. Grows with members and the window's visits, views and activities.
 */
const DESCRIBE_CONTRIBUTORS = `
WITH ${CONTRIBUTED},
written AS (
  SELECT member_id, count(*) AS n FROM contributed GROUP BY member_id
),
came AS (
  SELECT DISTINCT member_id FROM visit WHERE ${within("started_at")}
),
seen AS (
  SELECT member_id, count(*) AS views FROM "view" WHERE ${within("first_viewed_at")} GROUP BY member_id
),
acted AS (
  SELECT DISTINCT member_id FROM activity
  WHERE ${within("occurred_at")} AND content_id IS NOT NULL AND NOT passive AND name <> '${LIVE_REGISTERED}'
),
people AS (
  SELECT coalesce(w.n, 0) AS n, coalesce(s.views, 0) AS views, c.member_id IS NOT NULL AS came,
    s.member_id IS NOT NULL OR a.member_id IS NOT NULL AS read,
    row_number() OVER (ORDER BY w.n DESC NULLS LAST) AS rank, count(*) OVER () AS members
  FROM member m
  LEFT JOIN written w ON w.member_id = m.id
  LEFT JOIN came c ON c.member_id = m.id
  LEFT JOIN seen s ON s.member_id = m.id
  LEFT JOIN acted a ON a.member_id = m.id
  WHERE ${COUNTED} AND m.joined_at < $1::timestamptz
)
SELECT count(*) AS members, count(*) FILTER (WHERE came OR read OR n > 0) AS came, count(*) FILTER (WHERE read OR n > 0) AS read,
  count(*) FILTER (WHERE n > 0) AS contributed,
  count(*) FILTER (WHERE n >= greatest(2, floor(extract(epoch FROM $2::timestamptz - $1::timestamptz) / 604800))) AS frequent,
  coalesce(sum(n), 0) AS contributions, coalesce(sum(n) FILTER (WHERE rank <= ceil(members * 0.01)), 0) AS "topContributions",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FILTER (WHERE n > 0) AS "medianContributions",
  count(*) FILTER (WHERE read AND n = 0) AS "silentReaders", coalesce(sum(views) FILTER (WHERE read AND n = 0), 0) AS "silentViews",
  (SELECT count(*) FROM member m WHERE ${COUNTED} AND ${within("m.joined_at")}) AS "signUps"
FROM people`;

export function describeContributors(window: IndicatorWindow): Statement {
  return { text: DESCRIBE_CONTRIBUTORS, values: peopleValues(window) };
}
