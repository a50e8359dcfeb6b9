import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { COUNTED, peopleValues, WHO, within } from "./people.ts";

/** Grows with the window's questions and their answers (by index), and with the window's first views. */
const DESCRIBE_QUESTIONS = `
WITH asked AS (
  SELECT c.id, c.published_at, c.author_id
  FROM content c LEFT JOIN member m ON m.external_id = c.author_id
  WHERE c.type = 'question' AND ${within("c.published_at")} AND coalesce(${WHO}, 'member') <> 'team'
),
told AS (
  SELECT q.id, min(a.occurred_at) - q.published_at AS waited, bool_or(a.name = 'Solution Accepted') AS solved
  FROM asked q
  LEFT JOIN (activity a JOIN member m ON m.id = a.member_id)
    ON a.content_id = q.id AND a.occurred_at < $2::timestamptz
    -- By themselves the names find the index.
    AND a.name IN ('Comment Created', 'Question Answered', 'Solution Accepted')
    AND (a.name <> 'Comment Created' OR m.external_id IS DISTINCT FROM q.author_id)
  GROUP BY q.id, q.published_at
),
viewed AS (
  SELECT v.content_id, v.first_viewed_at
  FROM "view" v
  JOIN member m ON m.id = v.member_id AND ${COUNTED}
  JOIN content c ON c.id = v.content_id AND c.author_id IS DISTINCT FROM m.external_id
  WHERE ${within("v.first_viewed_at")}
),
accepted AS (
  SELECT d.content_id, min(a.occurred_at) AS at
  FROM (SELECT DISTINCT content_id FROM viewed) d
  JOIN activity a ON a.content_id = d.content_id AND a.name = 'Solution Accepted'
  GROUP BY d.content_id
)
SELECT count(*) AS questions, count(waited) AS answered, count(*) FILTER (WHERE solved) AS solved,
  nullif(percentile_disc(0.5) WITHIN GROUP (ORDER BY
      CASE WHEN waited IS NULL THEN 'Infinity' ELSE greatest(extract(epoch FROM waited), 0) / 3600 END::float8),
    'Infinity') AS "medianHours",
  (SELECT count(*) FROM viewed v JOIN accepted s USING (content_id) WHERE v.first_viewed_at > s.at) AS "solutionViews"
FROM told`;

export function describeQuestions(window: IndicatorWindow): Statement {
  return { text: DESCRIBE_QUESTIONS, values: peopleValues(window) };
}
