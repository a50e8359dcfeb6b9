import { effectiveReadsSql } from "../../../core/rules/reads.ts";
import type { Queryable } from "../database.ts";

/** Contents are found by their ids, without a search, unless there are so many more places between the first and the last. */
const MOST_PLACES = 100_000;
const PLACES_A_CONTENT = 8;

/** What a member reads, as one text: of a row of members. */
export function readerKey(member: string): string {
  return `(coalesce(array_to_string(${member}.reads, ','), '*') || '/' || coalesce(${member}.locale, '*')) COLLATE "C"`;
}

/**
 * What contents were like, by number, for statements that look it up for each view: a join would cost several times as much. Arrays
 * are texts as PostgreSQL writes them, to be given back to it. Numbers are ids, less `beforeFirst`; where ids are too far apart that is
 * null, and they are places in `ids`, which is null otherwise. No array has a null in it, for with one it would be walked through from
 * its beginning: `infinity` stands for never. `opened` says when a content was published to everybody who reads its language, of each
 * content for each of `readers` sets of languages, which are numbered from 0: of each, all `contents`. `numbers` has that of each of `keys`. `withdrawn`,
 * `replays` and `writers` are null where there is none at all. `authors` has the members who wrote (null: none), and where the last of
 * each one's contents stands in `written`.
 */
export interface Catalogue {
  readonly beforeFirst: number | null;
  readonly ids: string | null;
  readonly readers: number;
  /** How many numbers there are. */
  readonly contents: number;
  readonly keys: string;
  readonly numbers: string;
  readonly opened: string;
  readonly withdrawn: string | null;
  readonly replays: string | null;
  readonly writers: string | null;
  readonly authors: string | null;
  readonly lasts: string | null;
  readonly written: string | null;
}

const READS = effectiveReadsSql("m", "$1::text[]");

/** $1: the languages of the settings. */
const READ_CATALOGUE = `
WITH readers AS MATERIALIZED (
  SELECT m.reads, m.locale, ${READS} AS effective, (dense_rank() OVER (ORDER BY ${READS}) - 1)::int AS reader
  FROM (SELECT DISTINCT reads, locale FROM member) m
),
authorship AS MATERIALIZED (
  SELECT c.id AS content_id, m.id AS member_id FROM content c JOIN member m ON m.external_id = c.author_id
),
numbering AS MATERIALIZED (
  SELECT max(id) AS last, CASE WHEN max(id) - min(id) < greatest(${MOST_PLACES}, ${PLACES_A_CONTENT} * count(*))
    THEN min(id) - 1 END AS before_first
  FROM content
),
numbered AS MATERIALIZED (
  SELECT n.number, n.id, c.language, CASE WHEN c.open_to IS NULL THEN coalesce(c.published_at, 'infinity') ELSE 'infinity' END AS published,
    c.withdrawn_at, CASE WHEN c.replay_url IS NOT NULL THEN c.ends_at END AS replay_at, a.member_id AS writer
  FROM (
    SELECT place - before_first AS number, place AS id FROM numbering, generate_series(before_first + 1, last) AS place WHERE before_first IS NOT NULL
    UNION ALL
    SELECT row_number() OVER (ORDER BY c.id), c.id FROM content c WHERE (SELECT before_first IS NULL FROM numbering)
  ) n
  LEFT JOIN content c ON c.id = n.id
  LEFT JOIN authorship a ON a.content_id = n.id
),
wrote AS (
  SELECT member_id, (sum(count(*)) OVER (ORDER BY member_id))::int AS last FROM authorship GROUP BY member_id
)
SELECT n.before_first::float8 AS "beforeFirst", CASE WHEN n.before_first IS NULL THEN c.ids END AS ids, r.readers, c.contents, r.keys, r.numbers,
  coalesce(o.opened, '{}') AS opened, c.withdrawn, c.replays, c.writers, a.authors, a.lasts,
  (SELECT array_agg(content_id ORDER BY member_id, content_id)::text FROM authorship) AS written
FROM numbering n
CROSS JOIN (
  SELECT coalesce(max(reader) + 1, 0) AS readers, coalesce(array_agg(${readerKey("r")} ORDER BY ${readerKey("r")})::text, '{}') AS keys,
    coalesce(array_agg(reader ORDER BY ${readerKey("r")})::text, '{}') AS numbers
  FROM readers r
) r
CROSS JOIN (
  SELECT count(*)::int AS contents, array_agg(id ORDER BY number)::text AS ids,
    CASE WHEN count(withdrawn_at) > 0 THEN array_agg(coalesce(withdrawn_at, 'infinity') ORDER BY number)::text END AS withdrawn,
    CASE WHEN count(replay_at) > 0 THEN array_agg(coalesce(replay_at, 'infinity') ORDER BY number)::text END AS replays,
    CASE WHEN count(writer) > 0 THEN array_agg(coalesce(writer, 0) ORDER BY number)::text END AS writers
  FROM numbered
) c
CROSS JOIN (
  SELECT array_agg(CASE WHEN n.language IS NULL OR n.language = ANY(r.effective) THEN n.published ELSE 'infinity' END ORDER BY r.reader, n.number)::text AS opened
  FROM (SELECT DISTINCT reader, effective FROM readers) r CROSS JOIN numbered n
) o
CROSS JOIN (SELECT array_agg(member_id ORDER BY member_id)::text AS authors, array_agg(last ORDER BY member_id)::text AS lasts FROM wrote) a`;

/** Read once for all that looks things up in it, in a scan of the members and a few of the contents. */
export async function readCatalogue(database: Queryable, languages: readonly string[]): Promise<Catalogue> {
  const [row] = await database.query<Catalogue>({ text: READ_CATALOGUE, values: [languages] });
  if (row === undefined) throw new Error("An aggregate answered no row.");
  return row;
}
