import type { Person, PrivacyStore } from "../../../audience/privacy/ports.ts";
import { statesBefore } from "../../../core/transitions.ts";
import { addressHasher } from "../address-hash.ts";
import { PLANNING_LOCK } from "../audience/planning-lock.ts";
import type { Database, Queryable } from "../database.ts";
import { exportPerson } from "./export-person.ts";
import { findErased, findPerson } from "./find-person.ts";
import { forgetElsewhere } from "./forget-elsewhere.ts";
import { PERSON_TABLES } from "./person-tables.ts";
import { waitForOthers } from "./wait-for-others.ts";

/** The one reason that nothing lifts, whatever stood before: who it was is not known any more. */
const SUPPRESS = `
  INSERT INTO suppression AS s (email_hash, reason, source, at)
  SELECT hash, 'erased', $2, $3 FROM unnest($1::bytea[]) AS k(hash) ORDER BY hash
  ON CONFLICT (email_hash) DO UPDATE SET reason = 'erased', source = excluded.source, at = excluded.at`;

const LOCK_SAME_ADDRESS = `
  SELECT id FROM member WHERE id = ANY($1::bigint[]) OR email_hash = ANY($2::bytea[]) ORDER BY id FOR UPDATE`;

const END_QUEUED = `
  WITH ended AS (
    UPDATE digest SET state = 'suppressed', reason = 'erased', changed_by = $3, changed_at = clock_timestamp()
    WHERE member_id = ANY($1::bigint[]) AND state = ANY($2::text[])
    RETURNING member_id, id
  )
  UPDATE pick p SET held = false FROM ended WHERE p.member_id = ended.member_id AND p.digest_id = ended.id`;

const COUNT_EXPOSURES = `
  INSERT INTO erased_exposure AS e (experiment, phase, arm, members)
  SELECT experiment, phase, arm, count(*) FROM exposure WHERE member_id = ANY($1::bigint[]) GROUP BY experiment, phase, arm
  ORDER BY experiment, phase, arm
  ON CONFLICT (experiment, phase, arm) DO UPDATE SET members = e.members + excluded.members`;

/** A unit that is the member's own; a company's is of its other members too. */
const FORGET_ARMS = "DELETE FROM assignment WHERE unit = ANY($1::text[]) RETURNING 1";

/** Who is a customer is compared with who is a member: not of somebody who is gone. Their months go along. */
const FORGET_CUSTOMER =
  "DELETE FROM customer WHERE customer_id = ANY($1::text[]) OR email_hash = ANY($2::bytea[]) RETURNING 1";

/** Mails to others that tell what the person did: those that wait are written anew, of the rest only the text goes. */
const REWRITE_MAILS = `
  WITH telling AS (
    SELECT DISTINCT d.member_id, d.id, d.state FROM told t
    JOIN digest d ON d.member_id = t.member_id AND d.id = t.digest_id
    WHERE t.actor_id = ANY($1::bigint[]) AND d.state NOT IN ('claimed', 'submitting')
  ), unwritten AS (
    DELETE FROM digest_mail m USING telling k WHERE m.member_id = k.member_id AND m.digest_id = k.id
    RETURNING m.member_id, m.digest_id
  ), unpicked AS (
    DELETE FROM pick p USING telling k
    WHERE p.member_id = k.member_id AND p.digest_id = k.id AND k.state = ANY($2::text[])
  ), again AS (
    UPDATE digest d SET state = 'planned', changed_by = 'erasing', changed_at = clock_timestamp()
    FROM telling k WHERE d.member_id = k.member_id AND d.id = k.id AND d.state = ANY($2::text[])
  )
  SELECT * FROM unwritten`;

const WAIT_FOR_OTHERS_MS = 30_000;
const DEADLOCK_DETECTED = "40P01";
const MOST_ATTEMPTS = 5;

