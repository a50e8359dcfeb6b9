import { availableSinceSql, isReplaySql, notOverSql } from "../../available.ts";
import type { Duration } from "../../calendar.ts";
import { someRestricted } from "../../openings.ts";
import type { AudienceBuilder } from "../condition-kind.ts";
import { effectiveReadsSql } from "../reads.ts";
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
const NEWEST_CONTENTS = 100;

/**
 * Unseen contents are those open and readable less those seen, so only the views of the contents in question are read,
 * once for all members (1 M members and 17 M views: a third of a second; an anti-join for each member took 228 s).
 */
export function compileUnseen(query: UnseenQuery, builder: AudienceBuilder): string {
  return query.publishedWithin === null
    ? compileWhole(query, builder)
    : compileWindow(query, query.publishedWithin, builder);
}

/** Which contents count, and when they count as seen: what does not depend on how many are asked for. */
function contentsOf({ atLeast: _, ...contents }: UnseenQuery): Omit<UnseenQuery, "atLeast"> {
  return contents;
}

function compileWindow(query: UnseenQuery, within: Duration, builder: AudienceBuilder): string {
  const prefix = builder.shared("unseen", contentsOf(query), (name) => {
    const from = builder.value(earliestWithin(within, builder.evaluation), "timestamptz");
    const window = availableSinceSql("c", from, builder.at);
    builder.relation(`${name}_content`, openContents(query, builder, window));
    addCounts(query, builder, name);
    if (someRestricted(builder.evaluation)) addRestricted(query, builder, name, window);
  });
  builder.joinMember(`${prefix}_seen`);
  builder.joinMember(`${prefix}_seen_foreign`);
  if (someRestricted(builder.evaluation)) builder.joinMember(`${prefix}_restricted`);
  return `${countUnseen(builder, prefix)} >= ${builder.value(query.atLeast, "bigint")}`;
}

/**
 * Without a window: who misses enough of the newest contents matches at once; only the others, few, are counted over
 * all their views. The array of their ids keeps the planner from reading every view for a handful of members.
 */
function compileWhole(query: UnseenQuery, builder: AudienceBuilder): string {
  const newestCount = Math.max(NEWEST_CONTENTS, 3 * query.atLeast);
  const least = builder.value(query.atLeast, "bigint");
  const newest = builder.value(newestCount, "bigint");
  const reads = effectiveReadsSql("m", builder.value(builder.evaluation.settings.languages, "text[]"));
  const restricted = someRestricted(builder.evaluation);
  const prefix = builder.shared("unseen", { ...contentsOf(query), newestCount }, (name) => {
    builder.relation(`${name}_catalogue`, openContents(query, builder, null));
    builder.relation(
      `${name}_content`,
      `SELECT * FROM ${name}_catalogue ORDER BY published_at DESC, id DESC LIMIT ${newest}`,
    );
    addCounts(query, builder, name);
    builder.relation(`${name}_catalogue_open`, openCounts(`${name}_catalogue`));
    if (restricted) addRestricted(query, builder, name, null);
  });
  const catalogue = `${prefix}_catalogue`;
  const few = builder.shared("few", query, (name) => {
    builder.relation(
      `${name}_rest`,
      `SELECT m.id, m.external_id, ${reads} AS reads,
      (SELECT coalesce(sum(o.n), 0) FROM ${catalogue}_open o WHERE o.language IS NULL OR o.language = ANY(${reads}))${restricted ? ` + coalesce(${prefix}_restricted.n, 0)` : ""} AS open
    FROM member m
    LEFT JOIN ${prefix}_seen ON ${prefix}_seen.member_id = m.id
    LEFT JOIN ${prefix}_seen_foreign ON ${prefix}_seen_foreign.member_id = m.id${restricted ? `\n    LEFT JOIN ${prefix}_restricted ON ${prefix}_restricted.member_id = m.id` : ""}
    WHERE ${builder.reach}
      AND ${countUnseen(builder, prefix)} < ${least}`,
    );
    // Where the newest contents are all there is, they have been counted already.
    builder.relation(
      `${name}_counted`,
      `SELECT * FROM ${name}_rest WHERE open >= ${least} AND (SELECT count(*) FROM ${catalogue}) > ${newest}`,
    );
    builder.relation(`${name}_whole`, countWhole(query, builder, catalogue, `${name}_counted`));
    builder.relation(
      `${name}_missing`,
      `SELECT r.id AS member_id FROM ${name}_rest r WHERE r.id NOT IN (
      SELECT k.id FROM ${name}_counted k LEFT JOIN ${name}_whole w ON w.member_id = k.id
      WHERE k.open - coalesce(w.n, 0) >= ${least})`,
    );
  });
  builder.joinMember(`${few}_missing`);
  return `${few}_missing.member_id IS NULL`;
}

