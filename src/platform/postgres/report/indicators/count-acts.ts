import type { Statement } from "../../../../core/statement.ts";
import { OWN_ACTS, PAGE_VIEWED, PASSIVE_EVENTS, SCREEN_VIEWED } from "../../../../core/tracking/event-names.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { peopleValues, whoSql, within } from "./people.ts";

const NAMES = [...OWN_ACTS, ...PASSIVE_EVENTS, PAGE_VIEWED, SCREEN_VIEWED];

/** Acts of our own names by whom; one pass over the window's activities, with which it grows. */
const COUNT_ACTS = `
SELECT name, who, count(*) AS acts, count(DISTINCT member_id) AS members
FROM (
  SELECT a.name, a.member_id, ${whoSql("m")} AS who
  FROM activity a JOIN member m ON m.id = a.member_id
  WHERE ${within("a.occurred_at")} AND a.name = ANY ($4::text[])
) named
WHERE who IS NOT NULL
GROUP BY name, who
ORDER BY name, who`;

export function countActs(window: IndicatorWindow): Statement {
  return { text: COUNT_ACTS, values: [...peopleValues(window), NAMES] };
}
