import { ofContent, wasOpen, wasRead } from "./open-contents.ts";
import type { Catalogue } from "./read-catalogue.ts";

/**
 * What is read of one table for each exposure (`e`), by the way of its index whatever the planner expects: there is no join that could
 * be planned otherwise. One level of query, as each more costs a row as much as all that is looked up for it.
 */
export interface Behaviour {
  /** For `behaved`. */
  readonly columns: readonly string[];
  readonly join: string;
}

/** @param passing aggregates that only what is joined after them asks for */
function readEach(
  name: string,
  aggregates: Readonly<Record<string, string>>,
  from: string,
  passing: readonly string[] = [],
): Behaviour {
  const all = Object.entries(aggregates).map(([column, aggregate]) => `${aggregate} AS ${column}`);
  return {
    columns: Object.keys(aggregates)
      .filter((column) => !passing.includes(column))
      .map((column) => `${name}.${column}`),
    join: `
  CROSS JOIN LATERAL (
    SELECT ${all.join(",\n      ")}
    FROM ${from}
  ) ${name}`,
  };
}

function isSince(seen: string): string {
  return `${seen} > e.exposed_at AND ${seen} >= e.counted_from AND ${seen} < e.counted_to`;
}

/** One at the very instant of exposure is before it. */
export function visited(end: string): Behaviour {
  return readEach(
    "visited",
    {
      came: `count(*) FILTER (WHERE ${isSince("v.started_at")})`,
      came_before: "count(*) FILTER (WHERE v.started_at <= e.exposed_at)",
      back_at: "min(v.started_at) FILTER (WHERE v.started_at > e.exposed_at)",
    },
    `visit v WHERE v.member_id = e.member_id AND v.started_at >= e.history_from AND v.started_at <= ${end}`,
  );
}

/** What was a replay by exposure was not seen by a view before its end. */
function replaySeenAt(contentId: string): string {
  return `(SELECT r.seen_at FROM replay_view r WHERE r.member_id = e.member_id AND r.content_id = ${contentId})`;
}

/** Null where no content ever has a replay. */
function wasReplay(catalogue: Catalogue, contentId: string): string | null {
  const replayAt = ofContent(catalogue, "replays", contentId);
  return replayAt === null ? null : `coalesce(${replayAt} <= e.exposed_at, false)`;
}

/** Picks of the first digest, mailed or withheld, that were unseen; of those that were no replay which they are, to be looked for in views. */
export function picked(catalogue: Catalogue, { kinds }: { readonly kinds: boolean }): Behaviour {
  const replay = wasReplay(catalogue, "p.content_id");
  const seenAt = replaySeenAt("p.content_id");
  const others = replay === null ? "" : ` FILTER (WHERE NOT ${replay})`;
  return readEach(
    "picked",
    {
      contents: `array_agg(p.content_id)${others}`,
      first: `min(p.content_id)${others}`,
      last: `max(p.content_id)${others}`,
      picks:
        replay === null
          ? "count(*)"
          : `count(*) FILTER (WHERE NOT (${replay} AND coalesce(${seenAt} <= e.exposed_at, false)))`,
      replays_since: replay === null ? "0" : `count(*) FILTER (WHERE ${replay} AND ${isSince(seenAt)})`,
      ...(kinds
        ? { hot: "coalesce(bool_or(p.kind = 'hot'), false)", cold: "coalesce(bool_or(p.kind = 'cold'), false)" }
        : {}),
    },
    "pick p WHERE p.member_id = e.member_id AND p.digest_id = e.digest_id",
    ["contents", "first", "last"],
  );
}

/** Most views are of contents older or newer than all that was picked, and a number costs less to compare than a list. */
const IS_PICK = "v.content_id >= picked.first AND v.content_id <= picked.last AND v.content_id = ANY(picked.contents)";

/** One sum has two counts in it: of those seen by exposure, and this many times those seen since. */
const SINCE = 2 ** 30;

/**
 * Of one measure or both, visibility without the member's own contents (`e.own_open` is null of who has none). Times are compared
 * once for both counts, and no more is looked up than they leave open: a million members have seventeen million views.
 * `picks` needs `picked` before it.
 */
export function viewed(
  catalogue: Catalogue,
  { visibility, picks }: { readonly visibility: boolean; readonly picks: boolean },
): Behaviour {
  const replay = wasReplay(catalogue, "v.content_id");
  const countedAs = (seen: string) =>
    `CASE WHEN ${seen} <= e.exposed_at THEN 1 WHEN ${seen} >= e.counted_from AND ${seen} < e.counted_to THEN ${SINCE} END`;
  const both = (isCounted: string) =>
    `sum(${
      replay === null
        ? countedAs("v.first_viewed_at")
        : `CASE WHEN ${replay} THEN ${countedAs(replaySeenAt("v.content_id"))} ELSE ${countedAs("v.first_viewed_at")} END`
    }) FILTER (WHERE ${isCounted})`;
  const others =
    catalogue.authors === null
      ? ""
      : ` AND (e.own_open IS NULL OR ${ofContent(catalogue, "writers", "v.content_id")} <> e.member_id)`;
  return readEach(
    "viewed",
    {
      ...(visibility
        ? { open: both(`${wasOpen(catalogue, "v.content_id", "e.exposed_at", "e.reader")}${others}`) }
        : {}),
      ...(picks ? { picks_seen: both(IS_PICK) } : {}),
    },
    `"view" v WHERE v.member_id = e.member_id AND ${wasRead(catalogue, "v.content_id")} AND v.first_viewed_at < $2::timestamptz`,
  );
}

/** The two counts of a sum that `viewed` answers. */
export function seenBefore(sum: string): string {
  return `(coalesce(${sum}, 0) & ${SINCE - 1})`;
}

export function seenSince(sum: string): string {
  return `(coalesce(${sum}, 0) >> 30)`;
}

/** Which of the contents picked were seen by exposure, and which since; for `picked` before it. */
export function picksViewed(): Behaviour {
  const listed = (when: string) =>
    `array_agg(v.content_id) FILTER (WHERE v.content_id = ANY(picked.contents) AND ${when})`;
  return readEach(
    "viewed",
    { seen_before: listed("v.first_viewed_at <= e.exposed_at"), seen_since: listed(isSince("v.first_viewed_at")) },
    `"view" v WHERE v.member_id = e.member_id AND v.first_viewed_at < $2::timestamptz`,
  );
}

/** Of each kind of content in the first digest, how many were unseen by exposure, and how many of them were seen since. Of `behaved e`. */
export function picksByKind(catalogue: Catalogue): string {
  const replay = wasReplay(catalogue, "p.content_id") ?? "false";
  const seenAt = replaySeenAt("p.content_id");
  const before = `CASE WHEN ${replay} THEN coalesce(${seenAt} <= e.exposed_at, false) ELSE coalesce(p.content_id = ANY(e.seen_before), false) END`;
  const since = `CASE WHEN ${replay} THEN ${isSince(seenAt)} ELSE p.content_id = ANY(e.seen_since) END`;
  return `
  CROSS JOIN LATERAL (
    SELECT p.kind, count(*) AS unseen, count(*) FILTER (WHERE ${since}) AS seen
    FROM pick p
    WHERE p.member_id = e.member_id AND p.digest_id = e.digest_id AND NOT ${before}
    GROUP BY p.kind
  ) k`;
}
