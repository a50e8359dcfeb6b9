import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { expireDigests } from "../../src/delivery/expire-digests.ts";
import type { DeliverySettings } from "../../src/delivery/ports.ts";
import { type OutboxPage, sweepOutbox } from "../../src/delivery/sweep-outbox.ts";
import { createExpireStore } from "../../src/platform/postgres/delivery/expire-store.ts";
import { createSweepStore } from "../../src/platform/postgres/delivery/sweep-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, hashOf, NOW, openSubmitter, SETTINGS, type Submitter, TODAY } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let db: TestDatabase;
let sink: SmtpSink;
let submitter: Submitter;
let outbox: ReturnType<typeof fillOutbox>;

const run = (text: string, ...values: unknown[]) => db.database.query({ text, values });
const withSettings = (change: Partial<DeliverySettings>) => ({ settings: { ...SETTINGS, ...change } });

beforeAll(async () => {
  db = await createTestDatabase();
  sink = await openSmtpSink();
  submitter = openSubmitter(db.database, { url: sink.url });
  outbox = fillOutbox(db.database);
});
afterAll(async () => {
  await submitter.transport.close(0);
  await sink.close();
  await db.drop();
});
afterEach(async () => {
  await run("TRUNCATE digest, digest_mail, pick, member, suppression, rule_status");
  await run("UPDATE installation SET paused = false");
});

describe("the claim", () => {
  it("holds a paused rule and lets the others go", async () => {
    const paused = await outbox.addDigest({ rule: "three-new" });
    const live = await outbox.addDigest();
    await run("INSERT INTO rule_status (rule, paused) VALUES ('three-new', true)");
    expect(await submitter.submit([paused, live])).toMatchObject({ accepted: 1, held: 1 });
    expect(await outbox.read(paused)).toMatchObject({ state: "rendered", heldPicks: 1 });
  });

  it("suppresses who said no, whose address is suppressed, and who has none, and gives their picks back", async () => {
    const [no, suppressed, none] = [
      await outbox.addDigest(),
      await outbox.addDigest({ email: "gone@members.example" }),
      await outbox.addDigest({ email: null }),
    ];
    await run("UPDATE member SET subscribed = false WHERE id = $1", no.memberId);
    await run("INSERT INTO suppression VALUES ($1, 'bounced', 'test', $2)", hashOf("gone@members.example"), NOW);
    expect(await submitter.submit([no, suppressed, none])).toMatchObject({ suppressed: 3 });
    expect(await outbox.read(no)).toMatchObject({ state: "suppressed", reason: "unsubscribed", heldPicks: 0 });
    expect(await outbox.read(suppressed)).toMatchObject({ state: "suppressed", reason: "suppressed", heldPicks: 0 });
    expect(await outbox.read(none)).toMatchObject({ state: "suppressed", reason: "no_email", heldPicks: 0 });
  });

  it("sends to nobody while sending is off, and only to the listed while it is limited", async () => {
    const [listed, other] = [await outbox.addDigest({ email: "Me@Example.org" }), await outbox.addDigest()];
    expect(await submitter.submit([listed, other], withSettings({ sending: "off" }))).toMatchObject({ held: 2 });
    const limited = withSettings({ sending: { only: ["me@example.org"] } });
    expect(await submitter.submit([listed, other], limited)).toMatchObject({ accepted: 1, held: 1 });
    expect(await outbox.read(listed)).toMatchObject({ state: "accepted" });
  });

  it("holds what falls in quiet hours until they end", async () => {
    const key = await outbox.addDigest({ timezone: "America/New_York" });
    const quiet = withSettings({ quietHours: { from: "21:00", to: "07:30" } });
    expect(await submitter.submit([key], quiet)).toMatchObject({ held: 1 });
    expect(await outbox.read(key)).toMatchObject({ state: "rendered", holdUntil: new Date("2026-11-24T12:30:00Z") });
  });

  it("never mails past a cap, although two of a member's digests are claimed in one batch or in two at once", async () => {
    const caps = withSettings({ caps: [{ count: 1, days: 1 }] });
    const memberId = await outbox.addMember();
    const pair = await Promise.all([outbox.addDigest({ memberId }), outbox.addDigest({ memberId })]);
    expect(await submitter.submit(pair, caps)).toMatchObject({ accepted: 1, skipped: 1 });

    const others = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const id = await outbox.addMember();
        return [await outbox.addDigest({ memberId: id }), await outbox.addDigest({ memberId: id })] as const;
      }),
    );
    const second = openSubmitter(db.database, { url: sink.url });
    const counts = await Promise.all([
      submitter.submit(
        others.map(([one]) => one),
        caps,
      ),
      second.submit(
        others.map(([, two]) => two),
        caps,
      ),
    ]);
    await second.transport.close(0);
    expect(counts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(20);
    expect(counts.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(20);
    const [row] = (await run("SELECT count(*) AS held FROM pick WHERE held")) as { held: number }[];
    expect(row?.held).toBe(21);
  });

  it("counts by the local date of submission", async () => {
    const memberId = await outbox.addMember();
    await outbox.addDigest({ memberId, state: "accepted", capDate: "2026-11-23" });
    const key = await outbox.addDigest({ memberId, capDate: TODAY });
    expect(await submitter.submit([key], withSettings({ caps: [{ count: 1, days: 2 }] }))).toMatchObject({
      skipped: 1,
    });
    expect(await outbox.read(key)).toMatchObject({ state: "skipped", reason: "capped", heldPicks: 0 });
  });

  it("sends a digest back once to be composed without a pick that was withdrawn meanwhile", async () => {
    const contentId = await outbox.addContent();
    const key = await outbox.addDigest({ contentIds: [contentId, await outbox.addContent()] });
    await run("UPDATE content SET withdrawn_at = $2 WHERE id = $1", contentId, NOW);
    expect(await submitter.submit([key])).toMatchObject({ recompose: [key] });
    expect(await outbox.read(key)).toMatchObject({ state: "planned", reason: "recomposed", picks: 0 });
    expect(await run("SELECT FROM digest_mail WHERE digest_id = $1", key.digestId)).toHaveLength(0);
  });

  it("leaves alone what is not waiting to be sent", async () => {
    const keys = await Promise.all(
      (["planned", "claimed", "submitting", "accepted", "unknown", "withheld", "expired"] as const).map((state) =>
        outbox.addDigest({ state }),
      ),
    );
    const before = await Promise.all(keys.map(outbox.read));
    expect(await submitter.submit([...keys, { memberId: 1, digestId: 999_999 }])).toMatchObject({
      accepted: 0,
      held: 0,
    });
    expect(await Promise.all(keys.map(outbox.read))).toEqual(before);
  });
});

