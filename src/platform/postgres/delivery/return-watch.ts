import { ACCEPTED_STATES } from "../../../core/community.ts";
import type { ReturnCounts, ReturnWatch } from "../../../delivery/feedback/ports.ts";
import type { Database } from "../database.ts";

/**
 * Asked for every minute, so it looks at digests only when something was told lately. A slot is sent on its local date or
 * the days after, which narrows the digests to a few pages of the table.
 */
const COUNT = `
  SELECT k.days, count(*) AS mailed,
    count(*) FILTER (WHERE d.state = 'bounced' AND d.reason = 'hard_bounce') AS "hardBounces",
    count(*) FILTER (WHERE d.state = 'complained') AS complaints
  FROM unnest($2::int[]) AS k(days)
  JOIN digest d ON d.accepted_at > $1::timestamptz - k.days * interval '1 day' AND d.accepted_at <= $1
  WHERE d.local_date >= ($1::timestamptz - (SELECT max(days) + 7 FROM unnest($2::int[]) AS days) * interval '1 day')::date
    AND d.state = ANY($3::text[])
    AND (
      SELECT count(*) FROM feedback
      WHERE received_at > $1::timestamptz - interval '1 day' AND received_at <= $1 AND matched
        AND kind IN ('hard_bounce', 'complaint')
    ) >= $4
  GROUP BY k.days`;

export function createReturnWatch(database: Database): ReturnWatch {
  return {
    countReturns: (at, days, atLeast) =>
      database.query<ReturnCounts>({ text: COUNT, values: [at, days, ACCEPTED_STATES, atLeast] }),
  };
}
