import { setTimeout as sleep } from "node:timers/promises";
import type { Person, UnderWay } from "../../../audience/privacy/ports.ts";
import { formatDigestKey } from "../../../core/digest-key.ts";
import type { Queryable } from "../database.ts";

const LOOK_EVERY_MS = 100;
const DOING_LENGTH = 60;

/** A submitter has their texts in hand; once that is over they are found by whom they tell of. */
const MAILS_IN_HAND = `
  SELECT DISTINCT d.member_id AS "memberId", d.id AS "digestId", d.rule, d.changed_at AS since
  FROM told t JOIN digest d ON d.member_id = t.member_id AND d.id = t.digest_id
  WHERE t.actor_id = ANY($1::bigint[]) AND d.state IN ('claimed', 'submitting') ORDER BY 1, 2`;

/** Of this installation, begun at the first look or before. */
const TRANSACTIONS = `
  SELECT pid, application_name AS program, xact_start AS since, left(regexp_replace(query, '\\s+', ' ', 'g'), ${DOING_LENGTH}) AS doing
  FROM pg_stat_activity
  WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND xact_start <= $1::timestamptz
  ORDER BY xact_start`;

/** See `PrivacyStore.waitForOthers`. */
export async function waitForOthers(queryable: Queryable, { memberIds }: Person, waitMs: number): Promise<UnderWay> {
  const deadline = performance.now() + waitMs;
  const [first] = await queryable.query<{ now: string }>({ text: "SELECT clock_timestamp()::text AS now", values: [] });
  for (;;) {
    const mails = await queryable.query<{ memberId: number; digestId: number; rule: string; since: Date }>({
      text: MAILS_IN_HAND,
      values: [memberIds],
    });
    const transactions = await queryable.query<UnderWay["transactions"][number]>({
      text: TRANSACTIONS,
      values: [first?.now],
    });
    if (mails.length + transactions.length === 0 || performance.now() > deadline) {
      return {
        mails: mails.map(({ rule, since, ...key }) => ({ digest: formatDigestKey(key), rule, since })),
        transactions,
      };
    }
    await sleep(LOOK_EVERY_MS);
  }
}