describe("the sweep", () => {
  const sweep = async (sending: DeliverySettings["sending"] = "on", untouchedForMs = 0) => {
    const { pages } = await sweepOutbox({
      store: createSweepStore(db.database),
      clock: { now: () => NOW },
      settings: { sending, unknown: "hold" },
      untouchedForMs,
    });
    const found: OutboxPage[] = [];
    for await (const page of pages) found.push(page);
    return found;
  };

  it("finds what is to be composed and sent, the oldest first, and nothing that waits for something else", async () => {
    const hour = (at: number) => new Date(`2026-11-24T0${at}:00:00Z`);
    const planned = [
      await outbox.addDigest({ state: "planned", slotAt: hour(6) }),
      await outbox.addDigest({ state: "planned", slotAt: hour(5) }),
    ];
    const rendered = await outbox.addDigest({ slotAt: hour(6) });
    const due = await outbox.addDigest({ state: "deferred", slotAt: hour(5) });
    const later = await outbox.addDigest({ state: "deferred" });
    const held = await outbox.addDigest();
    await outbox.addDigest({ rule: "three-new" });
    await outbox.addDigest({ expiresAt: NOW });
    await outbox.addDigest({ state: "accepted" });
    await run("INSERT INTO rule_status (rule, paused) VALUES ('three-new', true)");
    await run("UPDATE digest SET retry_at = clock_timestamp() WHERE id = $1", due.digestId);
    await run("UPDATE digest SET retry_at = clock_timestamp() + interval '1 hour' WHERE id = $1", later.digestId);
    await run("UPDATE digest SET hold_until = $2 WHERE id = $1", held.digestId, new Date("2026-11-24T09:00:00Z"));
    expect(await sweep()).toEqual([
      { kind: "compose", keys: [planned[1], planned[0]], afterMs: 0 },
      { kind: "submit", keys: [due, rendered], afterMs: 0 },
    ]);
    expect(await sweep("off")).toEqual([{ kind: "compose", keys: [planned[1], planned[0]], afterMs: 0 }]);
    expect((await sweep({ only: ["nobody@example.org"] })).map(({ kind }) => kind)).toEqual(["compose"]);
    await run("UPDATE installation SET paused = true");
    expect((await sweep()).map(({ kind }) => kind)).toEqual(["compose"]);
  });

  it("leaves out what has just changed, because the queue has it in hand", async () => {
    await outbox.addDigest();
    expect(await sweep("on", 60_000)).toEqual([]);
    expect(await sweep("on", 0)).toHaveLength(1);
  });

  it("answers in pages that miss nothing and repeat nothing", async () => {
    await run(
      `INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
       SELECT n, 1, 'r', 'h', 'p', 'UTC', $1, $2::date, $2::date, $3, 'treated', 'rendered' FROM generate_series(1, 20700) n`,
      NOW,
      TODAY,
      new Date("2026-11-25T00:00:00Z"),
    );
    const pages = await sweep();
    expect(pages.every(({ keys }) => keys.length <= 500)).toBe(true);
    expect(new Set(pages.flatMap(({ keys }) => keys.map(({ memberId }) => memberId))).size).toBe(20_700);
    expect(pages.reduce((sum, { keys }) => sum + keys.length, 0)).toBe(20_700);
  });
});

describe("expiry", () => {
  it("ends what is too late or whose rule is gone, gives its picks back, and touches nothing in flight", async () => {
    const late = await outbox.addDigest({ expiresAt: NOW });
    const gone = await outbox.addDigest({ state: "planned", rule: "deleted-rule" });
    const deferred = await outbox.addDigest({ state: "deferred", expiresAt: NOW });
    const inFlight = await outbox.addDigest({ state: "submitting", expiresAt: NOW });
    const good = await outbox.addDigest();
    const deps = { store: createExpireStore(db.database), clock: { now: () => NOW }, liveRules: ["seven-days-away"] };
    expect(await expireDigests(deps)).toBe(3);
    expect(await outbox.read(late)).toMatchObject({ state: "expired", reason: "late", heldPicks: 0 });
    expect(await outbox.read(gone)).toMatchObject({ state: "expired", reason: "rule_gone", heldPicks: 0 });
    expect(await outbox.read(deferred)).toMatchObject({ state: "expired", heldPicks: 0 });
    expect(await outbox.read(inFlight)).toMatchObject({ state: "submitting", heldPicks: 1 });
    expect(await outbox.read(good)).toMatchObject({ state: "rendered", heldPicks: 1 });
    expect(await expireDigests(deps)).toBe(0);
  });
});
