import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { PEOPLE, peopleValues, within } from "./people.ts";

/** Who replies to whom; the site's own id of the one replied to may be one they no longer go by. Grows with the window's activities and with members. */
const COUNT_REPLIES = `
WITH ${PEOPLE},
said AS MATERIALIZED (
  SELECT member_id, properties->>'replyToUserId' AS "to", count(*) AS n
  FROM activity
  WHERE ${within("occurred_at")} AND name = 'Comment Created' AND properties->>'replyToUserId' IS NOT NULL
  GROUP BY 1, 2
)
SELECT m.who AS sender, r.who AS receiver, sum(s.n) AS replies
FROM said s
JOIN people m ON m.id = s.member_id
JOIN people named ON named.external_id = s."to"
JOIN people r ON r.id = coalesce(named.merged_into, named.id) AND r.id <> m.id
WHERE m.who IN ('member', 'team') AND r.who IN ('member', 'team')
GROUP BY 1, 2
ORDER BY 1, 2`;

export function countReplies(window: IndicatorWindow): Statement {
  return { text: COUNT_REPLIES, values: peopleValues(window) };
}
