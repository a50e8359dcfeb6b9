import { isReplaySql } from "../../../../core/available.ts";
import { ACCEPTED_STATES } from "../../../../core/community.ts";
import type { Statement } from "../../../../core/statement.ts";
import type { ReportWindow } from "../../../../report/ports.ts";

/** What was a replay by the digest's slot was not seen by a view before its end. */
const SEEN_AT = `CASE WHEN ${isReplaySql("c", "d.slot_at")} THEN r.seen_at ELSE v.first_viewed_at END`;

/** Picks of the mails of the period, whichever digest of a member they were in; $4: states in which a server took the mail. */
const COUNT_PICKS = `
SELECT p.kind, count(*) AS picks, count(*) FILTER (WHERE s.seen_at IS NULL OR s.seen_at > d.slot_at) AS unseen,
  count(*) FILTER (WHERE s.seen_at > d.slot_at AND s.seen_at < $2::timestamptz) AS seen
FROM digest d
JOIN member m ON m.id = d.member_id AND m.role IN ('member', 'expert')
JOIN pick p ON p.member_id = d.member_id AND p.digest_id = d.id
JOIN content c ON c.id = p.content_id
LEFT JOIN "view" v ON v.member_id = p.member_id AND v.content_id = p.content_id
LEFT JOIN replay_view r ON r.member_id = p.member_id AND r.content_id = p.content_id
CROSS JOIN LATERAL (SELECT ${SEEN_AT} AS seen_at) s
WHERE d.slot_at < $2 AND ($1::timestamptz IS NULL OR d.slot_at >= $1) AND ($3::text IS NULL OR d.rule = $3)
  AND d.state = ANY($4::text[])
GROUP BY p.kind
ORDER BY p.kind`;

export function countPicks({ from, to, rule }: ReportWindow): Statement {
  return { text: COUNT_PICKS, values: [from, to, rule, ACCEPTED_STATES] };
}
