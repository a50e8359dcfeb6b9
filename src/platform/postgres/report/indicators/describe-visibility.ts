import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { CONTENT_CHANCES } from "../content-chances.ts";

const WEEK_OLD = "published_at < $2::timestamptz - interval '7 days' AND (withdrawn_at IS NULL OR withdrawn_at > $2)";

/** Grows with the contents of the window and their views, and once with members. */
const DESCRIBE_VISIBILITY = `
WITH ${CONTENT_CHANCES},
each AS (
  SELECT p.published_at, p.withdrawn_at, p.readers, coalesce(v.viewers, 0) AS viewers
  FROM published p LEFT JOIN viewers v USING (id)
  WHERE p.readers > 0
)
SELECT count(*) AS contents, coalesce(sum(viewers), 0) AS views, coalesce(sum(readers), 0) AS chances,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY viewers::float8 / readers::float8) AS median,
  count(*) FILTER (WHERE ${WEEK_OLD}) AS "weekOld", count(*) FILTER (WHERE viewers = 0 AND ${WEEK_OLD}) AS "seenByNobody"
FROM each`;

export function describeVisibility({ from, to, languages, team }: IndicatorWindow): Statement {
  return { text: DESCRIBE_VISIBILITY, values: [from, to, languages, team] };
}
