import type { Duration } from "../../calendar.ts";
import type { AudienceBuilder } from "../condition-kind.ts";
import { effectiveReadsSql, readsAsSettingsSql } from "../reads.ts";
import { earliestWithin } from "../time-bound.ts";

export interface UnseenQuery {
  readonly atLeast: number;
  /** null: the whole catalogue. */
  readonly publishedWithin: Duration | null;
  readonly themes: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly notYetMailed: boolean;
}

/** Enough contents that nearly every member has unseen ones among them; few enough that their views are quickly read. */
const NEWEST_CONTENTS = 300;

/**
 * Unseen contents are those open and readable less those seen, so only the views of the contents in question are read,
 * once for all members (1 M members and 17 M views: a third of a second; an anti-join for each member took 228 s).
 */
export function compileUnseen(query: UnseenQuery, builder: AudienceBuilder): string {
  const prefix = builder.nextPrefix("unseen");
  return query.publishedWithin === null
    ? compileWhole(query, builder, prefix)
    : compileWindow(query, query.publishedWithin, builder, prefix);
}

function compileWindow(query: UnseenQuery, within: Duration, builder: AudienceBuilder, prefix: string): string {
  const from = builder.value(earliestWithin(within, builder.evaluation), "timestamptz");
  builder.relation(`${prefix}_content`, openContents(query, builder, `c.published_at >= ${from}`));
  countSeen(query, builder, prefix);
  builder.joinMember(`${prefix}_seen`);
  return enoughUnseen(query, builder, prefix);
}

/**
 * Without a window: who misses enough of the newest contents matches at once; only the others, few, are counted over
 * all their views. The array of their ids keeps the planner from reading every view for a handful of members.
 */
function compileWhole(query: UnseenQuery, builder: AudienceBuilder, prefix: string): string {
  const languages = builder.value(builder.evaluation.settings.languages, "text[]");
  const least = builder.value(query.atLeast, "bigint");
  const newest = builder.value(Math.max(NEWEST_CONTENTS, 3 * query.atLeast), "bigint");
  const [open, rest, counted, whole] = ["open", "rest", "counted", "whole"].map((word) => `${prefix}_${word}`);
  builder.relation(`${open}`, openContents(query, builder, null));
  builder.relation(`${prefix}_content`, `SELECT * FROM ${open} ORDER BY published_at DESC, id DESC LIMIT ${newest}`);
  countSeen(query, builder, prefix);
  builder.relation(`${open}_language`, languageCounts(`${open}`));
  builder.relation(
    `${rest}`,
    `SELECT m.id, m.external_id, ${effectiveReadsSql("m", languages)} AS reads,
      (SELECT coalesce(sum(l.n), 0) FROM ${open}_language l
       WHERE l.language IS NULL OR l.language = ANY(${effectiveReadsSql("m", languages)})) AS open
    FROM member m LEFT JOIN ${prefix}_seen ON ${prefix}_seen.member_id = m.id
    WHERE ${builder.reach}
      AND NOT (${enoughUnseen(query, builder, prefix)})`,
  );
  builder.relation(
    `${counted}`,
    `SELECT * FROM ${rest} WHERE open >= ${least} AND (SELECT count(*) FROM ${open}) > ${newest}`,
  );
  const ids = `ANY(ARRAY(SELECT id FROM ${counted}))`;
  const seen = [
    `SELECT v.member_id, v.content_id FROM view v WHERE v.member_id = ${ids} AND v.first_viewed_at <= ${builder.at}`,
    `SELECT r.id, c.id FROM ${open} c JOIN ${counted} r ON r.external_id = c.author_id`,
  ];
  if (query.notYetMailed)
    seen.push(`SELECT p.member_id, p.content_id FROM ${heldPicks(builder)} WHERE p.member_id = ${ids} AND p.held`);
  builder.relation(
    `${whole}`,
    `SELECT s.member_id, count(*) AS n
    FROM (${seen.join("\n      UNION ")}) s (member_id, content_id)
    JOIN ${open} c ON c.id = s.content_id
    JOIN ${counted} r ON r.id = s.member_id
    WHERE c.language IS NULL OR c.language = ANY(r.reads)
    GROUP BY s.member_id`,
  );
  builder.relation(
    `${prefix}_missing`,
    `SELECT r.id AS member_id FROM ${rest} r
    WHERE r.id NOT IN (
      SELECT k.id FROM ${counted} k LEFT JOIN ${whole} w ON w.member_id = k.id WHERE k.open - coalesce(w.n, 0) >= ${least})`,
  );
  builder.joinMember(`${prefix}_missing`);
  return `${prefix}_missing.member_id IS NULL`;
}

