import type { Person } from "../../../audience/privacy/ports.ts";
import { FORGOTTEN, forgetPerson, idBelowKey, isTelling } from "../../../core/tracking/forget-person.ts";
import type { Queryable } from "../database.ts";

/** `$1` addresses, `$2` ids, `$3` members: whether a text names the person. A name alone is not looked for. */
const mentions = (text: string) =>
  `EXISTS (SELECT FROM unnest($1::text[]) AS k(word) WHERE strpos(lower(${text}), word) > 0)
    OR EXISTS (SELECT FROM unnest($2::text[]) AS k(word) WHERE strpos(${text}, word) > 0)`;

/** Column of JSON → what else leads to its row. */
const JSON_COLUMNS = [
  { table: "activity", column: "properties", key: ["member_id", "occurred_at", "id"] },
  { table: "member", column: "attributes", key: ["id"] },
] as const;

/** Texts that mail servers wrote, or that name whom a mail went to. `$1` addresses, `$2` ids that tell, `$3` where others stand. */
const DELETED = [
  {
    table: "feedback",
    where: `EXISTS (SELECT FROM unnest($1::text[]) AS k(word) WHERE strpos(lower(t.text || ' ' || t.source_id), word) > 0)`,
  },
  {
    table: "rejected_event",
    where: `EXISTS (SELECT FROM unnest($1::text[]) AS k(word) WHERE strpos(lower(t.found || ' ' || t.event), word) > 0)
      OR EXISTS (SELECT FROM unnest($2::text[]) AS k(word) WHERE strpos(t.found || ' ' || t.event, word) > 0)
      OR t.event ~* ANY($3::text[])`,
  },
  { table: "notice", where: "lower(t.recipient) = ANY($1::text[])" },
  {
    table: "link",
    where: `EXISTS (SELECT FROM unnest($1::text[]) AS k(word)
      WHERE strpos(lower(t.url), word) > 0 OR strpos(lower(t.url), replace(word, '@', '%40')) > 0)`,
  },
];

/** A host or a domain that refused mail may have said whose. */
const REPLACED = [
  { table: "sending_limit", column: "said" },
  { table: "notice", column: "answer" },
  { table: "weekly_failure", column: "reason" },
  { table: "digest", column: "smtp_text" },
  { table: "suppression", column: "source" },
];

/** See `PrivacyStore.forgetElsewhere`. Reads whole tables, one after the other, and locks nothing but the rows it changes. */
export async function forgetElsewhere(queryable: Queryable, person: Person): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const add = (table: string, rows: readonly unknown[]) => {
    counts[table] = (counts[table] ?? 0) + rows.length;
  };
  const telling = person.ids.filter(isTelling);
  const others = person.ids.filter((id) => !isTelling(id)).map(idBelowKey);
  for (const { table, where } of DELETED) {
    const values = [person.addresses, telling, others].filter((_, at) => where.includes(`$${at + 1}`));
    add(table, await queryable.query({ text: `DELETE FROM ${table} t WHERE ${where} RETURNING 1`, values }));
  }
  for (const { table, column } of REPLACED) {
    add(table, await queryable.query(replaceIn(table, column, person.addresses)));
  }
  for (const place of JSON_COLUMNS) add(place.table, await forgetInJson(queryable, place, person));
  add("content", await queryable.query(WITHOUT_AUTHOR(person)));
  add("told", await queryable.query(WITHOUT_ACTOR(person)));
  return counts;
}

const WITHOUT_AUTHOR = ({ ids }: Person) => ({
  text: "UPDATE content SET author_id = NULL WHERE author_id = ANY($1::text[]) RETURNING 1",
  values: [ids],
});

/**
 * Others were told of what the person did: that they were stays, and of whom it was goes. A digest that a submitter has in
 * hand keeps it, so that its mail is found once that is over.
 */
const WITHOUT_ACTOR = ({ memberIds }: Person) => ({
  text: `UPDATE told t SET actor_id = NULL WHERE t.actor_id = ANY($1::bigint[]) AND NOT EXISTS (
    SELECT FROM digest d WHERE d.member_id = t.member_id AND d.id = t.digest_id AND d.state IN ('claimed', 'submitting'))
    RETURNING 1`,
  values: [memberIds],
});

function replaceIn(table: string, column: string, addresses: readonly string[]) {
  return {
    text: `UPDATE ${table} SET ${column} = regexp_replace(${column}, $2, $3, 'gi')
      WHERE EXISTS (SELECT FROM unnest($1::text[]) AS k(word) WHERE strpos(lower(${column}), word) > 0) RETURNING 1`,
    values: [addresses, addresses.map((word) => word.replace(/[^a-z0-9]/g, "\\$&")).join("|"), FORGOTTEN],
  };
}

async function forgetInJson(
  queryable: Queryable,
  { table, column, key }: (typeof JSON_COLUMNS)[number],
  person: Person,
): Promise<unknown[]> {
  const rows = await queryable.query<{ row: string; value: unknown }>({
    text: `SELECT jsonb_build_array(${key.join(", ")})::text AS row, ${column} AS value FROM ${table} AS t
      WHERE NOT ${table === "member" ? "t.id" : "t.member_id"} = ANY($3::bigint[]) AND (${mentions(`${column}::text`)})`,
    values: [person.addresses, person.ids, person.memberIds],
  });
  const changed = rows.flatMap(({ row, value }) => {
    const kept = forgetPerson(value, person);
    return JSON.stringify(kept) === JSON.stringify(value) ? [] : [{ row, kept: JSON.stringify(kept) }];
  });
  if (changed.length === 0) return [];
  const same = key
    .map((name, at) => `t.${name} = (k.row->>${at})::${name === "occurred_at" ? "timestamptz" : "bigint"}`)
    .join(" AND ");
  return queryable.query({
    text: `UPDATE ${table} t SET ${column} = k.kept FROM unnest($1::jsonb[], $2::jsonb[]) AS k(row, kept)
      WHERE ${same} RETURNING 1`,
    values: [changed.map(({ row }) => row), changed.map(({ kept }) => kept)],
  });
}
