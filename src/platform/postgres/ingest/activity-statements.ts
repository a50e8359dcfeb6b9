import type { Statement } from "../../../core/statement.ts";
import { plainArray } from "./plain-array.ts";

/** Statements of recording activities: set-based, instants as milliseconds. Inserts go in the order of their keys, so that two never wait for each other; where the rows come in it, no statement sorts them again. */

const instant = (ms: string) => `to_timestamp(${ms} / 1000.0)`;

/**
 * One row: `keys`, those that had not come before; null where that is all of them, as nearly always. Not `awaiting` costs a fifth
 * less, as nothing is made ready for conflicts, and fails for its uniqueness where one of them came before: then it is repeated,
 * `awaiting` others.
 */
export function insertMessages(keys: readonly string[], awaiting: boolean): Statement {
  return {
    text: `WITH fresh AS (
  INSERT INTO received_message (key)
  SELECT k FROM unnest($1::uuid[]) AS k
  ${awaiting ? "ON CONFLICT DO NOTHING " : ""}RETURNING key
)
SELECT CASE WHEN count(*) < cardinality($1::uuid[]) THEN coalesce(array_agg(key::text), '{}') END AS keys FROM fresh`,
    values: [plainArray(keys)],
  };
}

/** The ids that a batch names: of members, and of visitors who are not known yet. */
export interface NamedIds {
  readonly external: readonly string[];
  readonly anonymous: readonly string[];
}

/**
 * What stands of a member, in ms: when the last visit began and ended, null before the first; and when they joined, where no
 * time of it was given.
 */
export interface Standing {
  readonly id: number;
  readonly lastVisitMs: number | null;
  readonly lastActMs: number | null;
  readonly joinedMs: number | null;
}

/** Rounded: a product that is not whole would lie past the gap, or before the visit, by a hair. */
const ms = (instant: string) => `round(date_part('epoch', ${instant}) * 1000)`;
const STANDING = `m.id, ${ms("m.last_visit_at")} AS "lastVisitMs", ${ms("m.last_act_at")} AS "lastActMs",
  CASE WHEN m.created_at IS NULL THEN ${ms("m.joined_at")} END AS "joinedMs"`;

/** Columns of `Standing`, `value`, and `isMerged`: who was joined to another has to be looked for below. */
export function selectKnownForUpdate(external: readonly string[]): Statement {
  return {
    text: `SELECT ${STANDING}, m.external_id AS value, m.merged_into IS NOT NULL AS "isMerged"
FROM member m WHERE m.external_id = ANY ($1::text[]) ORDER BY m.id FOR NO KEY UPDATE`,
    values: [external],
  };
}

/**
 * Columns of `Standing`, `kind`, `value`. Who is joined to another while this waits for the lock is left out, and found by a
 * statement that begins afterwards.
 */
export function selectMembersForUpdate({ external, anonymous }: NamedIds): Statement {
  return {
    text: `SELECT ${STANDING}, k.kind, k.value FROM (
  SELECT coalesce(merged_into, id) AS member_id, 'external' AS kind, external_id AS value
  FROM member WHERE external_id = ANY ($1::text[])
  UNION ALL
  SELECT member_id, kind, value FROM identity WHERE kind = 'anonymous' AND value = ANY ($2::text[])
) AS k JOIN member m ON m.id = k.member_id WHERE m.merged_into IS NULL ORDER BY m.id FOR NO KEY UPDATE OF m`,
    values: [external, anonymous],
  };
}

export function insertStubMembers(ids: readonly string[], joinedMs: readonly number[]): Statement {
  return {
    text: `INSERT INTO member (external_id, joined_at)
SELECT r.id, ${instant("r.joined")} FROM unnest($1::text[], $2::float8[]) AS r(id, joined) ORDER BY r.id COLLATE "C"
ON CONFLICT DO NOTHING`,
    values: [ids, plainArray(joinedMs)],
  };
}

