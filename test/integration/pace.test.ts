import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { NO_PACE, type Pace } from "../../src/core/pace/pace.ts";
import { expireDigests } from "../../src/delivery/expire-digests.ts";
import { sweepOutbox } from "../../src/delivery/sweep-outbox.ts";
import { createExpireStore } from "../../src/platform/postgres/delivery/expire-store.ts";
import { createSweepStore } from "../../src/platform/postgres/delivery/sweep-store.ts";
import { createWaitingStore } from "../../src/platform/postgres/delivery/waiting-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, messageId, NOW, openSubmitter, SETTINGS, type Submitter } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let db: TestDatabase;
let sink: SmtpSink;
let outbox: ReturnType<typeof fillOutbox>;
let submitters: Submitter[] = [];

const run = <Row>(text: string, ...values: unknown[]) => db.database.query<Row>({ text, values });
const paced = (change: Partial<Pace>) => ({ settings: { ...SETTINGS, pace: { ...NO_PACE, ...change } } });
const perSecond = (count: number) => ({ count, perMs: 1_000 });
const open = (): Submitter => {
  const submitter = openSubmitter(db.database, { url: sink.url });
  submitters.push(submitter);
  return submitter;
};
let member = 0;
const addTo = (domain: string, count: number, change: object = {}): Promise<DigestKey[]> =>
  Promise.all(Array.from({ length: count }, () => outbox.addDigest({ email: `m${++member}@${domain}`, ...change })));
const pages = async (aheadMs: number, at = NOW) => {
  const { pages } = await sweepOutbox({
    store: createSweepStore(db.database),
    clock: { now: () => at },
    settings: { sending: "on", unknown: "hold" },
    untouchedForMs: 0,
    aheadMs,
  });
  const found = [];
  for await (const page of pages) found.push(page);
  return found;
};
const states = async (keys: readonly DigestKey[]) =>
  Promise.all(keys.map(async (key) => (await outbox.read(key)).state));

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
});
afterAll(() => db.drop());
beforeEach(async () => {
  sink = await openSmtpSink();
});
afterEach(async () => {
  await Promise.all(submitters.map(({ transport }) => transport.close(0)));
  submitters = [];
  await sink.close();
  await run("TRUNCATE digest, digest_mail, pick, member, sending_limit");
});

