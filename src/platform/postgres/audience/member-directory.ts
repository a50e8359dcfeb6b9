import type { MemberDirectory, ShownMember, ShownPreferences } from "../../../audience/explaining/ports.ts";
import type { Database } from "../database.ts";

const THEMES_SHOWN = 10;
const DIGESTS_SHOWN = 50;

export function createMemberDirectory(database: Database): MemberDirectory {
  return {
    find: async (externalId) => {
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
        text: `SELECT theme, count(*) AS views FROM view v JOIN content c ON c.id = v.content_id, unnest(c.themes) AS theme
WHERE v.member_id = $1 GROUP BY theme ORDER BY views DESC, theme LIMIT ${THEMES_SHOWN}`,
        values: [memberId],
      });
      const digests = await database.query<ShownMember["digests"][number]>({
        text: `SELECT d.member_id || '.' || d.id AS id, d.rule, d.period, d.arm, d.state, d.reason, m.subject
FROM digest d LEFT JOIN digest_mail m ON m.member_id = d.member_id AND m.digest_id = d.id
WHERE d.member_id = $1 ORDER BY d.slot_at DESC, d.id DESC LIMIT ${DIGESTS_SHOWN}`,
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
        digests,
      };
    },
  };
}