/** The identity first: of two that make the same visitor, one waits for the other here. */
export function insertVisitors(ids: readonly string[], joinedMs: readonly number[]): Statement {
  return {
    text: `WITH said AS (SELECT * FROM unnest($1::text[], $2::float8[]) AS r(id, joined)), made AS (
  INSERT INTO identity (kind, value, member_id)
  SELECT 'anonymous', id, nextval(pg_get_serial_sequence('member', 'id')) FROM said ORDER BY id COLLATE "C"
  ON CONFLICT DO NOTHING RETURNING value, member_id
)
INSERT INTO member (id, role, joined_at) OVERRIDING SYSTEM VALUE
SELECT made.member_id, 'anonymous', ${instant("said.joined")} FROM made JOIN said ON said.id = made.value`,
    values: [ids, plainArray(joinedMs)],
  };
}

export function selectContents(ids: readonly string[]): Statement {
  return {
    text: `SELECT id, external_id AS "externalId", ends_at AS "endsAt" FROM content WHERE external_id = ANY ($1::text[])`,
    values: [ids],
  };
}

export function insertStubContents(ids: readonly string[]): Statement {
  return {
    text: `INSERT INTO content (external_id) SELECT c FROM unnest($1::text[]) AS c ORDER BY c COLLATE "C" ON CONFLICT DO NOTHING`,
    values: [ids],
  };
}

export interface ActivityColumns {
  readonly memberIds: number[];
  readonly occurredMs: number[];
  readonly names: string[];
  readonly contentIds: (number | null)[];
  readonly passive: boolean[];
  readonly properties: (string | null)[];
}

export function insertActivities(columns: ActivityColumns): Statement {
  return {
    text: `INSERT INTO activity (member_id, occurred_at, name, content_id, passive, properties)
SELECT r.member_id, ${instant("r.occurred")}, r.name, r.content_id, r.passive, r.properties::jsonb
FROM unnest($1::bigint[], $2::float8[], $3::text[], $4::bigint[], $5::boolean[], $6::text[])
  AS r(member_id, occurred, name, content_id, passive, properties)`,
    values: [
      plainArray(columns.memberIds),
      plainArray(columns.occurredMs),
      columns.names,
      plainArray(columns.contentIds),
      plainArray(columns.passive),
      columns.properties,
    ],
  };
}

interface ViewColumns {
  readonly memberIds: number[];
  readonly contentIds: number[];
  readonly viewedMs: number[];
}

/**
 * Only a view that is new or earlier than known is written. What is known is looked up first, and plainly: whoever writes views
 * has locked their members, and an INSERT that is ready for conflicts would log each row twice, and lock those that it leaves
 * as they are. Columns `memberId`, `views`: how many are new, of members who have any.
 */
export function writeViews({ memberIds, contentIds, viewedMs }: ViewColumns): Statement {
  return {
    text: `WITH said AS (
  SELECT r.member_id, r.content_id, ${instant("r.viewed")} AS viewed, (
    SELECT known.first_viewed_at FROM view known
    WHERE known.member_id = r.member_id AND known.content_id = r.content_id
  ) AS known
  FROM unnest($1::bigint[], $2::bigint[], $3::float8[]) AS r(member_id, content_id, viewed)
), earlier AS (
  UPDATE view SET first_viewed_at = said.viewed FROM said
  WHERE said.viewed < said.known AND view.member_id = said.member_id AND view.content_id = said.content_id
), made AS (
  INSERT INTO view (member_id, content_id, first_viewed_at)
  SELECT member_id, content_id, viewed FROM said WHERE known IS NULL
  RETURNING member_id
)
SELECT member_id AS "memberId", count(*)::integer AS views FROM made GROUP BY member_id`,
    values: [plainArray(memberIds), plainArray(contentIds), plainArray(viewedMs)],
  };
}

export interface VisitColumns {
  readonly memberIds: number[];
  readonly startedMs: number[];
  readonly endedMs: number[];
  readonly acts: number[];
}