/** How many contents of the catalogue each counted member has seen, of those they read. */
function countWhole(query: UnseenQuery, builder: AudienceBuilder, catalogue: string, counted: string): string {
  const ids = `ANY(ARRAY(SELECT id FROM ${counted}))`;
  const seen = [
    `SELECT v.member_id, v.content_id FROM view v WHERE v.member_id = ${ids} AND v.first_viewed_at <= ${builder.at}
        AND v.content_id NOT IN (SELECT id FROM ${catalogue} WHERE is_replay)`,
    `SELECT v.member_id, v.content_id FROM ${catalogue} c JOIN replay_view v ON v.content_id = c.id AND v.seen_at <= ${builder.at}
      WHERE c.is_replay AND v.member_id = ${ids}`,
    `SELECT k.id, c.id FROM ${catalogue} c JOIN ${counted} k ON k.external_id = c.author_id`,
  ];
  if (query.notYetMailed) {
    seen.push(
      `SELECT p.member_id, p.content_id FROM ${heldPicks(builder)} WHERE p.member_id = ${ids} AND ${isHeld(builder)}`,
    );
  }
  return `SELECT s.member_id, count(*) AS n
    FROM (${seen.join("\n      UNION ")}) s (member_id, content_id)
    JOIN ${catalogue} c ON c.id = s.content_id
    JOIN ${counted} k ON k.id = s.member_id
    WHERE c.language IS NULL OR c.language = ANY(k.reads)
    GROUP BY s.member_id`;
}

/** `tongue`: 0 is for every reader, 1 and on are the settings' languages in their order, -1 is any other. */
function openContents(query: UnseenQuery, builder: AudienceBuilder, window: string | null): string {
  const languages = builder.value(builder.evaluation.settings.languages, "text[]");
  const filters = contentFilters(query, builder, window, "c.open_to IS NULL");
  return `SELECT c.id, c.author_id, c.published_at, c.language,
      CASE WHEN c.language IS NULL THEN 0 ELSE coalesce(array_position(${languages}, c.language), -1) END AS tongue,
      ${isReplaySql("c", builder.at)} AS is_replay
    FROM content c
    WHERE ${filters.join("\n      AND ")}`;
}

function contentFilters(
  { themes, types }: UnseenQuery,
  builder: AudienceBuilder,
  window: string | null,
  opening: string,
): string[] {
  return [
    `c.published_at <= ${builder.at}`,
    ...(window === null ? [] : [window]),
    `(c.withdrawn_at IS NULL OR c.withdrawn_at > ${builder.at})`,
    opening,
    notOverSql("c", builder.at),
    ...(themes === null ? [] : [`c.themes && ${builder.value(themes, "text[]")}`]),
    ...(types === null ? [] : [`c.type = ANY(${builder.value(types, "text[]")})`]),
  ];
}

/**
 * Relation `_restricted`: how many of the contents that are open only to some each member has not seen, of those they may
 * open and read. Openings are few, so they are counted by opening and language, and only what was seen by content.
 */
