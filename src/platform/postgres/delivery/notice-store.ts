import type { NoticeKey, NoticeStore } from "../../../delivery/notices/ports.ts";
import type { Database } from "../database.ts";

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
    markSubmitting: async (key, at) =>
      (await database.query({ text: MARK, values: [...valuesOf(key), at] })).length > 0,
    record: async (key, { kind, text }) => {
      await database.query({ text: RECORD, values: [...valuesOf(key), kind, text] });
    },
  };
}
