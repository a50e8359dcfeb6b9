import { effectiveReadsSql } from "../../../core/rules/reads.ts";

/**
 * What contents were like, by their number in the catalogue: for each view of a report it is looked up, and a join would cost several
 * times as much. A content's number is found with CONTENT_NUMBER; `infinity` stands for never, in `published` for whatever is not open
 * to everybody. `readable` says for each set of languages (`readers`, numbered) and language (the first is none) whether it is read.
 */
export const CATALOGUE = `
readers AS MATERIALIZED (
  SELECT m.reads, m.locale, ${effectiveReadsSql("m", "$4::text[]")} AS effective,
    dense_rank() OVER (ORDER BY ${effectiveReadsSql("m", "$4::text[]")}) AS reader
  FROM (SELECT DISTINCT reads, locale FROM member) m
),
tongues AS MATERIALIZED (
  SELECT language, row_number() OVER (ORDER BY language) + 1 AS tongue FROM (SELECT DISTINCT language FROM content WHERE language IS NOT NULL) c
),
catalogue AS MATERIALIZED (
  SELECT array_agg(c.id ORDER BY c.id) AS ids,
    array_agg(CASE WHEN c.open_to IS NULL THEN coalesce(c.published_at, 'infinity') ELSE 'infinity' END ORDER BY c.id) AS published,
    array_agg(coalesce(c.withdrawn_at, 'infinity') ORDER BY c.id) AS withdrawn,
    array_agg(CASE WHEN c.replay_url IS NULL THEN 'infinity' ELSE coalesce(c.ends_at, 'infinity') END ORDER BY c.id) AS replays,
    array_agg(coalesce(t.tongue, 1)::int ORDER BY c.id) AS tongues
  FROM content c LEFT JOIN tongues t USING (language)
),
authors AS MATERIALIZED (
  SELECT array_agg(m.id ORDER BY m.id) AS ids FROM (SELECT DISTINCT author_id FROM content) c JOIN member m ON m.external_id = c.author_id
),
readable AS MATERIALIZED (
  SELECT array_agg(t.language IS NULL OR coalesce(t.language = ANY(r.effective), false) ORDER BY r.reader, t.tongue) AS reads
  FROM (SELECT DISTINCT reader, effective FROM readers) r
  CROSS JOIN (SELECT NULL AS language, 1 AS tongue UNION ALL SELECT language, tongue FROM tongues) t
)`;

/** Joins `member m` with its `readers k`. Everybody has one, but an inner join would lead the planner to expect hardly anybody. */
export const READER_OF = `LEFT JOIN readers k ON coalesce(k.locale, '') = coalesce(m.locale, '')
    AND k.locale IS NOT DISTINCT FROM m.locale AND k.reads IS NOT DISTINCT FROM m.reads`;

/** Where a reader's languages begin in \`readable\`. */
export const READER_FROM = "((k.reader - 1) * (SELECT count(*) + 1 FROM tongues))::int";

/** Of a `content_id`; of a content that is gone null or another's, see IS_CONTENT. */
export function contentNumber(contentId: string): string {
  return `width_bucket(${contentId}, (SELECT ids FROM catalogue))`;
}

type Property = "ids" | "published" | "withdrawn" | "replays" | "tongues";

export function ofContent(property: Property, number: string): string {
  return `(SELECT ${property} FROM catalogue)[${number}]`;
}

/** Whether the content of a number was open to everybody at an instant, and in a language of the reader's whose languages begin there. */
export function wasOpen(contentId: string, number: string, at: string, readerFrom: string): string {
  return `${ofContent("published", number)} <= ${at} AND ${ofContent("withdrawn", number)} > ${at} AND ${ofContent("ids", number)} = ${contentId}
          AND (SELECT reads FROM readable)[${readerFrom} + ${ofContent("tongues", number)}]`;
}
