import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import type { SmtpTransportOptions } from "../../src/platform/mail/smtp/smtp-transport.ts";
import { createOutboxStore } from "../../src/platform/postgres/delivery/outbox-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, messageId, openSubmitter, type Submitter } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let db: TestDatabase;
let outbox: ReturnType<typeof fillOutbox>;
let first: SmtpSink;
let second: SmtpSink;
let submitter: Submitter;
let changes: [relay: string, code: number | null | "up"][] = [];

const nameOf = ({ url }: SmtpSink): string => url.slice("smtp://".length);
const open = (options: Partial<SmtpTransportOptions> = {}): Submitter => {
  submitter = openSubmitter(db.database, {
    url: `${first.url}, ${second.url}`,
    lanes: 3,
    rest: { firstMs: 60_000, longestMs: 60_000 },
    onRelayChange: (relay, outcome) => changes.push([relay, outcome === null ? "up" : outcome.code]),
    ...options,
  });
  return submitter;
};
const histories = async (keys: readonly DigestKey[]) => {
  const store = createOutboxStore(db.database);
  return Promise.all(keys.map(async (key) => (await store.findDigest(key))?.history ?? []));
};
/** Final dots of each at either server: what the servers saw, whatever the database says. */
const dots = (keys: readonly DigestKey[]) =>
  keys.map((key) => first.dots(messageId(key)) + second.dots(messageId(key)));

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
});
afterAll(() => db.drop());
beforeEach(async () => {
  changes = [];
  [first, second] = await Promise.all([openSmtpSink(), openSmtpSink()]);
});
afterEach(async () => {
  await submitter.transport.close(0);
  await Promise.all([first.close(), second.close()]);
  await db.database.query({ text: "TRUNCATE digest, digest_mail, pick, member", values: [] });
});

