import type { Statement } from "../../../core/statement.ts";
import type { IndicatorWindow } from "../../../report/ports.ts";
import { CONTENT_CHANCES } from "./content-chances.ts";

/** Supply and demand of each theme: contents of the period, and how many of the chances to see them were taken. */
const LIST_THEMES = `
WITH ${CONTENT_CHANCES}
SELECT theme, count(*) AS contents, coalesce(sum(v.viewers), 0) AS views, sum(p.readers) AS chances
FROM published p
CROSS JOIN LATERAL unnest(p.themes) AS theme
LEFT JOIN viewers v USING (id)
GROUP BY theme
ORDER BY contents DESC, theme
LIMIT 20`;

export function listThemes({ from, to, languages, team }: IndicatorWindow): Statement {
  return { text: LIST_THEMES, values: [from, to, languages, team] };
}
