import { mayOpenSql } from "../../../core/openings.ts";
import { type Frequency, NO_PREFERENCES, type Preferences, samePreferences } from "../../../core/preferences.ts";
import type { PreferenceMember, PreferenceStore } from "../../../delivery/preferences/ports.ts";
import type { Database } from "../database.ts";
import { currentMember, currentMemberSql } from "./current-member.ts";

const FIND = `
  SELECT m.id AS "memberId", m.email, m.locale, m.timezone, m.subscribed, s.reason AS suppressed,
    own.frequency, own.themes_off AS "themesOff", own.language, own.paused_until AS "pausedUntil",
    coalesce(own.version, 0) AS version, own.changed_at AS "changedAt", own.before IS NOT NULL AS "hasBefore"
  FROM member m
  LEFT JOIN suppression s ON s.email_hash = m.email_hash
  LEFT JOIN member_preference own ON own.member_id = m.id
  WHERE m.id = ${currentMemberSql("$1::bigint")}`;

const LIST_THEMES = `
  SELECT theme FROM content c CROSS JOIN LATERAL unnest(c.themes) AS theme
  WHERE c.published_at <= $1 AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $1) AND ${mayOpenSql("c", "$3::bigint")}
  GROUP BY theme ORDER BY count(*) DESC, theme LIMIT $2`;

/** Claims lock the member too, so that a choice stands before the next claim or after it. */
const LOCK = "SELECT FROM member WHERE id = $1 FOR UPDATE";

const KEEP = `
  INSERT INTO member_preference AS own (member_id, frequency, themes_off, language, paused_until, changed_at, changed_by, before)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (member_id) DO UPDATE SET frequency = excluded.frequency, themes_off = excluded.themes_off,
    language = excluded.language, paused_until = excluded.paused_until, changed_at = excluded.changed_at,
    changed_by = excluded.changed_by, before = excluded.before, version = own.version + 1`;

const UNDO = `
  UPDATE member_preference SET frequency = before->>'frequency', language = before->>'language',
    themes_off = ARRAY(SELECT jsonb_array_elements_text(before->'themesOff')),
    paused_until = (before->>'pausedUntil')::timestamptz,
    changed_at = $3, changed_by = $4, before = NULL, version = version + 1
  WHERE member_id = ${currentMemberSql("$1::bigint")} AND version = $2 AND before IS NOT NULL
  RETURNING member_id`;

const KEEP_REASON = `
  INSERT INTO unsubscribe_reason (member_id, reason, at) SELECT id, $2, $3 FROM member WHERE id = ${currentMemberSql("$1::bigint")}
  ON CONFLICT (member_id) DO UPDATE SET reason = excluded.reason, at = excluded.at`;

/** Null in every column of choices where none was ever made. */
type MemberRow = Omit<PreferenceMember, "preferences"> & {
  readonly frequency: Frequency | null;
} & Omit<Preferences, "frequency">;

function preferencesOf({ frequency, themesOff, language, pausedUntil }: MemberRow): Preferences {
  return frequency === null ? NO_PREFERENCES : { frequency, themesOff, language, pausedUntil };
}

export function createPreferenceStore(database: Database): PreferenceStore {
  return {
    find: async (memberId) => {
      const [row] = await database.query<MemberRow>({ text: FIND, values: [memberId] });
      if (row === undefined) return null;
      const { frequency, themesOff, language, pausedUntil, ...member } = row;
      return { ...member, preferences: preferencesOf(row) };
    },
    listThemes: async (memberId, at, limit) => {
      const rows = await database.query<{ theme: string }>({ text: LIST_THEMES, values: [at, limit, memberId] });
      return rows.map(({ theme }) => theme);
    },
    change: (givenId, choose, { by, at }) =>
      database.transaction(async (transaction) => {
        const memberId = await currentMember(transaction, givenId);
        await transaction.query({ text: LOCK, values: [memberId] });
        const [row] = await transaction.query<MemberRow>({ text: FIND, values: [memberId] });
        if (row === undefined) return false;
        const before = preferencesOf(row);
        const next = choose(before);
        if (samePreferences(before, next)) return false;
        const { frequency, themesOff, language, pausedUntil } = next;
        await transaction.query({
          text: KEEP,
          values: [memberId, frequency, [...themesOff], language, pausedUntil, at, by, JSON.stringify(before)],
        });
        return true;
      }),
    undo: async (memberId, version, { by, at }) => {
      const undone = await database.query({ text: UNDO, values: [memberId, version, at, by] });
      return undone.length === 1;
    },
    keepReason: async (memberId, reason, at) => {
      await database.query({ text: KEEP_REASON, values: [memberId, reason, at] });
    },
  };
}