describe("several mail servers", () => {
  it("the first gets all, as long as it takes mail", async () => {
    const keys = await outbox.addDigests(20);
    expect(await open().submit(keys)).toMatchObject({ accepted: 20 });
    expect([first.mails.length, second.mails.length]).toEqual([20, 0]);
    expect(changes).toEqual([]);
  });

  it("one that is down at the start is passed over, and nobody waits or counts a try for it", async () => {
    await first.stop();
    const keys = await outbox.addDigests(20);
    expect(await open().submit(keys)).toMatchObject({ accepted: 20, deferred: 0 });
    expect(second.mails).toHaveLength(20);
    expect(changes).toEqual([[nameOf(first), null]]);
    expect(await outbox.read(keys[0] as DigestKey)).toMatchObject({ attempts: 1 });
    const [history = []] = await histories(keys);
    expect(history.filter(({ to }) => to === "submitting")).toMatchObject([{ relay: nameOf(second) }]);
  });

  it.each([
    ["greeting", "554 5.3.2 no mail from you"],
    ["mail", "530 5.7.0 log in first"],
    ["rcpt", "535 5.7.8 the account is closed"],
    ["mail", "421 4.3.2 going down"],
  ] as const)(
    "one that refuses us at %s (%s) gets no more, and what it refused goes to the next",
    async (stage, reply) => {
      first.misbehave(stage, { reply });
      const keys = await outbox.addDigests(20);
      const { accepted, deferred } = await open().submit(keys);
      expect(accepted + deferred).toBe(20);
      // Those that were on their way together.
      expect(deferred).toBeLessThanOrEqual(3);
      await outbox.makeDue();
      expect(await submitter.submit(keys)).toMatchObject({ accepted: deferred, deferred: 0 });
      expect(second.mails).toHaveLength(20);
      expect(dots(keys)).toEqual(Array(20).fill(1));
    },
  );

  it("one that refuses the login is passed over, and no history says its password", async () => {
    first.misbehave("auth", { reply: "535 5.7.8 wrong password" });
    const keys = await outbox.addDigests(5);
    const account = `smtp://me:s3cret@${nameOf(first)}`;
    expect(await open({ url: `${account} ${second.url}` }).submit(keys)).toMatchObject({ accepted: 5 });
    expect(changes).toEqual([[nameOf(first), 535]]);
    await submitter.transport.close(0);
    const [late] = (await outbox.addDigests(1)) as [DigestKey];
    await second.stop();
    expect(await open({ url: `${account} ${second.url}` }).submit([late])).toMatchObject({ deferred: 1 });
    const [history = []] = await histories([late]);
    expect(history.at(-1)).toMatchObject({
      to: "deferred",
      relay: nameOf(first),
      smtpText: "535 5.7.8 wrong password",
    });
    expect(JSON.stringify(history)).not.toContain("s3cret");
  });

  it("one that goes down amid sending loses none, and none is sent twice", async () => {
    const keys = await outbox.addDigests(60);
    const submitting = open().submit(keys);
    await expect.poll(() => first.mails.length, { timeout: 20_000, interval: 1 }).toBeGreaterThan(5);
    await first.stop();
    await submitting;
    await outbox.makeDue();
    await submitter.submit(keys);
    const states = await Promise.all(keys.map(async (key) => (await outbox.read(key)).state));
    expect(states.filter((state) => state !== "accepted" && state !== "unknown")).toEqual([]);
    expect(states.filter((state) => state === "unknown").length).toBeLessThanOrEqual(3);
    expect(second.mails.length).toBeGreaterThan(0);
    expect(Math.max(...dots(keys))).toBe(1);
  });

  it("what the first has heard of stays with it: a 4xx for its recipient, or after the mail itself", async () => {
    const [rcpt, dot, silent, lost] = await outbox.addDigests(4);
    const recipientOf = async (key: DigestKey | undefined) => {
      const [row] = await db.database.query<{ email: string }>({
        text: "SELECT email FROM member WHERE id = $1",
        values: [key?.memberId],
      });
      return row?.email ?? "";
    };
    first.misbehave("rcpt", { reply: "450 4.2.0 greylisted" }, { to: await recipientOf(rcpt), times: 1 });
    first.misbehave("dot", { reply: "451 4.3.0 later" }, { to: await recipientOf(dot), times: 1 });
    first.misbehave("data", { drop: "rst" }, { to: await recipientOf(silent), times: 2 });
    const keys = [rcpt, dot, silent, lost] as DigestKey[];
    expect(await open({ lanes: 1 }).submit(keys)).toMatchObject({ deferred: 3, accepted: 1 });
    await first.stop();
    await outbox.makeDue();
    // The one of which it had heard nothing goes to the other; the two wait, told why.
    expect(await submitter.submit(keys)).toMatchObject({ deferred: 2, accepted: 1 });
    expect(second.mails.map(({ headers }) => headers.get("message-id"))).toEqual([messageId(silent as DigestKey)]);
    const [history = []] = await histories([rcpt as DigestKey]);
    expect(history.at(-1)).toMatchObject({ to: "deferred", relay: nameOf(first), smtpText: /ECONNREFUSED/ });
    await first.start();
    await outbox.makeDue();
    await expect
      .poll(
        async () => {
          await submitter.submit(keys);
          await outbox.makeDue();
          return dots([rcpt as DigestKey, dot as DigestKey]);
        },
        { timeout: 15_000, interval: 300 },
      )
      .toEqual([1, 2]);
    expect(second.dots(messageId(dot as DigestKey))).toBe(0);
    expect(changes.at(-1)).toEqual([nameOf(first), "up"]);
  });

  it("goes back to the first after its rest", async () => {
    await first.stop();
    open({ rest: { firstMs: 200, longestMs: 200 } });
    expect(await submitter.submit(await outbox.addDigests(5))).toMatchObject({ accepted: 5 });
    await first.start();
    await expect
      .poll(
        async () => {
          await submitter.submit(await outbox.addDigests(1));
          return first.mails.length;
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThan(0);
    const seconds = second.mails.length;
    expect(await submitter.submit(await outbox.addDigests(20))).toMatchObject({ accepted: 20 });
    expect(second.mails).toHaveLength(seconds);
    expect(changes).toContainEqual([nameOf(first), "up"]);
  });

  it("a server that is taken out of SMTP_URL binds nobody", async () => {
    const [key] = (await outbox.addDigests(1)) as [DigestKey];
    first.misbehave("rcpt", { reply: "450 4.2.0 greylisted" });
    expect(await open().submit([key])).toMatchObject({ deferred: 1 });
    await submitter.transport.close(0);
    await outbox.makeDue();
    expect(await open({ url: second.url }).submit([key])).toMatchObject({ accepted: 1 });
  });

  it("when all are down everything waits, and leaves as soon as one is back", async () => {
    const keys = await outbox.addDigests(10);
    await Promise.all([first.stop(), second.stop()]);
    expect(await open().submit(keys)).toMatchObject({ deferred: 10 });
    await second.start();
    await expect
      .poll(
        async () => {
          await outbox.makeDue();
          await submitter.submit(keys);
          return second.mails.length;
        },
        { timeout: 15_000, interval: 300 },
      )
      .toBe(10);
    expect(dots(keys)).toEqual(Array(10).fill(1));
  });

  it("one that takes a few connections only is asked for no more of them, and loses no mail to the next", async () => {
    const keys = await outbox.addDigests(40);
    open({ lanes: 4 });
    const release = first.holdAnswers();
    const submitting = submitter.submit(keys.slice(0, 1));
    await expect.poll(() => first.held, { timeout: 20_000 }).toBe(1);
    first.misbehave("greeting", { reply: "421 4.7.0 too many connections" });
    const others = submitter.submit(keys.slice(1));
    release();
    expect([await submitting, await others]).toMatchObject([{ accepted: 1 }, { accepted: 39 }]);
    expect([first.mails.length, second.mails.length]).toEqual([40, 0]);
  });
});
