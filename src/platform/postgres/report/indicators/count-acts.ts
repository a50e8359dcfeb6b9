import type { Statement } from "../../../../core/statement.ts";
import { OWN_ACTS, PAGE_VIEWED, PASSIVE_EVENTS, SCREEN_VIEWED } from "../../../../core/tracking/event-names.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { PEOPLE, peopleValues, within } from "./people.ts";

const NAMES = [...OWN_ACTS, ...PASSIVE_EVENTS, PAGE_VIEWED, SCREEN_VIEWED];

/** Acts of our own names by whom; one pass over the window's activities, with which it grows, and members. */
const COUNT_ACTS = `
WITH ${PEOPLE},
done AS (
  SELECT name, member_id, count(*) AS acts
  FROM activity
  WHERE ${within("occurred_at")} AND name = ANY ($4::text[])
  GROUP BY name, member_id
)
SELECT d.name, p.who, sum(d.acts) AS acts, count(*) AS members
FROM done d JOIN people p ON p.id = d.member_id
WHERE p.who IS NOT NULL
GROUP BY d.name, p.who
ORDER BY d.name, p.who`;

export function countActs(window: IndicatorWindow): Statement {
  return { text: COUNT_ACTS, values: [...peopleValues(window), NAMES] };
}