/**
 * The stored visits that lie within one gap of a span: the only ones that new acts can lengthen or join. Visits of a
 * member never overlap, so of those that began before a span only the last can be near. A visit near two spans comes twice.
 */
export function selectVisitsNear(spans: VisitColumns, gapMs: number): Statement {
  return {
    text: `SELECT v.member_id AS "memberId", v.started_at AS "startedAt", v.ended_at AS "endedAt", v.acts
FROM unnest($1::bigint[], $2::float8[], $3::float8[]) AS r(member_id, started, ended)
CROSS JOIN LATERAL (
  (SELECT * FROM visit WHERE member_id = r.member_id AND started_at <= ${instant("r.started")}
   ORDER BY started_at DESC LIMIT 1)
  UNION ALL
  SELECT * FROM visit WHERE member_id = r.member_id
    AND started_at > ${instant("r.started")} AND started_at <= ${instant("(r.ended + $4::float8)")}
) AS v
WHERE v.ended_at >= ${instant("(r.started - $4::float8)")}`,
    values: [plainArray(spans.memberIds), plainArray(spans.startedMs), plainArray(spans.endedMs), gapMs],
  };
}

export function deleteVisits({ memberIds, startedMs }: Pick<VisitColumns, "memberIds" | "startedMs">): Statement {
  return {
    text: `DELETE FROM visit USING unnest($1::bigint[], $2::float8[]) AS r(member_id, started)
WHERE visit.member_id = r.member_id AND visit.started_at = ${instant("r.started")}`,
    values: [plainArray(memberIds), plainArray(startedMs)],
  };
}

export function upsertVisits({ memberIds, startedMs, endedMs, acts }: VisitColumns): Statement {
  return {
    text: `INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT r.member_id, ${instant("r.started")}, ${instant("r.ended")}, r.acts
FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::integer[]) AS r(member_id, started, ended, acts)
ON CONFLICT (member_id, started_at) DO UPDATE SET ended_at = excluded.ended_at, acts = excluded.acts`,
    values: [plainArray(memberIds), plainArray(startedMs), plainArray(endedMs), plainArray(acts)],
  };
}

/** Later acts of visits that are each their member's last, with what these members saw for the first time. */
export function extendLastVisits(
  { memberIds, startedMs, endedMs, acts }: VisitColumns,
  newViews: readonly number[],
): Statement {
  return {
    text: `WITH r AS (
  SELECT id, ${instant("started")} AS started, ${instant("ended")} AS ended, acts, views
  FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::integer[], $5::integer[]) AS s(id, started, ended, acts, views)
), longer AS (
  UPDATE visit SET ended_at = greatest(visit.ended_at, r.ended), acts = visit.acts + r.acts
  FROM r WHERE visit.member_id = r.id AND visit.started_at = r.started
)
UPDATE member SET last_act_at = greatest(member.last_act_at, r.ended), view_count = member.view_count + r.views
FROM r WHERE member.id = r.id`,
    values: [plainArray(memberIds), plainArray(startedMs), plainArray(endedMs), plainArray(acts), plainArray(newViews)],
  };
}

/** A member of whom no time of joining was given joined with their first activity. */
export function updateJoined(memberIds: readonly number[], firstMs: readonly number[]): Statement {
  return {
    text: `UPDATE member SET joined_at = ${instant("r.first")}
FROM unnest($1::bigint[], $2::float8[]) AS r(member_id, first)
WHERE member.id = r.member_id AND member.created_at IS NULL AND member.joined_at > ${instant("r.first")}`,
    values: [plainArray(memberIds), plainArray(firstMs)],
  };
}

export function updateLatestAct(latestMs: number): Statement {
  return {
    text: `UPDATE installation SET latest_act_at = ${instant("$1::float8")}
WHERE latest_act_at IS NULL OR latest_act_at < ${instant("$1::float8")}`,
    values: [latestMs],
  };
}