export function createPrivacyStore(database: Database, { waitMs = WAIT_FOR_OTHERS_MS } = {}): PrivacyStore {
  return {
    findPerson: (idOrAddress) => findPerson(database, idOrAddress),
    findErased: (idOrAddress) => findErased(database, idOrAddress),
    countRows: (person) => countRows(database, person),
    exportPerson: (person) => exportPerson(database, person),
    suppress: (person, by, at) => repeated(database, (transaction) => suppress(transaction, person, by, at)),
    forgetElsewhere: async (person) => {
      const [mails, rows] = await repeated(database, async (transaction) => {
        await letErase(transaction);
        const waiting = ["rendered", "deferred"];
        const rewritten = await transaction.query({ text: REWRITE_MAILS, values: [person.memberIds, waiting] });
        return [rewritten.length, await forgetElsewhere(transaction, person)] as const;
      });
      return { ...rows, digest_mail: mails };
    },
    removeRows: (person) => repeated(database, (transaction) => removeRows(transaction, person)),
    waitForOthers: (person) => waitForOthers(database, person, waitMs),
  };
}

async function countRows(queryable: Queryable, { memberIds }: Person): Promise<Record<string, number>> {
  const counts = PERSON_TABLES.map(
    ({ table }) => `SELECT '${table}' AS "table", count(*) AS count FROM ${table} WHERE member_id = ANY($1::bigint[])`,
  );
  const rows = await queryable.query<{ table: string; count: number }>({
    text: counts.join(" UNION ALL "),
    values: [memberIds],
  });
  return Object.fromEntries(rows.filter(({ count }) => count > 0).map(({ table, count }) => [table, count]));
}

async function suppress(transaction: Queryable, person: Person, by: string, at: Date): Promise<number> {
  const hashOf = await addressHasher(transaction);
  const hashes = person.addresses.map(hashOf);
  const locked = await transaction.query<{ id: number }>({
    text: LOCK_SAME_ADDRESS,
    values: [person.memberIds, hashes],
  });
  const ids = locked.map(({ id }) => id);
  await transaction.query({ text: SUPPRESS, values: [hashes, by, at] });
  // What a submitter has in its hands it drops before the first byte, since it asks for this again.
  await transaction.query({ text: END_QUEUED, values: [ids, statesBefore("suppressed"), by] });
  return ids.filter((id) => !person.memberIds.includes(id)).length;
}

async function letErase(transaction: Queryable): Promise<void> {
  await transaction.query({ text: "SELECT set_config('rekindle.erasing', 'on', true)", values: [] });
}

async function removeRows(transaction: Queryable, { memberIds, ids, addresses }: Person) {
  await letErase(transaction);
  // Nobody is planning, and whoever takes in what the member did, or claims a digest of theirs, waits for their row.
  await transaction.query({ text: "SELECT pg_advisory_xact_lock($1)", values: [PLANNING_LOCK] });
  await transaction.query({
    text: "SELECT FROM member WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE",
    values: [memberIds],
  });
  const rows: Record<string, number> = {};
  let underWay = 0;
  await transaction.query({ text: COUNT_EXPOSURES, values: [memberIds] });
  for (const { table } of PERSON_TABLES) {
    const returning = table === "digest" ? "state" : "NULL AS state";
    const gone = await transaction.query<{ state: string | null }>({
      text: `DELETE FROM ${table} WHERE member_id = ANY($1::bigint[]) RETURNING ${returning}`,
      values: [memberIds],
    });
    rows[table] = gone.length;
    underWay += gone.filter(({ state }) => state === "submitting").length;
  }
  rows.assignment = (await transaction.query({ text: FORGET_ARMS, values: [ids] })).length;
  const hashes = addresses.map(await addressHasher(transaction));
  rows.customer = (await transaction.query({ text: FORGET_CUSTOMER, values: [ids, hashes] })).length;
  const members = await transaction.query({
    text: "DELETE FROM member WHERE id = ANY($1::bigint[]) RETURNING 1",
    values: [memberIds],
  });
  rows.member = members.length;
  return { rows, underWay };
}

/** Where another statement's order of locks crosses this one's, this one tries again. */
async function repeated<T>(database: Database, work: (transaction: Queryable) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK_DETECTED || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
