import { effectiveReadsSql } from "../../../core/rules/reads.ts";

/** Contents are found by their ids, without a search, unless there are so many more places between the first and the last. */
const MOST_PLACES = 100_000;
const PLACES_A_CONTENT = 8;

/** What a member reads, as one text: of a row of members. */
function readerKey(member: string): string {
  return `(coalesce(array_to_string(${member}.reads, ','), '*') || '/' || coalesce(${member}.locale, '*')) COLLATE "C"`;
}

/**
 * What contents were like, by number: for each view of a report it is looked up, and a join would cost several times as much. Numbers
 * are ids, less `before_first`; where ids are too far apart that is null, and they are places in `ids`, which is null otherwise. No
 * array has a null in it, for with one it would be walked through from its beginning: `infinity` stands for never. `opened` says when
 * a content was published to everybody who reads its language, of each content for each of so many sets of languages (`readers`,
 * numbered from 0). `withdrawn`, `replays` and `writers` are null where there is none at all. `authors` has the members who wrote, and
 * where the last of each one's contents stands in `written`.
 */
export const CATALOGUE = `
readers AS MATERIALIZED (
  SELECT m.reads, m.locale, ${effectiveReadsSql("m", "$4::text[]")} AS effective,
    (dense_rank() OVER (ORDER BY ${effectiveReadsSql("m", "$4::text[]")}) - 1)::int AS reader
  FROM (SELECT DISTINCT reads, locale FROM member) m
),
reader_keys AS MATERIALIZED (
  SELECT array_agg(${readerKey("r")} ORDER BY ${readerKey("r")}) AS keys, array_agg(reader ORDER BY ${readerKey("r")}) AS numbers,
    max(reader) + 1 AS readers
  FROM readers r
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
catalogue AS MATERIALIZED (
  SELECT (SELECT before_first FROM numbering) AS before_first,
    CASE WHEN (SELECT before_first IS NULL FROM numbering) THEN array_agg(id ORDER BY number) END AS ids,
    CASE WHEN count(withdrawn_at) > 0 THEN array_agg(coalesce(withdrawn_at, 'infinity') ORDER BY number) END AS withdrawn,
    CASE WHEN count(replay_at) > 0 THEN array_agg(coalesce(replay_at, 'infinity') ORDER BY number) END AS replays,
    CASE WHEN count(writer) > 0 THEN array_agg(coalesce(writer, 0) ORDER BY number) END AS writers
  FROM numbered
),
readable AS MATERIALIZED (
  SELECT array_agg(CASE WHEN n.language IS NULL OR n.language = ANY(r.effective) THEN n.published ELSE 'infinity' END ORDER BY n.number, r.reader) AS opened
  FROM (SELECT DISTINCT reader, effective FROM readers) r CROSS JOIN numbered n
),
authors AS MATERIALIZED (
  SELECT array_agg(member_id ORDER BY member_id) AS ids, array_agg(last ORDER BY member_id) AS lasts
  FROM (SELECT member_id, (sum(count(*)) OVER (ORDER BY member_id))::int AS last FROM authorship GROUP BY member_id) a
),
written AS MATERIALIZED (SELECT array_agg(content_id ORDER BY member_id, content_id) AS ids FROM authorship)`;

/** The number of a `member m` among the readers, found by search: a join by what may be null compares every member with every reader. */
export const READER = `(SELECT numbers FROM reader_keys)[width_bucket(${readerKey("m")}, (SELECT keys FROM reader_keys))]`;

/** Of a content that is gone none, or where ids are far apart another's. */
function contentNumber(contentId: string): string {
  return `coalesce((${contentId} - (SELECT before_first FROM catalogue))::int, width_bucket(${contentId}, (SELECT ids FROM catalogue)))`;
}

/** What the catalogue says of a `content_id`; null where it says nothing of any. */
export function ofContent(property: "withdrawn" | "replays" | "writers", contentId: string): string {
  return `(SELECT ${property} FROM catalogue)[${contentNumber(contentId)}]`;
}

/** Whether the content was open to everybody at an instant, and in a language of the reader of that number. */
export function wasOpen(contentId: string, at: string, reader: string): string {
  const place = `(${contentNumber(contentId)} - 1) * (SELECT readers FROM reader_keys) + ${reader} + 1`;
  return `(SELECT opened FROM readable)[${place}] <= ${at} AND coalesce(${ofContent("withdrawn", contentId)} > ${at}, true) AND ${isContent(contentId)}`;
}

/** That the number of a \`content_id\` is its own: where numbers are ids it is. */
function isContent(contentId: string): string {
  return `coalesce((SELECT ids FROM catalogue)[${contentNumber(contentId)}] = ${contentId}, true)`;
}

/** How many contents of their own had a member (`e`) that were open so. Null of who has written nothing. */
export function ownOpen(at: string, reader: string): string {
  const place = "width_bucket(e.member_id, (SELECT ids FROM authors))";
  return `CASE WHEN (SELECT ids FROM authors)[${place}] = e.member_id THEN (
      SELECT count(*) FROM unnest((SELECT ids FROM written)[coalesce((SELECT lasts FROM authors)[${place} - 1], 0) + 1 : (SELECT lasts FROM authors)[${place}]]) AS w (id)
      WHERE ${wasOpen("w.id", at, reader)}
    ) END`;
}