function addRestricted(query: UnseenQuery, builder: AudienceBuilder, prefix: string, window: string | null): void {
  const languages = builder.value(builder.evaluation.settings.languages, "text[]");
  const name = `${prefix}_restricted`;
  const filters = contentFilters(query, builder, window, "c.opening_id IS NOT NULL");
  builder.relation(
    `${name}_content`,
    `SELECT c.id, c.author_id, c.language, c.opening_id, ${isReplaySql("c", builder.at)} AS is_replay FROM content c
    WHERE ${filters.join("\n      AND ")}`,
  );
  builder.relation(
    `${name}_reader`,
    `SELECT w.opening_id, w.member_id, ${effectiveReadsSql("w", languages)} AS reads
    FROM may_open w
    WHERE w.opening_id IN (SELECT opening_id FROM ${name}_content)`,
  );
  const seen = [
    ...seenBy(builder, `${name}_content`, "v.member_id, c.id, c.opening_id, c.language"),
    `SELECT a.id, c.id, c.opening_id, c.language FROM ${name}_content c JOIN member a ON a.external_id = c.author_id`,
  ];
  if (query.notYetMailed) {
    seen.push(
      `SELECT p.member_id, c.id, c.opening_id, c.language FROM ${heldPicks(builder)} JOIN ${name}_content c ON c.id = p.content_id WHERE ${isHeld(builder)}`,
    );
  }
  // A relation of its own, for the planner would join every content with everybody who may open it first.
  builder.relation(
    `${name}_seen`,
    `SELECT * FROM (${seen.join("\n      UNION ")}) s (member_id, content_id, opening_id, language)`,
  );
  builder.relation(
    name,
    `SELECT member_id, sum(n) AS n FROM (
      SELECT r.member_id, sum(o.n) AS n
      FROM (SELECT opening_id, language, count(*) AS n FROM ${name}_content GROUP BY opening_id, language) o
      JOIN ${name}_reader r USING (opening_id)
      WHERE o.language IS NULL OR o.language = ANY(r.reads)
      GROUP BY r.member_id
      UNION ALL
      SELECT r.member_id, -count(*)
      FROM ${name}_seen s
      JOIN ${name}_reader r USING (member_id, opening_id)
      WHERE s.language IS NULL OR s.language = ANY(r.reads)
      GROUP BY r.member_id
    ) counted GROUP BY member_id`,
  );
}

function openCounts(contents: string): string {
  return `SELECT tongue, language, count(*)::int AS n FROM ${contents} GROUP BY tongue, language`;
}

/**
 * Relations `_open` (contents by tongue), `_seen` (a row a member: contents seen by tongue) and, for what is in none of
 * the settings' languages and therefore nearly nothing, `_seen_foreign` (a row a member: those seen that they read).
 */
function addCounts(query: UnseenQuery, builder: AudienceBuilder, prefix: string): void {
  const languages = builder.value(builder.evaluation.settings.languages, "text[]");
  const content = `${prefix}_content`;
  builder.relation(`${prefix}_open`, openCounts(content));
  builder.relation(`${prefix}_foreign`, `SELECT * FROM ${content} WHERE tongue = -1`);
  const counts = tongues(builder).map((tongue) => `count(*) FILTER (WHERE tongue = ${tongue}) AS seen_${tongue}`);
  builder.relation(
    `${prefix}_seen`,
    `SELECT member_id, ${counts.join(", ")}
    FROM (${seenContents(query, builder, content)}) s
    GROUP BY member_id`,
  );
  builder.relation(
    `${prefix}_seen_foreign`,
    `SELECT s.member_id, count(*) AS n
    FROM (${seenContents(query, builder, `${prefix}_foreign`)}) s JOIN member m ON m.id = s.member_id
    WHERE s.language = ANY(${effectiveReadsSql("m", languages)})
    GROUP BY s.member_id`,
  );
}

function tongues(builder: AudienceBuilder): number[] {
  return [0, ...builder.evaluation.settings.languages.map((_, index) => index + 1)];
}

