import type { Statement } from "../../../../core/statement.ts";
import { LIVE_REGISTERED } from "../../../../core/tracking/event-names.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { COUNTED, peopleValues, within } from "./people.ts";

/** Grows with the window's lives and their registrations (by index), and the window's activities. */
const DESCRIBE_LIVES = `
WITH lives AS (
  SELECT id FROM content WHERE type = 'live' AND ${within("starts_at")} AND (withdrawn_at IS NULL OR withdrawn_at > starts_at)
),
registered AS (
  SELECT DISTINCT a.content_id, a.member_id
  FROM lives l
  JOIN activity a ON a.content_id = l.id AND a.name = '${LIVE_REGISTERED}' AND a.occurred_at < $2
  JOIN member m ON m.id = a.member_id AND ${COUNTED}
),
attended AS (
  SELECT DISTINCT a.content_id, a.member_id
  FROM activity a
  JOIN lives l ON l.id = a.content_id
  JOIN member m ON m.id = a.member_id AND ${COUNTED}
  WHERE a.name = 'Live Attended' AND a.occurred_at >= $1::timestamptz - interval '1 day' AND a.occurred_at < $2
)
SELECT (SELECT count(*) FROM lives) AS lives, (SELECT count(*) FROM registered) AS registered,
  (SELECT count(*) FROM registered JOIN attended USING (content_id, member_id)) AS "registeredAttended",
  (SELECT count(*) FROM attended) AS attended`;

export function describeLives(window: IndicatorWindow): Statement {
  return { text: DESCRIBE_LIVES, values: peopleValues(window) };
}
