import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { COUNTED, peopleValues, within } from "./people.ts";

/** A visit in the 30 days before that instant. */
const activeAt = (at: string) =>
  `EXISTS (SELECT FROM visit v WHERE v.member_id = m.id AND v.started_at >= ${at} - interval '30 days' AND v.started_at < ${at})`;

/** The last word on each membership in the window, and renewals due after it. Grows with the window's activities and with members. */
const DESCRIBE_RENEWALS = `
WITH last AS (
  SELECT DISTINCT ON (a.member_id) a.name = 'Membership Renewed' AS renewed, ${activeAt("a.occurred_at")} AS active
  FROM activity a JOIN member m ON m.id = a.member_id AND ${COUNTED}
  WHERE ${within("a.occurred_at")} AND a.name IN ('Membership Renewed', 'Membership Ended')
  ORDER BY a.member_id, a.occurred_at DESC, a.id DESC
),
due AS (
  SELECT ${activeAt("$2::timestamptz")} AS active
  FROM member m
  WHERE ${COUNTED} AND m.joined_at < $2 AND m.renewal_at >= $2 AND m.renewal_at < $2 + interval '60 days'
)
SELECT count(*) FILTER (WHERE NOT renewed) AS ended, count(*) FILTER (WHERE renewed) AS renewed,
  count(*) FILTER (WHERE NOT renewed AND active) AS "endedActive", count(*) FILTER (WHERE renewed AND active) AS "renewedActive",
  (SELECT count(*) FROM member m WHERE ${COUNTED} AND m.renewal_at IS NOT NULL) AS dated, (SELECT count(*) FROM due) AS due,
  (SELECT count(*) FROM due WHERE NOT active) AS "atRisk"
FROM last`;

export function describeRenewals(window: IndicatorWindow): Statement {
  return { text: DESCRIBE_RENEWALS, values: peopleValues(window) };
}