function openContents({ themes, types }: UnseenQuery, builder: AudienceBuilder, window: string | null): string {
  const filters = [
    `c.published_at <= ${builder.at}`,
    ...(window === null ? [] : [window]),
    `(c.withdrawn_at IS NULL OR c.withdrawn_at > ${builder.at})`,
    "c.open_to IS NULL",
    ...(themes === null ? [] : [`c.themes && ${builder.value(themes, "text[]")}`]),
    ...(types === null ? [] : [`c.type = ANY(${builder.value(types, "text[]")})`]),
  ];
  return `SELECT c.id, c.language, c.author_id, c.published_at FROM content c
    WHERE ${filters.join("\n      AND ")}`;
}

function languageCounts(contents: string): string {
  return `SELECT language, count(*)::int AS n FROM ${contents} GROUP BY language`;
}

/** Relations `_language` (how many contents in each) and `_seen` (one row a member: what they saw of them). */
function countSeen(query: UnseenQuery, builder: AudienceBuilder, prefix: string): void {
  const languages = builder.value(builder.evaluation.settings.languages, "text[]");
  const [content, view, own] = ["content", "view", "own"].map((word) => `${prefix}_${word}`);
  builder.relation(`${prefix}_language`, languageCounts(`${content}`));
  builder.relation(
    `${view}`,
    `SELECT v.member_id, v.content_id, c.language FROM ${content} c
    JOIN view v ON v.content_id = c.id AND v.first_viewed_at <= ${builder.at}`,
  );
  const unviewed = (alias: string): string =>
    `NOT EXISTS (SELECT FROM ${view} v WHERE v.member_id = ${alias}.member_id AND v.content_id = ${alias}.content_id)`;
  builder.relation(
    `${own}`,
    `SELECT a.id AS member_id, c.id AS content_id, c.language FROM ${content} c JOIN member a ON a.external_id = c.author_id`,
  );
  const seen = [
    `SELECT member_id, language FROM ${view}`,
    `SELECT o.member_id, o.language FROM ${own} o WHERE ${unviewed("o")}`,
  ];
  if (query.notYetMailed) {
    seen.push(`SELECT p.member_id, c.language FROM ${heldPicks(builder)} JOIN ${content} c ON c.id = p.content_id
      WHERE p.held AND ${unviewed("p")}
        AND NOT EXISTS (SELECT FROM ${own} o WHERE o.member_id = p.member_id AND o.content_id = p.content_id)`);
  }
  builder.relation(
    `${prefix}_seen`,
    `SELECT member_id, count(*) FILTER (WHERE language IS NULL OR language = ANY(${languages})) AS common,
      array_agg(language) AS languages
    FROM (${seen.join("\n      UNION ALL ")}) s
    GROUP BY member_id`,
  );
}

/** Picks as of the instant, as `p`. */
function heldPicks(builder: AudienceBuilder): string {
  if (builder.evaluation.asOf === "facts") return "pick p";
  return `pick p JOIN digest d ON d.member_id = p.member_id AND d.id = p.digest_id AND d.slot_at <= ${builder.at}`;
}

/** Over `m` and `_seen`. Nearly everyone reads the settings' languages: for them open contents are counted once for all. */
function enoughUnseen(query: UnseenQuery, builder: AudienceBuilder, prefix: string): string {
  const languages = builder.value(builder.evaluation.settings.languages, "text[]");
  const least = builder.value(query.atLeast, "bigint");
  const reads = effectiveReadsSql("m", languages);
  const open = (readable: string): string =>
    `(SELECT coalesce(sum(l.n), 0) FROM ${prefix}_language l WHERE l.language IS NULL OR l.language = ANY(${readable}))`;
  return `CASE WHEN ${readsAsSettingsSql("m", languages)}
      THEN ${open(languages)} - coalesce(${prefix}_seen.common, 0) >= ${least}
      ELSE ${open(reads)}
        - (SELECT count(*) FROM unnest(${prefix}_seen.languages) l WHERE l IS NULL OR l = ANY(${reads})) >= ${least}
    END`;
}