/** Who has seen which of the contents `c`, as `v`: two selects with no pair in common. A view before a live's end is none of its replay. */
function seenBy(builder: AudienceBuilder, contents: string, columns: string): [string, string] {
  return [
    `SELECT ${columns} FROM ${contents} c
      JOIN view v ON v.content_id = c.id AND v.first_viewed_at <= ${builder.at} WHERE NOT c.is_replay`,
    `SELECT ${columns} FROM ${contents} c
      JOIN replay_view v ON v.content_id = c.id AND v.seen_at <= ${builder.at} WHERE c.is_replay`,
  ];
}

/** Rows of member, tongue, language: each content once for each member who viewed it, wrote it or was mailed it. */
function seenContents({ notYetMailed }: UnseenQuery, builder: AudienceBuilder, contents: string): string {
  const unseenBy = (member: string): string => {
    const by = `v.member_id = ${member} AND v.content_id = c.id`;
    return `NOT EXISTS (SELECT FROM view v WHERE ${by} AND v.first_viewed_at <= ${builder.at} AND NOT c.is_replay)
        AND NOT EXISTS (SELECT FROM replay_view v WHERE ${by} AND v.seen_at <= ${builder.at} AND c.is_replay)`;
  };
  const written = `SELECT a.id, c.tongue, c.language FROM ${contents} c
      JOIN member a ON a.external_id = c.author_id WHERE ${unseenBy("a.id")}`;
  if (!notYetMailed) {
    return [...seenBy(builder, contents, "v.member_id, c.tongue, c.language"), written].join("\n      UNION ALL ");
  }
  return `SELECT member_id, tongue, language FROM (
      ${seenBy(builder, contents, "v.member_id, c.id, c.tongue, c.language").join("\n      UNION ")}
      UNION SELECT a.id, c.id, c.tongue, c.language FROM ${contents} c JOIN member a ON a.external_id = c.author_id
      UNION SELECT p.member_id, c.id, c.tongue, c.language FROM ${heldPicks(builder)} JOIN ${contents} c ON c.id = p.content_id
      WHERE ${isHeld(builder)}) d`;
}

/** Picks as of the instant, as `p`. */
function heldPicks(builder: AudienceBuilder): string {
  if (builder.evaluation.asOf === "facts") return "pick p";
  return `pick p JOIN digest d ON d.member_id = p.member_id AND d.id = p.digest_id AND d.slot_at <= ${builder.at}`;
}

/** A pick that a newer one of the same content has replaced since was held at an instant before. */
function isHeld(builder: AudienceBuilder): string {
  return builder.evaluation.asOf === "facts" ? "p.held" : `(p.held OR p.replaced_at > ${builder.at})`;
}

/**
 * How many of the contents `m` has not seen, over `_seen` and `_seen_foreign`. A member without languages of their own
 * reads at least the settings', so that only few members' locales have to be looked at.
 */
function countUnseen(builder: AudienceBuilder, prefix: string): string {
  const { languages } = builder.evaluation.settings;
  const missed = (tongue: number): string =>
    `(SELECT coalesce(sum(o.n), 0) FROM ${prefix}_open o WHERE o.tongue = ${tongue}) - coalesce(${prefix}_seen.seen_${tongue}, 0)`;
  const byTongue = languages.map(
    (language, index) =>
      `CASE WHEN m.reads IS NULL OR ${builder.value(language, "text")} = ANY(m.reads) THEN ${missed(index + 1)} ELSE 0 END`,
  );
  const foreign = `CASE WHEN EXISTS (SELECT FROM ${prefix}_foreign) THEN
        (SELECT coalesce(sum(o.n), 0) FROM ${prefix}_open o
         WHERE o.tongue = -1 AND o.language = ANY(${effectiveReadsSql("m", builder.value(languages, "text[]"))}))
        - coalesce(${prefix}_seen_foreign.n, 0) ELSE 0 END`;
  const restricted = someRestricted(builder.evaluation) ? [`coalesce(${prefix}_restricted.n, 0)`] : [];
  return `(${[missed(0), ...byTongue, foreign, ...restricted].join("\n      + ")})`;
}
