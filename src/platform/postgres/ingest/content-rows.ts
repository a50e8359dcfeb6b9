import type { Statement } from "../../../core/statement.ts";
import type { ContentFields } from "../../../core/tracking/content.ts";
import type { ContentRecord } from "../../../core/tracking/merge-content.ts";
import { type Opening, openingOf } from "../../../core/tracking/opening.ts";
import type { Queryable } from "../database.ts";
import { lockEnds, moveEnds } from "./replay-views.ts";

function selectContents(ids: readonly string[]): Statement {
  return {
    text: `SELECT external_id AS id, type, title, url, summary, image_url AS "imageUrl", themes, language,
  author_id AS "authorId", open_to AS "openTo", published_at AS "publishedAt", withdrawn_at AS "withdrawnAt",
  starts_at AS "startsAt", ends_at AS "endsAt", replay_url AS "replayUrl", updated_at AS "updatedAt",
  stated_at AS "statedAt"
FROM content WHERE external_id = ANY ($1::text[]) ORDER BY content.id FOR UPDATE`,
    values: [ids],
  };
}

/** An author who was joined to another is told by the id that both go by since. */
const UPSERT_CONTENTS = `INSERT INTO content (external_id, type, title, url, summary, image_url, themes, language, author_id, open_to,
  opening_id, published_at, updated_at, withdrawn_at, starts_at, ends_at, replay_url, stated_at)
SELECT r.id, r.type, r.title, r.url, r.summary, r."imageUrl", r.themes, r.language, coalesce((SELECT now.external_id FROM member said
    JOIN member now ON now.id = said.merged_into WHERE said.external_id = r."authorId"), r."authorId"),
  nullif(r."openTo", 'null'), (SELECT o.id FROM opening o WHERE o.key = r."openingKey"), r."publishedAt", r."updatedAt", r."withdrawnAt", r."startsAt", r."endsAt", r."replayUrl",
  r."statedAt"
FROM json_to_recordset($1::json) AS r(id text, type text, title text, url text, summary text, "imageUrl" text,
  themes text[], language text, "authorId" text, "openTo" jsonb, "openingKey" text, "publishedAt" timestamptz, "updatedAt" timestamptz,
  "withdrawnAt" timestamptz, "startsAt" timestamptz, "endsAt" timestamptz, "replayUrl" text, "statedAt" jsonb)
ORDER BY r.id
ON CONFLICT (external_id) DO UPDATE SET type = excluded.type, title = excluded.title, url = excluded.url,
  summary = excluded.summary, image_url = excluded.image_url, themes = excluded.themes, language = excluded.language,
  author_id = excluded.author_id, open_to = excluded.open_to, opening_id = excluded.opening_id, published_at = excluded.published_at,
  updated_at = excluded.updated_at, withdrawn_at = excluded.withdrawn_at, starts_at = excluded.starts_at,
  ends_at = excluded.ends_at, replay_url = excluded.replay_url, stated_at = excluded.stated_at`;

/** Few, and never taken away: a content that names one anew finds it. */
const KEEP_OPENINGS = `INSERT INTO opening (key, segment, path, on_fields)
SELECT r.key, r.segment, r.path::jsonpath, r."onFields"
FROM json_to_recordset($1::json) AS r(key text, segment text, path text, "onFields" boolean)
WHERE NOT EXISTS (SELECT FROM opening o WHERE o.key = r.key)
ORDER BY r.key
ON CONFLICT (key) DO NOTHING`;

export async function keepOpenings(transaction: Queryable, openings: readonly Opening[]): Promise<void> {
  const distinct = new Map(openings.map((opening) => [opening.key, opening]));
  if (distinct.size === 0) return;
  await transaction.query({ text: KEEP_OPENINGS, values: [JSON.stringify([...distinct.values()])] });
}

type ContentRow = ContentFields & Omit<ContentRecord, "fields">;

/** Where the end of a live moves, who has seen its replay is told anew. */
export async function changeContents(
  transaction: Queryable,
  ids: readonly string[],
  change: (known: ReadonlyMap<string, ContentRecord>) => readonly ContentRecord[],
): Promise<void> {
  const known = await readContents(transaction, ids);
  const changed = change(known);
  const endOf = (content?: ContentRecord) => content?.fields.endsAt?.getTime();
  const moved = changed.filter((content) => endOf(content) !== endOf(known.get(content.id))).map(({ id }) => id);
  if (moved.length > 0) await lockEnds(transaction);
  await writeContents(transaction, changed);
  if (moved.length > 0) await moveEnds(transaction, moved);
}

async function readContents(transaction: Queryable, ids: readonly string[]): Promise<Map<string, ContentRecord>> {
  const rows = await transaction.query<ContentRow>(selectContents(ids));
  return new Map(
    rows.map(({ id, updatedAt, statedAt, ...fields }) => [id, { id, fields, updatedAt, statedAt }] as const),
  );
}

async function writeContents(transaction: Queryable, contents: readonly ContentRecord[]): Promise<void> {
  if (contents.length === 0) return;
  const openings: Opening[] = [];
  const rows = contents.map(({ id, fields, updatedAt, statedAt }) => {
    const opening = fields.openTo === null ? null : openingOf(fields.openTo);
    if (opening !== null) openings.push(opening);
    return { id, ...fields, openingKey: opening?.key ?? null, updatedAt, statedAt };
  });
  await keepOpenings(transaction, openings);
  await transaction.query({ text: UPSERT_CONTENTS, values: [JSON.stringify(rows)] });
}
