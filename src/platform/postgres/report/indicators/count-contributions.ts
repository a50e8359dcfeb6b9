import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { CONTRIBUTED } from "./contributed.ts";
import { peopleValues } from "./people.ts";

const COUNT_CONTRIBUTIONS = `
WITH ${CONTRIBUTED}
SELECT kind, who, count(*) AS contributions, count(DISTINCT member_id) AS people
FROM contributed
GROUP BY kind, who
ORDER BY kind, who`;

export function countContributions(window: IndicatorWindow): Statement {
  return { text: COUNT_CONTRIBUTIONS, values: peopleValues(window) };
}

/** A contribution on a content of several themes counts for each of them. */
const LIST_CONTRIBUTED_THEMES = `
WITH ${CONTRIBUTED}
SELECT theme, count(*) FILTER (WHERE w.who = 'member') AS contributions, count(*) FILTER (WHERE w.who = 'team') AS team
FROM contributed w
JOIN content c ON c.id = w.content_id
CROSS JOIN LATERAL unnest(c.themes) AS theme
GROUP BY theme
ORDER BY contributions DESC, team DESC, theme
LIMIT 10`;

export function listContributedThemes(window: IndicatorWindow): Statement {
  return { text: LIST_CONTRIBUTED_THEMES, values: peopleValues(window) };
}