describe("pace", () => {
  it("is shared by two workers: together they send no more than the rate, and each mail once", async () => {
    const keys = await addTo("members.example", 60);
    const workers = [open(), open()];
    const settings = paced({ others: perSecond(20) });
    const began = performance.now();
    /** What a worker does: each job, and the jobs that follow from it when they are due. */
    const work = async (
      { submit }: Submitter,
      jobs: { keys: readonly DigestKey[]; afterMs: number }[],
    ): Promise<void> => {
      await Promise.all(
        jobs.map(async ({ keys: due, afterMs }) => {
          await new Promise((resolve) => setTimeout(resolve, afterMs));
          await work({ submit } as Submitter, [...(await submit(due, settings)).later]);
        }),
      );
    };
    await Promise.all(
      workers.map((worker, index) => work(worker, [{ keys: index ? keys.toReversed() : keys, afterMs: 0 }])),
    );
    const seconds = (performance.now() - began) / 1_000;
    expect(await states(keys)).toEqual(Array(60).fill("accepted"));
    expect(seconds).toBeGreaterThanOrEqual((60 - 20) / 20);
    expect([...sink.allDots.values()]).toEqual(Array(60).fill(1));
    const [{ most } = { most: 0 }] = await run<{ most: number }>(`
      SELECT max(n) AS most FROM (SELECT count(*) OVER (ORDER BY at RANGE BETWEEN CURRENT ROW AND '1 second' FOLLOWING) AS n
      FROM digest_transition WHERE to_state = 'claimed') s`);
    expect(most).toBeLessThanOrEqual(40);
  });

  it("what waits stays as it is, tries nothing, and does not hold up another domain", async () => {
    const slow = await addTo("slow.example", 10);
    const fast = await addTo("fast.example", 10);
    const counts = await open().submit([...slow, ...fast], paced({ domains: { "slow.example": perSecond(1) } }));
    expect(counts).toMatchObject({ accepted: 11, waiting: 9, held: 0, deferred: 0 });
    expect(await states(fast)).toEqual(Array(10).fill("accepted"));
    const waits = (await Promise.all(slow.map((key) => outbox.read(key)))).filter(({ state }) => state === "rendered");
    expect(waits.every(({ attempts, retryInMs }) => attempts === 0 && (retryInMs ?? 0) > 0)).toBe(true);
    // Each a second after the one before.
    expect(Math.max(...waits.map(({ retryInMs }) => retryInMs ?? 0))).toBeGreaterThan(7_000);
  });

  it("a domain is the same however it is written", async () => {
    const keys = [
      ...(await addTo("MÜNCHEN.example", 1)),
      ...(await addTo("münchen.example", 1)),
      ...(await addTo("xn--mnchen-3ya.example", 1)),
    ];
    const rates = { domains: { "xn--mnchen-3ya.example": perSecond(1) } };
    // Whichever comes first takes the turn of all three.
    expect(await open().submit(keys, paced(rates))).toMatchObject({ waiting: 2 });
  });

  it("the sweep finds what waits when its turn has come, or shortly before with how long that is", async () => {
    const keys = await addTo("slow.example", 12);
    await open().submit(keys, paced({ others: { count: 60, perMs: 60_000 } }));
    expect((await pages(0)).flatMap(({ keys: due }) => due).length).toBeLessThanOrEqual(2);
    const ahead = await pages(5_000);
    expect(ahead.flatMap(({ keys: due }) => due).length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...ahead.map(({ afterMs }) => afterMs))).toBeLessThanOrEqual(5_000);
    expect((await pages(60_000)).flatMap(({ keys: due }) => due)).toHaveLength(11);
  });

  it("what still waits when it is too late expires, without having been tried", async () => {
    const keys = await addTo("slow.example", 5);
    await open().submit(keys, paced({ others: { count: 1, perMs: 3_600_000 } }));
    const clock = { now: () => new Date("2026-11-25T03:00:00Z") };
    expect(await expireDigests({ store: createExpireStore(db.database), clock, liveRules: ["seven-days-away"] })).toBe(
      4,
    );
    expect((await states(keys)).sort()).toEqual(["accepted", ...Array(4).fill("expired")]);
    expect(sink.allDots.size).toBe(1);
  });
});

