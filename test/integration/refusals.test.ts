import { afterAll, beforeAll, expect, it } from "vitest";
import { addressHasher } from "../../src/platform/postgres/address-hash.ts";
import { createFeedbackStore } from "../../src/platform/postgres/delivery/feedback-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, openSubmitter, type Submitter } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let db: TestDatabase;
let sink: SmtpSink;
let outbox: ReturnType<typeof fillOutbox>;
let submitter: Submitter;
beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
  sink = await openSmtpSink();
  submitter = openSubmitter(db.database, { url: sink.url });
});
afterAll(async () => {
  await submitter.transport.close(0);
  await sink.close();
  await db.drop();
});

it("an address that the server says nobody has gets nothing more; one it refuses by policy is only that mail's", async () => {
  const hashAddress = await addressHasher(db.database);
  const addMember = async (email: string): Promise<number> => {
    const memberId = await outbox.addMember(email);
    const values = [memberId, hashAddress(email)];
    await db.database.query({ text: "UPDATE member SET email_hash = $2 WHERE id = $1", values });
    return memberId;
  };
  const gone = await addMember("gone@members.example");
  const refused = await addMember("refused@members.example");
  const fine = await addMember("fine@members.example");
  const digestsOf = (memberIds: readonly number[]) =>
    Promise.all(memberIds.map((memberId) => outbox.addDigest({ memberId })));
  const first = await digestsOf([gone, refused, fine]);
  const second = await digestsOf([gone, refused, fine]);
  sink.misbehave("rcpt", { reply: "550 5.1.1 no such person" }, { to: "gone@members.example" });
  sink.misbehave("rcpt", { reply: "550 5.7.1 not from there" }, { to: "refused@members.example" });

  const feedback = createFeedbackStore(db.database);
  // The second digest of a member is claimed after what became of the first is known.
  expect(await submitter.submit([...first, ...second], { feedback })).toMatchObject({ accepted: 2, failed: 3 });
  const states = await Promise.all([...first, ...second].map(async (key) => (await outbox.read(key)).state));
  expect(states).toEqual(["failed", "failed", "accepted", "suppressed", "failed", "accepted"]);
  expect(
    await db.database.query({
      text: "SELECT m.email, s.reason FROM suppression s JOIN member m ON m.email_hash = s.email_hash",
      values: [],
    }),
  ).toEqual([{ email: "gone@members.example", reason: "hard_bounce" }]);
});
