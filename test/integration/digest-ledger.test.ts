import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, openSubmitter, type Submitter } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

interface Transition {
  readonly from: string;
  readonly to: string;
  readonly by: string | null;
  readonly code: number | null;
  readonly text: string | null;
}

let db: TestDatabase;
let sink: SmtpSink;
let submitter: Submitter;
let outbox: ReturnType<typeof fillOutbox>;

const transitionsOf = ({ memberId, digestId }: DigestKey) =>
  db.database.query<Transition>({
    text: `SELECT from_state AS "from", to_state AS "to", by, smtp_code AS code, smtp_text AS text
           FROM digest_transition WHERE member_id = $1 AND digest_id = $2 ORDER BY id`,
    values: [memberId, digestId],
  });

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
});
afterAll(() => db.drop());
beforeEach(async () => {
  sink = await openSmtpSink();
  submitter = openSubmitter(db.database, { url: sink.url });
});
afterEach(async () => {
  await submitter.transport.close(0);
  await sink.close();
});

describe("the log of transitions", () => {
  it("keeps each step of each digest, who took it, and the server's answer where it belongs", async () => {
    const [tried, calm] = [await outbox.addDigest(), await outbox.addDigest()];
    sink.misbehave("dot", { reply: "451 4.3.0 not now" }, { times: 1 });
    await submitter.submit([tried]);
    await outbox.makeDue();
    await submitter.submit([tried, calm]);
    const steps = await transitionsOf(tried);
    expect(steps.map(({ from, to, code }) => [from, to, code])).toEqual([
      ["rendered", "claimed", null],
      ["claimed", "submitting", null],
      ["submitting", "deferred", 451],
      ["deferred", "claimed", null],
      ["claimed", "submitting", null],
      ["submitting", "accepted", 250],
    ]);
    expect(steps[2]?.text).toBe("451 4.3.0 not now");
    expect(new Set(steps.map(({ by }) => by)).size).toBe(1);
    expect(steps[0]?.by).toBeTruthy();
    expect(await transitionsOf(calm)).toHaveLength(3);
  });

  it("has one row a digest for a statement that changes thousands, and none for what keeps its state", async () => {
    const keys = await outbox.addDigests(1_500);
    const ids = keys.map(({ digestId }) => digestId);
    const change = (set: string) =>
      db.database.query({ text: `UPDATE digest SET ${set} WHERE id = ANY($1::bigint[])`, values: [ids] });
    await change("lease_until = clock_timestamp()");
    await change("state = 'expired', changed_by = 'cycle', reason = 'late'");
    const [counted] = await db.database.query<{ rows: number; digests: number }>({
      text: `SELECT count(*) AS rows, count(DISTINCT digest_id) AS digests FROM digest_transition
             WHERE digest_id = ANY($1::bigint[]) AND from_state = 'rendered' AND to_state = 'expired' AND by = 'cycle'
               AND reason = 'late'`,
      values: [ids],
    });
    expect(counted).toEqual({ rows: 1_500, digests: 1_500 });
  });

  it("cannot be rewritten, but for the erasing of a member", async () => {
    const key = await outbox.addDigest();
    await submitter.submit([key]);
    const rewrite = { text: "UPDATE digest_transition SET by = 'nobody'", values: [] };
    const remove = { text: "DELETE FROM digest_transition WHERE member_id = $1", values: [key.memberId] };
    await expect(db.database.query(rewrite)).rejects.toThrow(/append-only/);
    await expect(db.database.query(remove)).rejects.toThrow(/append-only/);
    for (const tables of ["digest_transition", "digest_transition, digest", "consent_log", "activity"]) {
      const empty = { text: `TRUNCATE ${tables}`, values: [] };
      await expect(db.database.query(empty)).rejects.toThrow(/append-only/);
    }
    await db.database.transaction(async (transaction) => {
      await transaction.query({ text: "SELECT set_config('rekindle.erasing', 'on', true)", values: [] });
      await transaction.query(remove);
    });
    expect(await transitionsOf(key)).toEqual([]);
    await expect(db.database.query(rewrite)).rejects.toThrow(/append-only/);
  });
});
