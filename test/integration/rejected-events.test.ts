import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callReader } from "../../src/core/tracking/call.ts";
import { NO_GOOD_KEY } from "../../src/ingest/arrivals/ports.ts";
import type { RejectedCall } from "../../src/ingest/ports.ts";
import { readRequest } from "../../src/ingest/receive-calls.ts";
import type { Rejections } from "../../src/ingest/rejections/ports.ts";
import { TAKEN_WITHOUT } from "../../src/ingest/rejections/ports.ts";
import { createRefusedRequestStore } from "../../src/platform/postgres/ingest/refused-request-store.ts";
import { createRejectedCallStore } from "../../src/platform/postgres/ingest/rejected-call-store.ts";
import { createRejectionStore } from "../../src/platform/postgres/ingest/rejection-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type InstallationScene, openInstallationScene } from "../support/installation-scene.ts";
import { TRACKING } from "../support/track-server.ts";

const NOON = new Date("2026-03-12T12:10:00Z");
const minutesAfter = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

let db: TestDatabase;
let scene: InstallationScene;

beforeAll(async () => {
  db = await createTestDatabase();
  scene = await openInstallationScene({ DATABASE_URL: db.url });
});
afterAll(async () => {
  process.exitCode = undefined;
  await scene?.close();
  await db.drop();
});
beforeEach(() => db.database.query({ text: "TRUNCATE rejected_event, rejection", values: [] }));

const call = (reason: string, more: Partial<RejectedCall> = {}): RejectedCall => ({
  source: "key site",
  receivedAt: NOON,
  reason,
  found: "userId: found nothing",
  event: "{}",
  ...more,
});
const keep = (calls: readonly RejectedCall[]) => createRejectedCallStore(db.database).keep(calls);
const list = (since = minutesAfter(-60), limit = 100) => createRejectionStore(db.database).list(since, limit);
const countKept = async () =>
  (await db.database.query<{ n: number }>({ text: "SELECT count(*)::int AS n FROM rejected_event", values: [] }))[0]?.n;

