import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { CONTENT_CHANCES } from "../content-chances.ts";

/** The contents of list-unseen.ts, counted: all of them, and theme by theme. $5: below what share of their readers they are nearly unseen. */
const COUNT_UNSEEN = `
WITH ${CONTENT_CHANCES},
each AS (
  SELECT p.themes, p.readers, coalesce(v.viewers, 0) AS viewers
  FROM published p LEFT JOIN viewers v USING (id)
  WHERE p.readers > 0 AND p.published_at < $2::timestamptz - interval '7 days' AND (p.withdrawn_at IS NULL OR p.withdrawn_at > $2)
),
labelled AS (
  SELECT NULL AS theme, readers, viewers FROM each
  UNION ALL
  SELECT theme, readers, viewers FROM each CROSS JOIN LATERAL (SELECT DISTINCT unnest(themes)) AS t(theme)
)
SELECT theme, count(*) AS contents, count(*) FILTER (WHERE viewers < $5::float8 * readers) AS "nearlyUnseen",
  count(*) FILTER (WHERE viewers = 0) AS "seenByNobody", sum(viewers) AS views, sum(readers) AS chances
FROM labelled
GROUP BY theme
ORDER BY theme NULLS FIRST`;

export function countUnseen({ from, to, languages, team }: IndicatorWindow, below: number): Statement {
  return { text: COUNT_UNSEEN, values: [from, to, languages, team, below] };
}
