import { mayOpenSql } from "../../../core/openings.ts";
import type { CalendarContent, CalendarStore } from "../../../delivery/calendar/ports.ts";
import type { Database } from "../database.ts";
import { currentMemberSql, ownerOfDigestSql } from "./current-member.ts";

/**
 * If the member may open it: of what the digest tells; and of lives after it: a digest lists those that are coming. Of two
 * members who were both told of it and are one now, one digest is known to tell of it.
 */
const FIND = `
  SELECT coalesce(c.title, '') AS title, c.summary, c.url, c.starts_at AS "startsAt", c.ends_at AS "endsAt",
    greatest(c.updated_at, c.published_at) AS "statedAt"
  FROM content c
  WHERE c.id = $3 AND c.starts_at IS NOT NULL AND c.published_at IS NOT NULL AND c.withdrawn_at IS NULL
    AND ${mayOpenSql("c", currentMemberSql("$1::bigint"))}
    AND EXISTS (
      SELECT FROM digest d WHERE d.member_id = ${ownerOfDigestSql("$1::bigint", "$2::bigint")} AND d.id = $2 AND (
        c.type = 'live' AND d.slot_at < c.starts_at OR EXISTS (
          SELECT FROM told t
          WHERE t.member_id = d.member_id AND t.content_id = c.id AND (t.digest_id = $2 OR d.member_id <> $1))))`;

export function createCalendarStore(database: Database): CalendarStore {
  return {
    findToldContent: async ({ memberId, digestId }, contentId) => {
      const values = [memberId, digestId, contentId];
      return (await database.query<CalendarContent>({ text: FIND, values }))[0] ?? null;
    },
  };
}
