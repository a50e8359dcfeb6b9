import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { answersFrom } from "./count-answers.ts";
import { COUNTED, peopleValues } from "./people.ts";

const SINCE = "$2::timestamptz - interval '90 days'";

/**
 * The top 1% of contributors of 90 days, ranked as the shipped segment does: whoever did as much as the one at rank
 * ceil(1% × contributors). Grows with the activities of these 90 days, whatever the window.
 */
const DESCRIBE_SUPER_USERS = `
WITH ${answersFrom(SINCE)},
done AS (
  SELECT a.member_id, count(*) AS n
  FROM activity a JOIN member m ON m.id = a.member_id AND ${COUNTED}
  WHERE a.occurred_at >= ${SINCE} AND a.occurred_at < $2
    AND a.name IN ('Comment Created', 'Question Answered', 'Solution Accepted', 'Feedback Raised') AND $1::timestamptz IS NOT NULL
  GROUP BY a.member_id
),
ranked AS (
  SELECT member_id, n, row_number() OVER (ORDER BY n DESC) AS rank, count(*) OVER () AS doers FROM done
),
top AS (
  SELECT member_id FROM ranked WHERE n >= (SELECT n FROM ranked WHERE rank = ceil(doers * 0.01))
)
SELECT (SELECT count(*) FROM done) AS contributors, (SELECT count(*) FROM top) AS "superUsers",
  count(*) FILTER (WHERE who = 'member') AS answers, count(*) FILTER (WHERE member_id IN (SELECT member_id FROM top)) AS "superAnswers"
FROM answers`;

export function describeSuperUsers(window: IndicatorWindow): Statement {
  return { text: DESCRIBE_SUPER_USERS, values: peopleValues(window) };
}
