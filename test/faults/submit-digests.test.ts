import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { formatDigestKey } from "../../src/core/digest-key.ts";
import type { SubmitStore } from "../../src/delivery/ports.ts";
import { unsubscribe } from "../../src/delivery/preferences/unsubscribe.ts";
import { sweepOutbox } from "../../src/delivery/sweep-outbox.ts";
import type { SmtpTransportOptions } from "../../src/platform/mail/smtp/smtp-transport.ts";
import { createSubmitStore } from "../../src/platform/postgres/delivery/submit-store.ts";
import { createSweepStore } from "../../src/platform/postgres/delivery/sweep-store.ts";
import { createUnsubscribeStore } from "../../src/platform/postgres/delivery/unsubscribe-store.ts";
import { spawnChild } from "../support/child.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, LINKS, messageId, NOW, openSubmitter, SETTINGS, type Submitter } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let db: TestDatabase;
let sink: SmtpSink;
let outbox: ReturnType<typeof fillOutbox>;
let submitters: Submitter[] = [];

const open = (options: Partial<SmtpTransportOptions> = {}): Submitter => {
  const submitter = openSubmitter(db.database, { url: sink.url, ...options });
  submitters.push(submitter);
  return submitter;
};

const sweep = (unknown: "hold" | "retry" = "hold") =>
  sweepOutbox({
    store: createSweepStore(db.database),
    clock: { now: () => NOW },
    settings: { sending: "on", unknown },
    untouchedForMs: 0,
  });

const pause = (paused: boolean) => db.database.query({ text: "UPDATE installation SET paused = $1", values: [paused] });

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
  await db.database.query({ text: "TRUNCATE digest, digest_mail, pick, member, suppression, rule_status", values: [] });
  await pause(false);
});

describe("the fence", () => {
  it("lets one of two claims mark, though both come in one commit: its lease lapsed, and the same worker took it anew", async () => {
    const keys = [await outbox.addDigest(), await outbox.addDigest()];
    await db.database.query({ text: "UPDATE digest SET state = 'claimed', fence = 2", values: [] });
    const store = createSubmitStore(db.database, db.database);
    const mark = (index: number, fence: number) =>
      store.markSubmitting({ key: keys[index] as DigestKey, fence }, NOW, "2026-11-24", 1_000, "relay:25");
    const marks = await Promise.all([mark(0, 1), mark(0, 2), mark(1, 2), mark(1, 1)]);
    expect(marks).toEqual([false, true, true, false]);
    const record = (index: number, fence: number) =>
      store.recordOutcome({
        key: keys[index] as DigestKey,
        fence,
        outcome: { kind: "accepted", code: 250, text: "250 ok", stage: "data" },
        attempts: 1,
        at: NOW,
        retryInMs: null,
        relay: "relay:25",
        bound: true,
      });
    const records = await Promise.all([record(0, 1), record(0, 2), record(1, 2), record(1, 1)]);
    expect(records).toEqual([false, true, true, false]);
  });
});

describe("what becomes of a digest", () => {
  it("accepted: with the server's answer, in community time, on its local date, its picks kept", async () => {
    const key = await outbox.addDigest({ timezone: "Pacific/Auckland", capDate: "2026-11-20" });
    expect(await open().submit([key])).toMatchObject({ accepted: 1 });
    expect(await outbox.read(key)).toMatchObject({
      state: "accepted",
      acceptedAt: NOW,
      capDate: "2026-11-24",
      smtpCode: 250,
      attempts: 1,
      heldPicks: 1,
    });
    const [mail] = sink.mails;
    expect(mail?.headers.get("message-id")).toBe(messageId(key));
    expect(mail?.headers.get("list-unsubscribe")).toBe(`<${LINKS.unsubscribeUrl(key)}>`);
  });

  it("deferred: due again after a back-off that grows, with the same Message-ID", async () => {
    const key = await outbox.addDigest();
    const submitter = open();
    const waits: number[] = [];
    for (const stage of ["mail", "rcpt", "data", "dot"] as const) {
      sink.misbehave(stage, { reply: "451 4.3.0 not now" }, { times: 1 });
      expect(await submitter.submit([key])).toMatchObject({ deferred: 1 });
      const digest = await outbox.read(key);
      expect(digest).toMatchObject({ state: "deferred", smtpCode: 451, heldPicks: 1 });
      waits.push(Math.ceil((digest.retryInMs ?? 0) / 1_000));
      expect(await submitter.submit([key])).toMatchObject({ deferred: 0, accepted: 0 });
      await outbox.makeDue();
    }
    expect(waits).toEqual([8, 15, 30, 60]);
    expect(await submitter.submit([key])).toMatchObject({ accepted: 1 });
    expect(sink.mails.map(({ headers }) => headers.get("message-id"))).toEqual([messageId(key)]);
  });

  it("failed: for good, its picks given back", async () => {
    const key = await outbox.addDigest();
    sink.misbehave("rcpt", { reply: "550 5.1.1 no such person" });
    expect(await open().submit([key])).toMatchObject({ failed: 1 });
    expect(await outbox.read(key)).toMatchObject({
      state: "failed",
      reason: "refused",
      smtpText: "550 5.1.1 no such person",
      heldPicks: 0,
    });
  });

  it("failed: an address that would write headers, without a word to the server", async () => {
    const key = await outbox.addDigest({ email: "a@b.example\r\nBcc: all@example.org" });
    expect(await open().submit([key])).toMatchObject({ failed: 1 });
    expect(await outbox.read(key)).toMatchObject({ state: "failed", reason: "not_a_mail", heldPicks: 0 });
    expect(sink.allDots.size).toBe(0);
  });

  it.each([{ drop: "rst" }, { drop: "fin" }, { silence: true }] as const)(
    "unknown after the final dot (%j): never sent again by itself",
    async (fault) => {
      const key = await outbox.addDigest();
      sink.misbehave("dot", fault);
      const submitter = open({ timeouts: { dataMs: 1_500 } });
      expect(await submitter.submit([key])).toMatchObject({ unknown: 1 });
      expect(await outbox.read(key)).toMatchObject({ state: "unknown", reason: "no_answer", heldPicks: 1 });
      sink.behave();
      await outbox.lapseLeases();
      await sweep();
      await submitter.submit([key]);
      expect(sink.dots(messageId(key))).toBe(1);
    },
  );

  it("unknown where the operator chose to retry: due again", async () => {
    const key = await outbox.addDigest();
    sink.misbehave("dot", { drop: "rst" }, { times: 1 });
    const settings = { ...SETTINGS, unknown: "retry" as const };
    const submitter = open();
    expect(await submitter.submit([key], { settings })).toMatchObject({ deferred: 1 });
    await outbox.makeDue();
    expect(await submitter.submit([key], { settings })).toMatchObject({ accepted: 1 });
  });
});

