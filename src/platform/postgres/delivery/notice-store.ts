import type { NoticeKey, NoticeStore, WeeklyFailure, WeeklyStore } from "../../../delivery/notices/ports.ts";
import type { Database } from "../database.ts";
import { findIdentity } from "../find-identity.ts";

const FIND_OPEN = `
  SELECT k.kind, k.key, k.recipient
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS k(kind, key, recipient, place)
  LEFT JOIN notice n USING (kind, key, recipient)
  WHERE n.state IS NULL OR n.state = 'due'
  ORDER BY k.place`;

/** Whoever writes the row, or turns it from `due`, sends the mail; everybody else finds it taken. */
const MARK = `
  INSERT INTO notice (kind, key, recipient, at, state) VALUES ($1, $2, $3, $4, 'submitting')
  ON CONFLICT (kind, key, recipient) DO UPDATE SET state = 'submitting', at = excluded.at WHERE notice.state = 'due'
  RETURNING state`;

const RECORD = `
  UPDATE notice SET state = CASE $4 WHEN 'deferred' THEN 'due' ELSE $4 END, answer = $5
  WHERE kind = $1 AND key = $2 AND recipient = $3 AND state = 'submitting'`;

export function createNoticeStore(database: Database): NoticeStore {
  const valuesOf = ({ kind, key, recipient }: NoticeKey) => [kind, key, recipient];
  return {
    findOpen: (keys) => {
      const columns = [
        keys.map(({ kind }) => kind),
        keys.map(({ key }) => key),
        keys.map(({ recipient }) => recipient),
      ];
      return keys.length === 0 ? Promise.resolve([]) : database.query<NoticeKey>({ text: FIND_OPEN, values: columns });
    },
    findIdentity: () => findIdentity(database),
    markSubmitting: async (key, at) =>
      (await database.query({ text: MARK, values: [...valuesOf(key), at] })).length > 0,
    record: async (key, { kind, text }) => {
      await database.query({ text: RECORD, values: [...valuesOf(key), kind, text] });
    },
  };
}

const PASS_OVER = `
  INSERT INTO notice (kind, key, recipient, at, state)
  SELECT 'weekly', $1, r.recipient, $3, 'before' FROM unnest($2::text[]) r(recipient)
  WHERE NOT EXISTS (SELECT FROM notice n WHERE n.kind = 'weekly' AND n.recipient = r.recipient)
  ON CONFLICT (kind, key, recipient) DO NOTHING`;

const DOUBT = `
  INSERT INTO notice (kind, key, recipient, at, state)
  SELECT 'weekly', $1, r.recipient, $3, 'unknown' FROM unnest($2::text[]) r(recipient)
  ON CONFLICT (kind, key, recipient) DO NOTHING`;

const IS_OPEN = `
  SELECT FROM unnest($2::text[]) r(recipient)
  LEFT JOIN notice n ON n.kind = 'weekly' AND n.key = $1 AND n.recipient = r.recipient
  WHERE n.state IS NULL OR n.state = 'due'
  LIMIT 1`;

const FIND_LAST = `
  SELECT key AS week, state, count(*)::int AS recipients,
    array_agg(DISTINCT reply) FILTER (WHERE state = 'failed' AND reply IS NOT NULL) AS replies
  FROM notice, substring(answer FROM '^[45][0-9][0-9](?:[ -][45][.][0-9]{1,3}[.][0-9]{1,3})?') reply
  WHERE kind = 'weekly' AND key = (SELECT max(key) FROM notice WHERE kind = 'weekly')
  GROUP BY key, state`;

interface LastRow {
  readonly week: string;
  readonly state: string;
  readonly recipients: number;
  readonly replies: readonly string[] | null;
}

const FAIL = `
INSERT INTO weekly_failure (week, reason) VALUES ($1, $2)
ON CONFLICT (week) DO UPDATE SET at = clock_timestamp(), tries = weekly_failure.tries + 1, reason = EXCLUDED.reason`;
const MEND = "DELETE FROM weekly_failure WHERE week = $1";
const FIND_FAILURE = "SELECT at, tries, reason FROM weekly_failure WHERE week = $1";

export function createWeeklyStore(database: Database): WeeklyStore {
  const run = async (text: string, week: string, recipients: readonly string[], at: Date) => {
    await database.query({ text, values: [week, recipients, at] });
  };
  return {
    passOver: (week, recipients, at) => run(PASS_OVER, week, recipients, at),
    doubt: (week, recipients, at) => run(DOUBT, week, recipients, at),
    isOpen: async (week, recipients) =>
      (await database.query({ text: IS_OPEN, values: [week, recipients] })).length > 0,
    fail: async (week, reason) => void (await database.query({ text: FAIL, values: [week, reason] })),
    mend: async (week) => void (await database.query({ text: MEND, values: [week] })),
    findFailure: async (week) => {
      const [failure] = await database.query<WeeklyFailure>({ text: FIND_FAILURE, values: [week] });
      return failure ?? null;
    },
    findLast: async () => {
      const rows = await database.query<LastRow>({ text: FIND_LAST, values: [] });
      const [first] = rows;
      if (first === undefined) return null;
      return {
        week: first.week,
        states: Object.fromEntries(rows.map(({ state, recipients }) => [state, recipients])),
        replies: rows.flatMap(({ replies }) => replies ?? []),
      };
    },
  };
}
