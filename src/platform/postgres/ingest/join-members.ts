import { groupsOf, type KnownId, type MemberAlias, mainId } from "../../../core/tracking/member-alias.ts";
import type { Queryable } from "../database.ts";
import type { Move } from "./move-digests.ts";
import { moveRows } from "./move-rows.ts";

const bare = (text: string, values: readonly unknown[]) => ({ text, values });

const UNTOLD = `SELECT place FROM unnest($1::text[]) WITH ORDINALITY AS said(value, place)
WHERE value IS NULL OR NOT EXISTS (
  SELECT FROM identity i JOIN member m ON m.id = i.member_id
  WHERE i.kind = 'anonymous' AND i.value = said.value AND m.role <> 'anonymous'
)`;

/** Most of what is told is known by then: an SDK tells both ids with each event. No lock is taken for that. */
export async function untoldAliases(
  queryable: Queryable,
  aliases: readonly MemberAlias[],
): Promise<readonly MemberAlias[]> {
  const values = aliases.map((alias) => ("anonymousId" in alias ? alias.anonymousId : null));
  if (values.every((value) => value === null)) return aliases;
  const rows = await queryable.query<{ place: number }>(bare(UNTOLD, [values]));
  const places = new Set(rows.map(({ place }) => Number(place)));
  return aliases.filter((_, index) => places.has(index + 1));
}

const MAKE_MEMBERS = `INSERT INTO member (external_id, joined_at)
SELECT m, $2 FROM unnest($1::text[]) AS m ORDER BY m COLLATE "C" ON CONFLICT DO NOTHING`;

const SUPERSEDE = `UPDATE member SET superseded = true WHERE external_id = ANY ($1::text[]) AND NOT superseded`;

const MAKE_IDENTITIES = `INSERT INTO identity (kind, value, member_id)
SELECT DISTINCT ON (r.value) 'anonymous', r.value, coalesce(m.merged_into, m.id)
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r(value, id, place) JOIN member m ON m.external_id = r.id
ORDER BY r.value, r.place
ON CONFLICT DO NOTHING`;

const RESOLVE = `SELECT 'external' AS kind, external_id AS value, coalesce(merged_into, id) AS id, false AS visitor
FROM member WHERE external_id = ANY ($1::text[])
UNION ALL
SELECT i.kind, i.value, i.member_id, m.role = 'anonymous' FROM identity i JOIN member m ON m.id = i.member_id
WHERE i.kind = 'anonymous' AND i.value = ANY ($2::text[])`;

const GROUP_ROWS = `SELECT id, external_id AS "externalId", superseded, merged_into AS "mergedInto" FROM member
WHERE id = ANY ($1::bigint[]) OR merged_into = ANY ($1::bigint[])`;

const LOCK = "SELECT FROM member WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE";

interface GroupRow extends Omit<KnownId, "externalId"> {
  readonly externalId: string | null;
  readonly mergedInto: number | null;
}

/** Runs inside one transaction that nobody else who changes members' ids runs beside. */
export async function joinMembers(
  transaction: Queryable,
  aliases: readonly MemberAlias[],
  joinedAt: Date,
  visitGapMs: number,
): Promise<number> {
  const previous = aliases.flatMap((alias) => ("previousId" in alias ? [alias] : []));
  const external = [
    ...new Set([...aliases.map(({ userId }) => userId), ...previous.map(({ previousId }) => previousId)]),
  ];
  const anonymous = aliases.map((alias) => ("anonymousId" in alias ? alias.anonymousId : alias.previousId));
  await transaction.query(bare(MAKE_MEMBERS, [external, joinedAt]));
  const superseded = previous.filter(({ userId, previousId }) => userId !== previousId);
  await transaction.query(bare(SUPERSEDE, [superseded.map(({ previousId }) => previousId)]));
  await transaction.query(bare(MAKE_IDENTITIES, [anonymous, aliases.map(({ userId }) => userId)]));
  const pairs = await pairsOf(transaction, aliases, external, anonymous);
  const moves = await movesOf(transaction, pairs);
  await moveRows(transaction, moves, visitGapMs);
  return moves.length;
}

/** Members who are one person, by their numbers; a pair with itself where nothing is left to join. */
async function pairsOf(
  transaction: Queryable,
  aliases: readonly MemberAlias[],
  external: readonly string[],
  anonymous: readonly string[],
): Promise<[number, number][]> {
  const rows = await transaction.query<{ kind: string; value: string; id: number; visitor: boolean }>(
    bare(RESOLVE, [external, anonymous]),
  );
  const found = new Map(rows.map((row) => [`${row.kind} ${row.value}`, row]));
  const known = new Set<number>();
  const pairs: [number, number][] = [];
  for (const alias of aliases) {
    const member = found.get(`external ${alias.userId}`);
    if (member === undefined) continue;
    if ("previousId" in alias) {
      const former = found.get(`external ${alias.previousId}`);
      if (former !== undefined) pairs.push([former.id, member.id]);
    }
    const visitor = found.get(`anonymous ${"previousId" in alias ? alias.previousId : alias.anonymousId}`);
    // The first member whom a visitor turned out to be keeps what they did.
    if (!visitor?.visitor || known.has(visitor.id)) continue;
    known.add(visitor.id);
    pairs.push([visitor.id, member.id]);
  }
  return pairs;
}

async function movesOf(transaction: Queryable, pairs: readonly (readonly [number, number])[]): Promise<Move[]> {
  const members = [...new Set(pairs.flat())];
  if (members.length === 0) return [];
  const seen = await transaction.query<GroupRow>(bare(GROUP_ROWS, [members]));
  await transaction.query(bare(LOCK, [seen.map(({ id }) => id)]));
  const rowsOf = new Map<number, GroupRow[]>();
  for (const row of seen) {
    const member = row.mergedInto ?? row.id;
    const rows = rowsOf.get(member);
    if (rows === undefined) rowsOf.set(member, [row]);
    else rows.push(row);
  }
  return groupsOf(pairs).flatMap((group) => {
    const rows = group.flatMap((member) => rowsOf.get(member) ?? []);
    const target = mainId(
      rows.flatMap((row) => (row.externalId === null ? [] : [{ ...row, externalId: row.externalId }])),
    );
    if (target === undefined) return [];
    return group.filter((member) => member !== target.id).map((member): Move => ({ from: member, to: target.id }));
  });
}
