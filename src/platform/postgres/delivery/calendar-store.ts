import type { CalendarContent, CalendarStore } from "../../../delivery/ports.ts";
import type { Database } from "../database.ts";

const FIND = `
  SELECT coalesce(c.title, '') AS title, c.summary, c.url, c.starts_at AS "startsAt", c.ends_at AS "endsAt",
    coalesce(c.updated_at, c.published_at) AS "statedAt"
  FROM content c
  WHERE c.id = $3 AND c.starts_at IS NOT NULL AND c.published_at IS NOT NULL AND c.withdrawn_at IS NULL AND c.open_to IS NULL
    AND EXISTS (SELECT FROM told t WHERE t.member_id = $1 AND t.digest_id = $2 AND t.content_id = c.id)`;

export function createCalendarStore(database: Database): CalendarStore {
  return {
    findToldContent: async ({ memberId, digestId }, contentId) => {
      const values = [memberId, digestId, contentId];
      return (await database.query<CalendarContent>({ text: FIND, values }))[0] ?? null;
    },
  };
}
