import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { CONTENT_VIEWERS, PUBLISHED } from "../content-chances.ts";

/** A row for each set of themes that contents of the period bear, so that no content counts twice. */
const LIST_THEME_SETS = `
WITH ${CONTENT_VIEWERS},
each AS (
  SELECT ARRAY(SELECT DISTINCT theme FROM unnest(c.themes) AS theme ORDER BY theme) AS themes, coalesce(v.viewers, 0) AS viewers
  FROM content c LEFT JOIN viewers v USING (id)
  WHERE ${PUBLISHED}
)
SELECT themes, count(*) AS contents, sum(viewers) AS views, sum(viewers * viewers) AS squares
FROM each
GROUP BY themes
ORDER BY themes`;

export function listThemeSets({ from, to, languages, team }: IndicatorWindow): Statement {
  return { text: LIST_THEME_SETS, values: [from, to, languages, team] };
}