describe("events that could not be taken", () => {
  it("are all counted; of a day, fifty by source and reason are kept, however many come", async () => {
    for (let minute = 0; minute < 30; minute++) {
      const receivedAt = minutesAfter(minute);
      await keep(Array.from({ length: 500 }, () => call("userId: expected an id", { receivedAt })));
    }
    await keep([call("userId: expected an id", { source: "key forum", receivedAt: minutesAfter(5) })]);
    expect(await countKept()).toBe(51);
    const { events, reasons, rejections } = await list();
    expect([events, reasons]).toEqual([15_001, 2]);
    expect(rejections).toMatchObject([
      { source: "key site", events: 15_000, firstAt: NOON, lastAt: minutesAfter(29) },
      { source: "key forum", events: 1, example: { found: "userId: found nothing", event: "{}" } },
    ]);
    const tomorrow = minutesAfter(24 * 60);
    await keep([call("userId: expected an id", { receivedAt: tomorrow, event: '{"n":1}' })]);
    expect(await countKept()).toBe(52);
    expect((await list()).rejections[0]).toMatchObject({ events: 15_001, example: { event: '{"n":1}' } });
    expect(await list(minutesAfter(60))).toMatchObject({ events: 1, reasons: 1 });
  });

  it("stay few when a sender makes a new mistake with each", async () => {
    for (let batch = 0; batch < 10; batch++) {
      await keep(Array.from({ length: 100 }, (_, n) => call(`field${batch * 100 + n}: expected ${"x".repeat(400)}`)));
    }
    const { events, reasons, rejections } = await list();
    expect([events, reasons]).toEqual([1_000, 51]);
    expect(rejections[0]).toMatchObject({ events: 950, reason: expect.stringContaining("too many different") });
    expect(await countKept()).toBe(100);
    expect(Math.max(...rejections.map(({ reason }) => reason.length))).toBe(300);
  });

  it("go after a month, the counts as well", async () => {
    await keep([call("a: expected b")]);
    await keep([call("c: expected d", { receivedAt: minutesAfter(31 * 24 * 60) })]);
    expect(await countKept()).toBe(1);
    expect((await list()).rejections.map(({ reason }) => reason)).toEqual(["c: expected d"]);
  });

  it("are counted the same however they are split", async () => {
    const calls = fc.array(fc.record({ source: fc.constantFrom("key a", "key b"), n: fc.nat({ max: 70 }) }), {
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 60 }), async (all, size) => {
        await db.database.query({ text: "TRUNCATE rejected_event, rejection", values: [] });
        const counted: Rejections[] = [];
        for (const step of [size, all.length + 1]) {
          await db.database.query({ text: "TRUNCATE rejected_event, rejection", values: [] });
          for (let at = 0; at < all.length; at += step)
            await keep(all.slice(at, at + step).map(({ source, n }) => call(`f${n}: expected text`, { source })));
          counted.push(await list());
        }
        const plain = (one?: Rejections) =>
          one?.rejections.map(({ source, reason, events }) => `${source} ${reason} ${events}`).sort();
        expect(plain(counted[0])).toEqual(plain(counted[1]));
        expect(counted[0]?.events).toBe(all.length);
      }),
      { numRuns: 25 },
    );
  });

  it("hold nothing that a terminal would obey, whatever a field is called", () => {
    const batch = [{ type: "identify", userId: "u", traits: { "a\u0000\u001b[2J\u009bb\ud800": "\u009b" } }];
    const request = { key: { name: "site", isForBrowsers: false }, type: null, body: { batch }, receivedAt: NOON };
    const result = readRequest(callReader(TRACKING), request);
    const rejected = "problem" in result ? undefined : result.rejected[0];
    expect(rejected?.reason).toMatch(/^a\[2Jb: expected an attribute/);
    expect([rejected?.reason, rejected?.found, rejected?.event].join("")).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  });

  it("are cut between two values, and say the same reason whatever was found", () => {
    const read = (userId: unknown, email: string) => {
      const batch = [{ type: "identify", userId, traits: { filler: "x".repeat(4_000), email } }];
      const request = { key: { name: "site", isForBrowsers: false }, type: null, body: { batch }, receivedAt: NOON };
      const result = readRequest(callReader(TRACKING), request);
      return "problem" in result ? undefined : result.rejected[0];
    };
    const [first, second] = [read({ a: 1 }, `${"z".repeat(50)}@members.example`), read("", "y@members.example")];
    expect(first?.reason).toBe(second?.reason);
    expect(first).toMatchObject({ source: "key site", found: expect.stringContaining('{"a":1}') });
    expect(first?.event.length).toBeLessThanOrEqual(4_096);
    expect(first?.event).toMatch(/"email":"$/);
  });

  it("are shown by a command, the latest first, and doctor points to it", async () => {
    process.exitCode = undefined;
    expect(await scene.command("rejected")).toContain("Nothing was refused since");
    expect(process.exitCode).toBeUndefined();
    const now = new Date();
    const long = JSON.stringify({ type: "track", text: "x".repeat(900) });
    await keep([call("userId: expected an id", { receivedAt: new Date(now.getTime() - 90 * 60_000), event: long })]);
    await keep([1, 2, 3].map(() => call("timestamp: expected a time", { receivedAt: now })));
    const shown = await scene.command("rejected");
    expect(shown.split("\n").every((line) => line.length <= 100)).toBe(true);
    expect(shown).toMatch(/^4 events refused since .*, for 2 reasons:\n\n3 events by key site, at /);
    expect(shown.indexOf("timestamp")).toBeLessThan(shown.indexOf("userId"));
    expect(shown).toMatch(/x…\n?$/);
    // They are findings, as rows that an import refuses are.
    expect(process.exitCode).toBe(1);
    expect(await scene.command("rejected", "--limit", "1")).toContain("and 1 reason more: --limit 2");
    const json = JSON.parse(await scene.command("rejected", "--since", "30m", "--json")) as Rejections;
    expect(json).toMatchObject({ events: 3, reasons: 1, rejections: [{ source: "key site", events: 3 }] });
    const instant = new Date(now.getTime() - 3 * 3_600_000).toISOString();
    expect(JSON.parse(await scene.command("rejected", "--since", instant, "--json"))).toMatchObject({ events: 4 });
    await expect(scene.command("rejected", "--since", "yesterday")).rejects.toThrow();
    expect(await scene.command("doctor", "--json")).toContain("4 refused, see why with: rekindle rejected");
  });

  it("end behind a value where they are shown in part, and say which were taken all the same", async () => {
    const traits = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`interest${at}`, `gardening${at}`]));
    const event = JSON.stringify({ type: "identify", userId: "u", traits });
    await keep([call(`${TAKEN_WITHOUT}email: expected an address`, { receivedAt: new Date(), event })]);
    const shown = await scene.command("rejected");
    expect(shown).toMatch(
      /^1 event taken in part since .*, for 1 reason:\n\n1 event by key site, taken without this, at /,
    );
    expect(shown).toMatch(/"gardening\d+",…\n?$/);
    const lines = shown.split("\n").filter((line) => line.includes("gardening"));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/^ {2}["{].*",…?$/);
    expect(await scene.command("doctor", "--json")).toContain(
      "1 taken without a field that cannot be used, see why with",
    );
  });

  it("are shown beside requests of which nothing could be read, told apart from them", async () => {
    const requests = createRefusedRequestStore(db.database);
    await db.database.query({
      text: "INSERT INTO rejection SELECT 'key old', 'request: x', t, t, t, 1 FROM (SELECT now() - interval '31 days') AS a(t)",
      values: [],
    });
    await keep([call("userId: expected an id", { receivedAt: new Date() })]);
    const reason = "body: expected gzip that can be unpacked";
    await requests.note([
      { source: "key site", reason, requests: 2 },
      { source: NO_GOOD_KEY, reason, requests: 1 },
    ]);
    await requests.note([{ source: "key site", reason, requests: 3 }]);
    const shown = await scene.command("rejected");
    expect(shown).toMatch(/^1 event and 6 whole requests refused since .*, for 3 reasons:\n/);
    expect(shown).toMatch(/\n5 whole requests by key site, .*\n {2}body: expected gzip that can be unpacked\n/);
    const doctor = await scene.command("doctor", "--json");
    expect(doctor).toContain("1 refused; 6 requests refused whole in the last day: 5 by key site, the latest at ");
    expect(doctor).toContain("1 without a good key, the latest at ");
    const [{ n } = { n: 0 }] = await db.database.query<{ n: number }>({
      text: "SELECT count(*)::int AS n FROM rejection WHERE source = 'key old'",
      values: [],
    });
    expect(n).toBe(0);
  });
});
