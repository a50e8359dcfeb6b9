import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { peopleValues, WHO } from "./people.ts";

/** CTE `answers` of the activities from `from` to $2: answers, and comments on questions by others than who asked. One row each. */
export function answersFrom(from: string): string {
  return `
answers AS MATERIALIZED (
  SELECT a.member_id, ${WHO} AS who
  FROM activity a
  JOIN member m ON m.id = a.member_id AND m.role IN ('member', 'expert', 'staff', 'moderator')
  LEFT JOIN content c ON c.id = a.content_id
  WHERE a.occurred_at >= ${from} AND a.occurred_at < $2::timestamptz AND (a.name = 'Question Answered'
    OR a.name = 'Comment Created' AND c.type = 'question' AND c.author_id IS DISTINCT FROM m.external_id)
  GROUP BY a.member_id, a.content_id, a.occurred_at, m.id
)`;
}

const COUNT_ANSWERS = `
WITH ${answersFrom("$1::timestamptz")}
SELECT who, count(*) AS answers FROM answers GROUP BY who ORDER BY who`;

export function countAnswers(window: IndicatorWindow): Statement {
  return { text: COUNT_ANSWERS, values: peopleValues(window) };
}
