import type { CommunityCounts, ContentCounts, MailableCounts } from "../../../audience/checking/ports.ts";
import { notTeamSql } from "../../../core/rules/team-sql.ts";
import type { Database } from "../database.ts";

const MOST_COUNTED = 200_000;

const KNOWN_ROWS = `SELECT greatest(reltuples, 0)::float8 AS rows FROM pg_class WHERE oid = 'member'::regclass`;

/** The road's own conditions, the one that no setting changes first. `share`: of all rows, those that are looked at. */
const mailableStatement = (share: number) => `
SELECT coalesce(why, 'none') AS why, (count(*) / ${share})::float8 AS members
FROM (
  SELECT CASE
    WHEN m.role = 'merged' OR m.external_id IS NULL THEN 'nobody'
    WHEN m.role NOT IN ('member', 'expert') OR NOT (${notTeamSql("$1::text[]")}) THEN 'team'
    WHEN m.email IS NULL THEN 'noEmail'
    WHEN m.subscribed IS FALSE OR s.reason = 'unsubscribed' THEN 'unsubscribed'
    WHEN s.email_hash IS NOT NULL THEN 'suppressed'
    WHEN $2::boolean AND (m.subscribed IS NOT TRUE OR m.consent_at IS NULL) THEN 'noConsent'
  END AS why
  FROM member m ${share === 1 ? "" : `TABLESAMPLE SYSTEM (${(share * 100).toFixed(4)}) REPEATABLE (1)`}
  LEFT JOIN suppression s ON s.email_hash = m.email_hash
) w GROUP BY 1`;

const COUNT_CONTENTS = `
SELECT count(*)::int AS published, count(*) FILTER (WHERE published_at > $1::timestamptz - make_interval(secs => $2::float8 / 1000))::int AS recent,
  count(*) FILTER (WHERE open_to IS NULL)::int AS open, count(*) FILTER (WHERE themes <> '{}')::int AS themed, max(published_at) AS latest
FROM content
WHERE published_at <= $1 AND (withdrawn_at IS NULL OR withdrawn_at > $1)`;

const NO_CONTENTS: ContentCounts = { published: 0, recent: 0, open: 0, themed: 0, latest: null };

/** Up to `mostCounted` rows members are counted one by one; of more, about so many are looked at. */
export function createCommunityCounts(database: Database, mostCounted = MOST_COUNTED): CommunityCounts {
  return {
    mailable: async (team, isConsentRecorded) => {
      const [known] = await database.query<{ rows: number }>({ text: KNOWN_ROWS, values: [] });
      const rows = known?.rows ?? 0;
      const share = rows <= mostCounted ? 1 : mostCounted / rows;
      const counted = await database.query<{ why: string; members: number }>({
        text: mailableStatement(share),
        values: [team.map((one) => one.toLowerCase()), isConsentRecorded],
      });
      const of = (why: keyof MailableCounts | "none" | "team") =>
        Math.round(counted.find((one) => one.why === why)?.members ?? 0);
      return {
        mailable: of("none"),
        team: of("team"),
        noEmail: of("noEmail"),
        unsubscribed: of("unsubscribed"),
        suppressed: of("suppressed"),
        noConsent: of("noConsent"),
        isEstimated: share < 1,
      };
    },
    contents: async (at, recentMs) => {
      const [row] = await database.query<ContentCounts>({ text: COUNT_CONTENTS, values: [at, recentMs] });
      return row ?? NO_CONTENTS;
    },
  };
}
