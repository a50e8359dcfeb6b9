import type { MemberDirectory, ShownMember } from "../../../audience/explaining/ports.ts";
import type { Database } from "../database.ts";

const THEMES_SHOWN = 10;
const DIGESTS_SHOWN = 50;

export function createMemberDirectory(database: Database): MemberDirectory {
  return {
    find: async (externalId) => {
      const member = await database.prisma.member.findUnique({ where: { externalId } });
      if (member === null) return null;
      const suppression =
        member.emailHash === null
          ? null
          : await database.prisma.suppression.findUnique({ where: { emailHash: member.emailHash } });
      const themes = await database.query<ShownMember["themes"][number]>({
        text: `SELECT theme, count(*) AS views FROM view v JOIN content c ON c.id = v.content_id, unnest(c.themes) AS theme
WHERE v.member_id = $1 GROUP BY theme ORDER BY views DESC, theme LIMIT ${THEMES_SHOWN}`,
        values: [Number(member.id)],
      });
      const digests = await database.query<ShownMember["digests"][number]>({
        text: `SELECT d.member_id || '.' || d.id AS id, d.rule, d.period, d.arm, d.state, d.reason, m.subject
FROM digest d LEFT JOIN digest_mail m ON m.member_id = d.member_id AND m.digest_id = d.id
WHERE d.member_id = $1 ORDER BY d.slot_at DESC, d.id DESC LIMIT ${DIGESTS_SHOWN}`,
        values: [Number(member.id)],
      });
      return {
        id: member.externalId,
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
        visits: {
          count: member.visitCount,
          last: member.lastVisitAt,
          usualIntervalDays: member.usualIntervalDays,
        },
        views: { count: member.viewCount },
        themes,
        digests,
      };
    },
  };
}