describe("when the mail server is away", () => {
  it("loses nothing: all are deferred, and later accepted under the same Message-ID", async () => {
    const keys = await outbox.addDigests(40);
    const submitter = open();
    await sink.stop();
    expect(await submitter.submit(keys)).toMatchObject({ deferred: 40, accepted: 0 });
    await sink.start();
    await outbox.makeDue();
    await expect
      .poll(
        async () => {
          await submitter.submit(keys);
          await outbox.makeDue();
          return sink.mails.length;
        },
        { timeout: 10_000, interval: 300 },
      )
      .toBe(40);
    expect(sink.mails.map(({ headers }) => headers.get("message-id")).sort()).toEqual(keys.map(messageId).sort());
  });
});

describe("never twice", () => {
  it("one final dot each, although eight submitters are given the same digests at once", async () => {
    const keys = await outbox.addDigests(120);
    const all = Array.from({ length: 8 }, () => open({ lanes: 3 }));
    const counts = await Promise.all(
      all.map((submitter, index) => submitter.submit(index % 2 ? [...keys].reverse() : keys)),
    );
    expect(counts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(120);
    expect(sink.mails).toHaveLength(120);
    expect([...sink.allDots.values()].every((dots) => dots === 1)).toBe(true);
  });

  it("a submitter that lost its lease before the first byte does not send", async () => {
    const key = await outbox.addDigest();
    const store = createSubmitStore(db.database, db.database);
    const stalled: SubmitStore = {
      ...store,
      markSubmitting: async (...mark) => {
        // While it stalled, the sweep took the digest back and another one sent it.
        await outbox.lapseLeases();
        expect((await sweep()).lapsed).toEqual({ released: 1, uncertain: 0 });
        expect(await open().submit([key])).toMatchObject({ accepted: 1 });
        return store.markSubmitting(...mark);
      },
    };
    expect(await open().submit([key], { store: stalled })).toMatchObject({ accepted: 0 });
    expect(sink.dots(messageId(key))).toBe(1);
    expect(await outbox.read(key)).toMatchObject({ state: "accepted", fence: 2 });
  });

  it("a submitter that died between the first byte and the answer leaves an unknown, which nobody sends again", async () => {
    const key = await outbox.addDigest();
    const store = createSubmitStore(db.database, db.database);
    const killed: SubmitStore = { ...store, recordOutcome: () => Promise.reject(new Error("killed")) };
    await expect(open().submit([key], { store: killed })).rejects.toThrow("killed");
    expect(await outbox.read(key)).toMatchObject({ state: "submitting" });
    expect(await open().submit([key])).toMatchObject({ accepted: 0 });
    await outbox.lapseLeases();
    expect((await sweep()).lapsed).toEqual({ released: 0, uncertain: 1 });
    expect(await outbox.read(key)).toMatchObject({ state: "unknown", reason: "submitter_gone" });
    expect(await open().submit([key])).toMatchObject({ accepted: 0 });
    expect(sink.dots(messageId(key))).toBe(1);
  });

  it("a process killed in the middle leaves no more in doubt than it had in flight, and loses nothing", async () => {
    const keys = await outbox.addDigests(12);
    const release = sink.holdAnswers();
    const child = spawnChild("submit-user.ts", [db.url, sink.url, "3", ...keys.map(formatDigestKey)]);
    await expect.poll(() => sink.held, { timeout: 30_000 }).toBe(3);
    child.process.kill("SIGKILL");
    expect(await child.ended).toBe("SIGKILL");
    release();
    await outbox.lapseLeases();
    expect((await sweep()).lapsed).toEqual({ released: 9, uncertain: 3 });
    expect(await open().submit(keys)).toMatchObject({ accepted: 9 });
    const states = await Promise.all(keys.map(async (key) => (await outbox.read(key)).state));
    expect(states.filter((state) => state === "unknown")).toHaveLength(3);
    expect(keys.map((key) => sink.dots(messageId(key)))).toEqual(Array(12).fill(1));
  });

  it("a late answer by the same fence settles what was given up", async () => {
    const key = await outbox.addDigest();
    const release = sink.holdAnswers();
    const submitting = open().submit([key]);
    await expect.poll(() => sink.held, { timeout: 20_000 }).toBe(1);
    await outbox.lapseLeases();
    await sweep();
    expect(await outbox.read(key)).toMatchObject({ state: "unknown" });
    release();
    expect(await submitting).toMatchObject({ accepted: 1 });
    expect(await outbox.read(key)).toMatchObject({ state: "accepted" });
  });

  it("keeps its lease while it works", async () => {
    const keys = await outbox.addDigests(2);
    const release = sink.holdAnswers();
    const submitting = open({ lanes: 1 }).submit(keys, { leaseMs: 300 });
    await expect.poll(() => sink.held, { timeout: 20_000 }).toBe(1);
    const until = performance.now() + 900;
    await expect
      .poll(
        async () => {
          expect((await sweep()).lapsed).toEqual({ released: 0, uncertain: 0 });
          return performance.now() > until;
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    release();
    expect(await submitting).toMatchObject({ accepted: 2 });
  });

  it("marks no more digests than there are connections, so that a crash leaves no more in doubt", async () => {
    const keys = await outbox.addDigests(30);
    const release = sink.holdAnswers();
    const submitting = open({ lanes: 4 }).submit(keys);
    await expect.poll(() => sink.held, { timeout: 20_000 }).toBe(4);
    const states = await Promise.all(keys.map(async (key) => (await outbox.read(key)).state));
    expect(states.filter((state) => state === "submitting")).toHaveLength(4);
    expect(states.filter((state) => state === "claimed")).toHaveLength(26);
    release();
    expect(await submitting).toMatchObject({ accepted: 30 });
  });

  it("gives back what it had not begun when the transport closes", async () => {
    const keys = await outbox.addDigests(10);
    const release = sink.holdAnswers();
    const submitter = open({ lanes: 2 });
    const submitting = submitter.submit(keys);
    await expect.poll(() => sink.held, { timeout: 20_000 }).toBe(2);
    const closed = submitter.transport.close(5_000);
    release();
    expect(await submitting).toMatchObject({ accepted: 2 });
    await closed;
    const states = await Promise.all(keys.map(async (key) => (await outbox.read(key)).state));
    expect(states.sort()).toEqual([...Array(2).fill("accepted"), ...Array(8).fill("rendered")]);
  });
});

describe("changes of mind while digests are on their way", () => {
  it("a pause takes hold before the next message, also of what is claimed already", async () => {
    const keys = await outbox.addDigests(20);
    const release = sink.holdAnswers();
    const submitting = open({ lanes: 2 }).submit(keys);
    await expect.poll(() => sink.held, { timeout: 20_000 }).toBe(2);
    await pause(true);
    release();
    const counts = await submitting;
    expect(counts.accepted).toBe(2);
    expect(await open().submit(keys)).toMatchObject({ accepted: 0, held: 18 });
    await pause(false);
    expect(await open().submit(keys)).toMatchObject({ accepted: 18 });
  });

  it("whoever unsubscribes is sent nothing that has not left, whatever its state", async () => {
    const memberId = await outbox.addMember("shared@members.example");
    const sibling = await outbox.addMember("shared@members.example");
    const first = await outbox.addDigest({ memberId });
    const others = await Promise.all([
      outbox.addDigest({ memberId, state: "deferred" }),
      outbox.addDigest({ memberId, state: "planned" }),
      outbox.addDigest({ memberId: sibling }),
    ]);
    const store = createSubmitStore(db.database, db.database);
    const deps = {
      store: createUnsubscribeStore(db.database),
      links: LINKS,
      clock: { now: () => NOW },
      language: "en" as const,
    };
    const token = LINKS.unsubscribeUrl(first).split("/u/")[1] ?? "";
    const between: SubmitStore = {
      ...store,
      markSubmitting: async (...mark) => {
        await unsubscribe(deps, token);
        return store.markSubmitting(...mark);
      },
    };
    expect(await open().submit([first], { store: between })).toMatchObject({ accepted: 0 });
    expect(await open().submit([first, ...others])).toMatchObject({ accepted: 0, suppressed: 1 });
    for (const key of [first, ...others]) {
      expect(await outbox.read(key)).toMatchObject({ state: "suppressed", reason: "unsubscribed", heldPicks: 0 });
    }
    expect(sink.allDots.size).toBe(0);
  });
});
