import type { MemberDirectory, ShownMember, ShownPreferences } from "../../../audience/explaining/ports.ts";
import {
  countedViewSql,
  dayNumberOf,
  PRIOR_GRAINS,
  VIEW_WEIGHTS,
  viewWeightSql,
} from "../../../core/rules/theme-interest.ts";
import type { Database } from "../database.ts";

const THEMES_SHOWN = 10;
const DIGESTS_SHOWN = 50;

/** A content may name a theme twice, and is one view of it. */
const AFFINITIES = `
WITH counted AS (
  SELECT c.themes, v.first_viewed_at, ${viewWeightSql("$3::double precision[]", "$4::integer")} AS grains
  FROM view v JOIN content c ON c.id = v.content_id
  WHERE v.member_id = $1 AND ${countedViewSql("$2::timestamptz")}
)
SELECT theme, count(*)::int AS views, max(first_viewed_at) AS "lastViewedAt",
  sum(grains) / (${PRIOR_GRAINS} + (SELECT sum(grains) FROM counted)) AS affinity
FROM counted CROSS JOIN LATERAL (SELECT DISTINCT unnest(themes) AS theme) t
GROUP BY theme ORDER BY affinity DESC, theme LIMIT ${THEMES_SHOWN}`;

export function createMemberDirectory(database: Database): MemberDirectory {
  return {
    find: async (externalId, at) => {
      const said = await database.prisma.member.findUnique({ where: { externalId } });
      const member =
        said === null || said.mergedInto === null
          ? said
          : await database.prisma.member.findUnique({ where: { id: said.mergedInto } });
      if (member === null) return null;
      const suppression =
        member.emailHash === null
          ? null
          : await database.prisma.suppression.findUnique({ where: { emailHash: member.emailHash } });
      const memberId = Number(member.id);
      const [preferences] = await database.query<ShownPreferences>({
        text: `SELECT frequency, themes_off AS "themesOff", language, paused_until AS "pausedUntil",
  changed_at AS "changedAt", changed_by AS "changedBy" FROM member_preference WHERE member_id = $1`,
        values: [memberId],
      });
      const [left] = await database.query<NonNullable<ShownMember["left"]>>({
        text: "SELECT reason, at FROM unsubscribe_reason WHERE member_id = $1",
        values: [memberId],
      });
      const themes = await database.query<ShownMember["themes"][number]>({
        text: AFFINITIES,
        values: [memberId, at, VIEW_WEIGHTS, dayNumberOf(at)],
      });
      const digests = await database.query<ShownMember["digests"][number]>({
        text: `SELECT d.member_id || '.' || d.id AS id, d.rule, d.period, d.arm, d.state, d.reason, m.subject
FROM digest d LEFT JOIN digest_mail m ON m.member_id = d.member_id AND m.digest_id = d.id
WHERE d.member_id = $1 ORDER BY d.slot_at DESC, d.id DESC LIMIT ${DIGESTS_SHOWN}`,
        values: [memberId],
      });
      const digestCounts = await database.query<ShownMember["digestCounts"][number]>({
        text: "SELECT state, count(*)::int AS digests FROM digest WHERE member_id = $1 GROUP BY state ORDER BY 2 DESC, 1",
        values: [memberId],
      });
      return {
        id: member.externalId ?? externalId,
        email: member.email,
        locale: member.locale,
        timezone: member.timezone,
        role: member.role,
        joinedAt: member.joinedAt,
        consent: {
          subscribed: member.subscribed,
          at: member.consentAt,
          source: member.consentSource,
          suppressed: suppression?.reason ?? null,
        },
        preferences: preferences ?? null,
        left: left ?? null,
        visits: {
          count: member.visitCount,
          last: member.lastVisitAt,
          usualIntervalDays: member.usualIntervalDays,
          meanIntervalDays: member.meanIntervalDays,
          intervalTrend: member.intervalTrend,
        },
        views: { count: member.viewCount },
        themes,
        digestCounts,
        digests,
      };
    },
  };
}
