import { ofContent, wasOpen } from "./open-contents.ts";

/**
 * What is read of one table for each exposure (`e`), by the way of its index whatever the planner expects: there is no join that could
 * be planned otherwise. One level of query, as each more costs a row as much as all that is looked up for it.
 */
export interface Behaviour {
  /** For `behaved`. */
  readonly columns: readonly string[];
  readonly join: string;
}

function readEach(name: string, aggregates: Readonly<Record<string, string>>, from: string): Behaviour {
  const all = Object.entries(aggregates).map(([column, aggregate]) => `${aggregate} AS ${column}`);
  return {
    columns: Object.keys(aggregates).map((column) => `${name}.${column}`),
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

/** Picks of the first digest, mailed or withheld, that were unseen; of those that were no replay which they are, to be looked for in views. */
export function picked(): Behaviour {
  const wasReplay = `coalesce(${ofContent("replays", "p.content_id")} <= e.exposed_at, false)`;
  const seenAt = replaySeenAt("p.content_id");
  return readEach(
    "picked",
    {
      contents: `array_agg(p.content_id) FILTER (WHERE NOT ${wasReplay})`,
      picks: `count(*) FILTER (WHERE NOT (${wasReplay} AND coalesce(${seenAt} <= e.exposed_at, false)))`,
      replays_since: `count(*) FILTER (WHERE ${wasReplay} AND ${isSince(seenAt)})`,
      hot: "coalesce(bool_or(p.kind = 'hot'), false)",
      cold: "coalesce(bool_or(p.kind = 'cold'), false)",
    },
    "pick p WHERE p.member_id = e.member_id AND p.digest_id = e.digest_id",
  );
}

/**
 * Of one measure or both, visibility without the member's own contents (`e.own_open` is null of who has none). Times are compared
 * first: they tell most views apart, and cost least. `picks` needs `picked` before it.
 */
export function viewed({ visibility, picks }: { readonly visibility: boolean; readonly picks: boolean }): Behaviour {
  const seenAt = `CASE WHEN ${ofContent("replays", "v.content_id")} <= e.exposed_at THEN ${replaySeenAt("v.content_id")} ELSE v.first_viewed_at END`;
  const counted = (before: string, since: string, isCounted: string) => ({
    [before]: `count(*) FILTER (WHERE ${seenAt} <= e.exposed_at AND ${isCounted})`,
    [since]: `count(*) FILTER (WHERE ${isSince(seenAt)} AND ${isCounted})`,
  });
  const isOthers = `(e.own_open IS NULL OR ${ofContent("writers", "v.content_id")} <> e.member_id)`;
  return readEach(
    "viewed",
    {
      ...(visibility
        ? counted("seen_before", "seen_since", `${wasOpen("v.content_id", "e.exposed_at", "e.reader")} AND ${isOthers}`)
        : {}),
      ...(picks ? counted("picks_before", "picks_since", "v.content_id = ANY(picked.contents)") : {}),
    },
    `"view" v WHERE v.member_id = e.member_id AND v.first_viewed_at < $2::timestamptz`,
  );
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
export function picksByKind(): string {
  const wasReplay = `coalesce(${ofContent("replays", "p.content_id")} <= e.exposed_at, false)`;
  const seenAt = replaySeenAt("p.content_id");
  const seenBefore = `CASE WHEN ${wasReplay} THEN coalesce(${seenAt} <= e.exposed_at, false) ELSE coalesce(p.content_id = ANY(e.seen_before), false) END`;
  const seenSince = `CASE WHEN ${wasReplay} THEN ${isSince(seenAt)} ELSE p.content_id = ANY(e.seen_since) END`;
  return `
  CROSS JOIN LATERAL (
    SELECT p.kind, count(*) AS unseen, count(*) FILTER (WHERE ${seenSince}) AS seen
    FROM pick p
    WHERE p.member_id = e.member_id AND p.digest_id = e.digest_id AND NOT ${seenBefore}
    GROUP BY p.kind
  ) k`;
}
