import {
  type ForumCategory,
  type ForumKnown,
  GROUPS,
  type Learned,
  USERNAME,
} from "../../../core/connectors/discourse/forum.ts";
import type { ForumImportState, ForumStore } from "../../../ingest/forum/ports.ts";
import type { Database } from "../database.ts";

const STRUCTURE = `SELECT kind, id, said FROM forum_known WHERE connector = $1 AND kind IN ('category', 'group')`;

const TOPICS = `SELECT id FROM forum_known
WHERE connector = $1 AND kind = 'topic' AND (said ->> 'category')::bigint = $2 ORDER BY id`;

/** The attribute's name stands in the index, so it stands here. Of two forums, the prefix of ids tells which. */
const USERS = `SELECT lower(m.attributes ->> '${USERNAME}') AS username, min(m.external_id) AS id FROM member m
WHERE m.attributes ->> '${USERNAME}' IS NOT NULL AND lower(m.attributes ->> '${USERNAME}') = ANY ($1::text[])
  AND m.merged_into IS NULL AND (starts_with(m.external_id, $2)
    OR EXISTS (SELECT FROM member said WHERE said.merged_into = m.id AND starts_with(said.external_id, $2)))
GROUP BY 1`;

const CURRENT_IDS = `SELECT said.external_id AS said, now.external_id AS id
FROM member said JOIN member now ON now.id = said.merged_into WHERE said.external_id = ANY ($1::text[])`;

const MEMBER = `SELECT now.attributes -> $2 AS groups, now.role FROM member said
JOIN member now ON now.id = coalesce(said.merged_into, said.id) WHERE said.external_id = $1`;

const PRESENT_MEMBERS = `SELECT said.external_id AS id FROM member said
JOIN member now ON now.id = coalesce(said.merged_into, said.id)
WHERE starts_with(said.external_id, $1) AND now.attributes ->> '${USERNAME}' IS NOT NULL AND now.email IS NOT NULL`;

const PRESENT_TOPICS = `SELECT k.id FROM forum_known k JOIN content c ON c.external_id = $2 || k.id
WHERE k.connector = $1 AND k.kind = 'topic' AND c.withdrawn_at IS NULL AND c.title IS NOT NULL ORDER BY k.id`;

const UNPLACED = `SELECT count(*)::int AS topics FROM forum_known k JOIN content c ON c.external_id = $2 || k.id
WHERE k.connector = $1 AND k.kind = 'topic' AND c.withdrawn_at IS NULL
  AND NOT EXISTS (SELECT FROM forum_known category WHERE category.connector = $1 AND category.kind = 'category'
    AND category.id = (k.said ->> 'category')::bigint)`;

const LEARN = `INSERT INTO forum_known (connector, kind, id, said)
SELECT $1, r.kind, r.id, r.said FROM jsonb_to_recordset($2::jsonb) AS r(kind text, id bigint, said jsonb)
ORDER BY 2, 3
ON CONFLICT (connector, kind, id) DO UPDATE SET said = excluded.said WHERE forum_known.said <> excluded.said`;

const READ_IMPORT = `SELECT phase, position, counts FROM forum_import WHERE connector = $1`;

const KEEP_IMPORT = `INSERT INTO forum_import (connector, phase, position, counts) VALUES ($1, $2, $3, $4::jsonb)
ON CONFLICT (connector) DO UPDATE SET phase = excluded.phase, position = excluded.position, counts = excluded.counts,
  moved_at = clock_timestamp()`;

interface Known {
  readonly kind: string;
  readonly id: number;
  readonly said: unknown;
}

export function createForumStore(database: Database): ForumStore {
  return {
    known: async ({ name, userPrefix }, { usernames, member: memberId, topicsOf }): Promise<ForumKnown> => {
      const structure = await database.query<Known>({ text: STRUCTURE, values: [name] });
      const of = <Said>(kind: string) =>
        new Map(structure.flatMap((row) => (row.kind === kind ? [[row.id, row.said as Said] as const] : [])));
      const users =
        usernames.length === 0
          ? []
          : await database.query<{ username: string; id: string }>({ text: USERS, values: [usernames, userPrefix] });
      const [member] =
        memberId === null
          ? []
          : await database.query<{ groups: unknown; role: string }>({ text: MEMBER, values: [memberId, GROUPS] });
      const topics =
        topicsOf === null ? [] : await database.query<{ id: number }>({ text: TOPICS, values: [name, topicsOf] });
      return {
        categories: of<ForumCategory>("category"),
        groups: new Map([...of<{ readonly name: string }>("group")].map(([id, group]) => [id, group.name])),
        users: new Map(users.map(({ username, id }) => [username, id])),
        memberGroups: textsOf(member?.groups),
        memberRole: member?.role ?? null,
        topics: topics.map(({ id }) => id),
      };
    },
    present: async ({ name, idPrefix, userPrefix }) => {
      const members = await database.query<{ id: string }>({ text: PRESENT_MEMBERS, values: [userPrefix] });
      const topics = await database.query<{ id: number }>({ text: PRESENT_TOPICS, values: [name, idPrefix] });
      return { members: members.map(({ id }) => id), topics: topics.map(({ id }) => id) };
    },
    countUnplaced: async ({ name, idPrefix }) => {
      const [row] = await database.query<{ topics: number }>({ text: UNPLACED, values: [name, idPrefix] });
      return row?.topics ?? 0;
    },
    currentIds: async (ids) => {
      const rows = await database.query<{ said: string; id: string }>({ text: CURRENT_IDS, values: [ids] });
      return new Map(rows.map(({ said, id }) => [said, id]));
    },
    learn: async (connector, learned) => {
      const rows = rowsOf(learned);
      if (rows.length > 0) await database.query({ text: LEARN, values: [connector, JSON.stringify(rows)] });
    },
    readImport: async (connector) => {
      const [state] = await database.query<ForumImportState>({ text: READ_IMPORT, values: [connector] });
      return state ?? null;
    },
    keepImport: async (connector, { phase, position, counts }) => {
      await database.query({ text: KEEP_IMPORT, values: [connector, phase, position, JSON.stringify(counts)] });
    },
  };
}

function rowsOf({ categories, groups, topics }: Learned): readonly Known[] {
  return [
    ...[...categories].map(([id, said]) => ({ kind: "category", id, said })),
    ...[...groups].map(([id, name]) => ({ kind: "group", id, said: { name } })),
    ...[...topics].map(([id, category]) => ({ kind: "topic", id, said: { category } })),
  ];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
