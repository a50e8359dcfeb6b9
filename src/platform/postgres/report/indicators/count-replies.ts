import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { peopleValues, whoSql, within } from "./people.ts";

/** Who replies to whom; the site's own id of the one replied to may be one they no longer go by. Grows with the window's activities. */
const COUNT_REPLIES = `
SELECT sender, receiver, count(*) AS replies
FROM (
  SELECT ${whoSql("m")} AS sender, ${whoSql("r")} AS receiver
  FROM activity a
  JOIN member m ON m.id = a.member_id
  JOIN member said ON said.external_id = a.properties->>'replyToUserId'
  JOIN member r ON r.id = coalesce(said.merged_into, said.id)
  WHERE ${within("a.occurred_at")} AND a.name = 'Comment Created' AND r.id <> m.id
) named
WHERE sender IN ('member', 'team') AND receiver IN ('member', 'team')
GROUP BY sender, receiver
ORDER BY sender, receiver`;

export function countReplies(window: IndicatorWindow): Statement {
  return { text: COUNT_REPLIES, values: peopleValues(window) };
}