describe("a domain that says: not now", () => {
  const busy = { reply: "421 4.7.0 too many mails from you" };

  it("is left alone after five in a row, by all workers, and then asked by one mail", async () => {
    const keys = await addTo("busy.example", 40);
    const others = await addTo("calm.example", 5);
    sink.misbehave("dot", busy);
    const [first, second] = [open(), openSubmitter(db.database, { url: sink.url, lanes: 1 })];
    submitters.push(second);
    const counts = await second.submit(keys);
    // One more may have been on its way when the fifth was told.
    expect([5, 6]).toContain(counts.deferred);
    expect(counts.deferred + counts.waiting).toBe(40);
    expect(sink.allDots.size).toBe(counts.deferred);
    sink.behave();
    expect(await first.submit([...keys, ...others])).toMatchObject({ accepted: 5, waiting: 0 });
    expect(await states(others)).toEqual(Array(5).fill("accepted"));
    const [held] = await createWaitingStore(db.database).listHeld();
    expect(held).toMatchObject({ name: "busy.example", refusals: 5, said: busy.reply });
    expect(held?.until?.getTime()).toBeGreaterThan((held?.since.getTime() ?? 0) + 20_000);
    expect(await createWaitingStore(db.database).countWaiting()).toEqual([{ domain: "busy.example", digests: 40 }]);

    // The hold is over: one goes, the others wait for what becomes of it.
    const over = async () => {
      await run("UPDATE sending_limit SET held_until = clock_timestamp() - interval '1 second'");
      await run("UPDATE digest SET retry_at = clock_timestamp() WHERE retry_at IS NOT NULL");
    };
    await over();
    sink.misbehave("dot", busy, { times: 1 });
    expect(await first.submit(keys)).toMatchObject({ deferred: 1, waiting: 39 });
    expect(await createWaitingStore(db.database).listHeld()).toMatchObject([{ refusals: 6 }]);
    await over();
    expect(await first.submit(keys)).toMatchObject({ accepted: 1, waiting: 39 });
    expect(await createWaitingStore(db.database).listHeld()).toEqual([]);
    await over();
    expect(await first.submit(keys)).toMatchObject({ accepted: 39 });
    expect(await states(keys)).toEqual(Array(40).fill("accepted"));
  });

  it("a greylisting server holds nothing: each mail is tried, and comes back after minutes", async () => {
    const keys = await addTo("grey.example", 12);
    sink.misbehave("rcpt", { reply: "450 4.2.0 Recipient address rejected: Greylisted" });
    expect(await open().submit(keys)).toMatchObject({ deferred: 12, waiting: 0 });
    const digests = await Promise.all(keys.map((key) => outbox.read(key)));
    expect(Math.min(...digests.map(({ retryInMs }) => retryInMs ?? 0))).toBeGreaterThan(2 * 60_000);
    expect(await createWaitingStore(db.database).listHeld()).toEqual([]);
  });

  it("one mail that is taken between makes the count begin again", async () => {
    const keys = await addTo("busy.example", 9);
    const submitter = openSubmitter(db.database, { url: sink.url, lanes: 1 });
    submitters.push(submitter);
    sink.misbehave("rcpt", { reply: "451 4.3.2 busy" }, { times: 4 });
    expect(await submitter.submit(keys.slice(0, 5))).toMatchObject({ deferred: 4, accepted: 1 });
    sink.misbehave("rcpt", { reply: "451 4.3.2 busy" }, { times: 4 });
    expect(await submitter.submit(keys.slice(5))).toMatchObject({ deferred: 4, waiting: 0 });
  });

  it("the only mail server that puts us off at MAIL is left alone itself", async () => {
    const keys = [...(await addTo("a.example", 10)), ...(await addTo("b.example", 10))];
    const submitter = openSubmitter(db.database, { url: sink.url, lanes: 1 });
    submitters.push(submitter);
    sink.misbehave("mail", { reply: "451 4.7.1 slow down" });
    const counts = await submitter.submit(keys);
    expect([5, 6]).toContain(counts.deferred);
    expect(counts.deferred + counts.waiting).toBe(20);
    expect(await createWaitingStore(db.database).listHeld()).toMatchObject([
      { name: sink.url.slice("smtp://".length) },
    ]);
    sink.behave();
    expect(await submitter.submit(await addTo("c.example", 3))).toMatchObject({ accepted: 0, waiting: 3 });
  });
});

describe("a mail server that warms up", () => {
  const warmUp = { from: "2026-11-23", firstDay: 4, grow: 1.5 };

  it("gets so many a day, all workers together; the rest waits for the next day, and may be too late by then", async () => {
    const keys = await addTo("members.example", 20);
    const settings = paced({ warmUp });
    const counts = await Promise.all([open().submit(keys, settings), open().submit(keys.toReversed(), settings)]);
    // The second day: 4 x 1.5.
    expect(counts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(6);
    expect(sink.mails).toHaveLength(6);
    const waiting = (await Promise.all(keys.map((key) => outbox.read(key)))).filter(
      ({ state }) => state === "rendered",
    );
    expect(waiting).toHaveLength(14);
    // Midnight in Paris.
    expect(waiting.every(({ holdUntil }) => holdUntil?.toISOString() === "2026-11-24T23:00:00.000Z")).toBe(true);
    const tomorrow = new Date("2026-11-25T02:00:00Z");
    const next = openSubmitter(db.database, { url: sink.url }, tomorrow);
    submitters.push(next);
    expect(await next.submit(keys, settings)).toMatchObject({ accepted: 9, held: 5 });
    const late = { now: () => new Date("2026-11-25T23:30:00Z") };
    expect(
      await expireDigests({ store: createExpireStore(db.database), clock: late, liveRules: ["seven-days-away"] }),
    ).toBe(5);
    expect(new Set(keys.map((key) => sink.dots(messageId(key))))).toEqual(new Set([0, 1]));
  });
});
