import type { Person } from "../../../audience/privacy/ports.ts";
import { normaliseAddress } from "../../../core/tracking/address.ts";
import type { Queryable } from "../database.ts";

interface Row {
  readonly id: number;
  readonly externalId: string | null;
  readonly email: string | null;
  readonly names: (string | null)[];
}

const COLUMNS = `m.id, m.external_id AS "externalId", m.email,
  ARRAY[m.name, nullif(concat_ws(' ', m.first_name, m.last_name), '')] AS names`;

/** Somebody who is called by one short word is not looked for by it in what others did. */
const SHORTEST_NAME = 5;

/** All that were joined to one member, whichever of their ids is given. */
const GROUP = `SELECT ${COLUMNS} FROM member m WHERE coalesce(m.merged_into, m.id) IN (`;
const BY_ID = `${GROUP}SELECT coalesce(k.merged_into, k.id) FROM member k WHERE k.external_id = $1
  UNION SELECT coalesce(k.merged_into, k.id) FROM identity i JOIN member k ON k.id = i.member_id WHERE i.value = $1)
  ORDER BY m.merged_into IS NOT NULL, m.id`;
const BY_ADDRESS = `${GROUP}SELECT coalesce(k.merged_into, k.id) FROM member k WHERE lower(trim(k.email)) = $1)
  ORDER BY m.merged_into IS NOT NULL, m.id`;
const OTHER_IDS = "SELECT value FROM identity WHERE member_id = ANY($1::bigint[]) ORDER BY value";

/** Whom others were told of, and who is no member any more. */
const GONE_ACTORS = `
  SELECT DISTINCT t.actor_id AS id FROM told t
  WHERE t.actor_id IS NOT NULL AND NOT EXISTS (SELECT FROM member m WHERE m.id = t.actor_id)`;

/** See `PrivacyStore.findErased`. Their numbers are known only where others were told of them. */
export async function findErased(queryable: Queryable, idOrAddress: string): Promise<Person> {
  const gone = await queryable.query<{ id: number }>({ text: GONE_ACTORS, values: [] });
  const isAddress = idOrAddress.includes("@");
  return {
    memberIds: gone.map(({ id }) => id),
    ids: [idOrAddress],
    addresses: isAddress ? [normaliseAddress(idOrAddress)] : [],
    names: [],
  };
}

/** See `PrivacyStore.findPerson`. */
export async function findPerson(queryable: Queryable, idOrAddress: string): Promise<Person | null> {
  const byId = await queryable.query<Row>({ text: BY_ID, values: [idOrAddress] });
  const rows =
    byId.length > 0 || !idOrAddress.includes("@")
      ? byId
      : await queryable.query<Row>({ text: BY_ADDRESS, values: [normaliseAddress(idOrAddress)] });
  if (rows.length === 0) return null;
  const memberIds = rows.map(({ id }) => id);
  const identities = await queryable.query<{ value: string }>({ text: OTHER_IDS, values: [memberIds] });
  const distinct = (texts: readonly (string | null)[]) => [...new Set(texts.filter((text) => text !== null))];
  return {
    memberIds,
    ids: distinct([...rows.map(({ externalId }) => externalId), ...identities.map(({ value }) => value)]),
    addresses: distinct(rows.map(({ email }) => email && normaliseAddress(email))),
    names: distinct(rows.flatMap(({ names }) => names)).filter((name) => name.length >= SHORTEST_NAME),
  };
}
