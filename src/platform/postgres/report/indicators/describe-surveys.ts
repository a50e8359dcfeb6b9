import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { COUNTED, peopleValues, within } from "./people.ts";

/** 4.5 of 5 as a float is no less than 0.9. */
const SLACK = "1e-9";

/** Each member's last answer to each survey. Grows with the window's activities. */
const DESCRIBE_SURVEYS = `
WITH last AS (
  SELECT DISTINCT ON (a.member_id, a.properties->>'survey') a.properties->>'survey' AS survey,
    (a.properties->>'score')::float8 / (a.properties->>'scale')::float8 AS level
  FROM activity a JOIN member m ON m.id = a.member_id AND ${COUNTED}
  WHERE ${within("a.occurred_at")} AND a.name = 'Survey Answered' AND a.properties->>'survey' IN ('nps', 'csat', 'need_met')
    AND jsonb_typeof(a.properties->'score') = 'number' AND jsonb_typeof(a.properties->'scale') = 'number'
    AND a.properties->'scale' > '0'
  ORDER BY a.member_id, a.properties->>'survey', a.occurred_at DESC, a.id DESC
)
SELECT survey, count(*) AS answers, count(*) FILTER (WHERE level >= 0.9 - ${SLACK}) AS promoters,
  count(*) FILTER (WHERE level <= 0.6 + ${SLACK}) AS detractors, count(*) FILTER (WHERE level >= 0.8 - ${SLACK}) AS satisfied
FROM last
GROUP BY survey
ORDER BY survey`;

export function describeSurveys(window: IndicatorWindow): Statement {
  return { text: DESCRIBE_SURVEYS, values: peopleValues(window) };
}

const COUNT_FEEDBACK = `
SELECT coalesce(a.properties->>'kind', '') AS kind, count(*) AS raised
FROM activity a JOIN member m ON m.id = a.member_id AND ${COUNTED}
WHERE ${within("a.occurred_at")} AND a.name = 'Feedback Raised' AND a.properties->>'kind' IN ('suggestion', 'pain_point', 'opportunity')
GROUP BY 1
ORDER BY 1`;

export function countFeedback(window: IndicatorWindow): Statement {
  return { text: COUNT_FEEDBACK, values: peopleValues(window) };
}
