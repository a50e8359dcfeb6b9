import fc from "fast-check";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTracking } from "../../src/app/intake/track.ts";
import { recordMembers } from "../../src/ingest/record-members.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createWriteKeyStore } from "../../src/platform/postgres/ingest/write-key-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptying } from "../support/empty-tables.ts";
import { emptyIngest } from "../support/ingest-facts.ts";
import { TRACKING } from "../support/track-server.ts";

const NOW = new Date("2026-11-24T07:30:00Z");
const BASIC = `Basic ${Buffer.from("rk_for_tests:").toString("base64")}`;
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

let db: TestDatabase;
let server: FastifyInstance;
let now = NOW;

beforeAll(async () => {
  db = await createTestDatabase();
  await createWriteKeyStore(db.database).add("site", "rk_for_tests", false, NOW);
  server = Fastify();
  const clock = { now: () => now };
  await server.register(
    openTracking(
      db.database,
      async () => TRACKING,
      clock,
      (error) => {
        throw error;
      },
    ),
  );
});
afterAll(async () => {
  await server.close();
  await db.drop();
});
beforeEach(async () => {
  now = NOW;
  await emptyIngest(db.database);
  await run(emptying("consent_log"));
});

const run = <Row>(text: string, ...values: unknown[]) => db.database.query<Row>({ text, values });
const deps = () => ({ store: createIngestStore(db.database), clock: { now: () => now } });

async function send(batch: readonly object[], more: object = {}): Promise<void> {
  const answer = await server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: { authorization: BASIC },
    payload: { batch, ...more },
  });
  expect(answer.json()).toEqual({ success: true, rejected: [] });
}

const members = () => run("SELECT to_jsonb(m) - 'id' - 'merged_into' AS member FROM member m ORDER BY external_id");
const identify = (minutes: number, traits: object, userId = "zoe") => ({
  type: "identify",
  userId,
  traits,
  timestamp: minutesAgo(minutes).toISOString(),
});

const said = (...values: unknown[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const calls = fc.oneof(
  fc
    .record({
      minutes: fc.integer({ min: 1, max: 15 }),
      userId: fc.constantFrom("zoe", "42"),
      traits: fc.record({
        email: said("zoe@x.example", "zoe@y.example", null),
        firstName: said("Zoé", "Zoe"),
        locale: said("fr", "en-GB", null),
        role: said("member", "expert", null),
        plan: said("free", "paid", null),
        seats: said(1, 2.5, ["a", "b"], { of: 3 }),
        subscribed: said(true, false),
        consentAt: said(minutesAgo(9).toISOString(), minutesAgo(3).toISOString()),
        createdAt: said("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
      }),
    })
    .map(({ minutes, userId, traits }) => identify(minutes, traits, userId)),
  fc
    .record({
      minutes: fc.integer({ min: 1, max: 15 }),
      groupId: fc.constantFrom("acme", "globex"),
      traits: fc.record({ name: said("Acme", "ACME"), size: said(10, 500, null) }),
    })
    .map(({ minutes, ...call }) => ({
      ...call,
      type: "group",
      userId: "zoe",
      timestamp: minutesAgo(minutes).toISOString(),
    })),
);

describe("what calls say of members", () => {
  it("makes the same members in any order, split over requests and repeated", async () => {
    const scenario = fc
      .array(calls, { minLength: 2, maxLength: 14 })
      .chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
          fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(scenario, async ([all, sent, sizes]) => {
        await emptyIngest(db.database);
        await send([...all].sort((one, other) => (one.timestamp < other.timestamp ? -1 : 1)));
        const expected = await members();
        await emptyIngest(db.database);
        const rest = [...sent];
        for (let index = 0; rest.length > 0; index += 1) await send(rest.splice(0, sizes[index % sizes.length]));
        expect(await members()).toEqual(expected);
      }),
      { numRuns: 40, seed: 20261128 },
    );
  });

  it("makes the same one of two ids of a person, whenever it is told that they are", async () => {
    const traits = fc.record({
      email: said("zoe@x.example", "zoe@y.example", null),
      role: said("member", "expert"),
      plan: said("free", "paid", null),
      reads: said("fr", "en|fr", null),
    });
    const words = fc
      .array(fc.tuple(fc.constantFrom("zoe", "old"), traits), { minLength: 2, maxLength: 10 })
      .map((all) => all.map(([userId, one], index) => identify(index + 1, one, userId)));
    const alias = { type: "alias", userId: "zoe", previousId: "old" };
    const scenario = words.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray<object>([...all, ...all, alias, alias], { minLength: all.length * 2 + 2 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(scenario, async ([all, sent, sizes]) => {
        await emptyIngest(db.database);
        await send([alias]);
        await send([...all].reverse());
        const expected = await members();
        await emptyIngest(db.database);
        const rest = [...sent];
        for (let index = 0; rest.length > 0; index += 1) await send(rest.splice(0, sizes[index % sizes.length]));
        expect(await members()).toEqual(expected);
      }),
      { numRuns: 40, seed: 20261128 },
    );
  });

  it("is of the time that the sender's clock means, and of the moment it came where it says none", async () => {
    const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000).toISOString();
    await send([{ type: "identify", userId: "zoe", traits: { plan: "now" } }]);
    // Sent three hours ahead: five minutes ago by our clock.
    const ahead = new Date(NOW.getTime() + 3 * 3_600_000 - 300_000).toISOString();
    await send([{ ...identify(0, { plan: "before", seats: 1 }), timestamp: ahead }], { sentAt: hours(3) });
    expect(await run("SELECT attributes FROM member")).toEqual([{ attributes: { plan: "now", seats: 1 } }]);
    // A clock that is off without saying so is of no later than now.
    await send([{ ...identify(0, { plan: "ahead" }), timestamp: hours(2) }]);
    now = new Date(NOW.getTime() + 60_000);
    await send([{ type: "identify", userId: "zoe", traits: { plan: "later" } }]);
    expect(await run("SELECT attributes FROM member")).toEqual([{ attributes: { plan: "later", seats: 1 } }]);
  });

  it("is refused with a time that is none, as an act is", async () => {
    for (const [timestamp, expected] of [
      ["2026-11-24T07:00:00", "an ISO 8601 time with its zone, such as 2026-11-24T08:00:00Z"],
      ["2099-01-01T00:00:00Z", "a time no later than 24 hours from now"],
    ]) {
      const answer = await server.inject({
        method: "POST",
        url: "/v1/identify",
        headers: { authorization: BASIC },
        payload: { userId: "zoe", traits: {}, timestamp },
      });
      expect([answer.statusCode, answer.json().rejected]).toEqual([400, [{ index: 0, field: "timestamp", expected }]]);
    }
  });

  it("gives way to a file imported since, and comes before what is said afterwards", async () => {
    await recordMembers(deps(), [{ id: "zoe", email: "file@x.example", attributes: { plan: "file" } }]);
    await send([identify(5, { email: "late@x.example", firstName: "Zoé" })]);
    const read = () => run("SELECT email, first_name, attributes FROM member");
    expect(await read()).toEqual([{ email: "file@x.example", first_name: "Zoé", attributes: { plan: "file" } }]);
    now = new Date(NOW.getTime() + 60_000);
    await send([identify(-0.5, { email: "new@x.example" })]);
    expect(await read()).toMatchObject([{ email: "new@x.example" }]);
    now = new Date(NOW.getTime() + 25 * 3_600_000);
    const again = await recordMembers(deps(), [{ id: "zoe", email: "new@x.example", attributes: { plan: "file" } }]);
    expect(again).toEqual({ new: 0, changed: 0, unchanged: 1 });
    await send([identify(-1.5, { email: "late@x.example" })]);
    expect(await read()).toMatchObject([{ email: "new@x.example" }]);
  });
});

it("a source that says the same of many members every few minutes has them written once a day", async () => {
  const words = Array.from({ length: 50 }, (_, index) => ({
    id: `m${index}`,
    email: `m${index}@x.example`,
    subscribed: index > 0,
    attributes: { plan: "free" },
  }));
  const written = () => run<{ id: string; at: string }>("SELECT external_id AS id, xmin::text AS at FROM member");
  await recordMembers(deps(), words);
  const before = new Map((await written()).map(({ id, at }) => [id, at]));
  const changed = async () => (await written()).filter(({ id, at }) => before.get(id) !== at).map(({ id }) => id);
  now = new Date(NOW.getTime() + 600_000);
  expect(await recordMembers(deps(), words)).toEqual({ new: 0, changed: 0, unchanged: 50 });
  // A no is of the last time that it was said, whatever it costs.
  expect(await changed()).toEqual(["m0"]);
  now = new Date(NOW.getTime() + 24 * 3_600_000);
  expect(await recordMembers(deps(), words)).toEqual({ new: 0, changed: 0, unchanged: 50 });
  expect(await changed()).toHaveLength(50);
});

describe("consent by calls", () => {
  const log = () => run("SELECT subscribed, consent_at AS at, source FROM consent_log ORDER BY id");

  it("stands in the log with source and time, once where every call says it again", async () => {
    await send([identify(50, { subscribed: true })]);
    for (const minutes of [40, 30, 20]) await send([identify(minutes, { subscribed: true, plan: minutes })]);
    await send([identify(10, { subscribed: false })]);
    await send([identify(15, { subscribed: true })]);
    await send([
      identify(5, { subscribed: true, consentAt: minutesAgo(6).toISOString(), consentSource: "sign-up form" }),
    ]);
    expect(await log()).toEqual([
      { subscribed: true, at: minutesAgo(50), source: "identify" },
      { subscribed: false, at: minutesAgo(10), source: "identify" },
      { subscribed: true, at: minutesAgo(6), source: "sign-up form" },
    ]);
    expect(await run("SELECT subscribed, consent_at AS at FROM member")).toEqual([
      { subscribed: true, at: minutesAgo(6) },
    ]);
  });

  it("lifts no unsubscribing of an address, unless it says when it was given", async () => {
    await send([identify(90, { email: "zoe@x.example" })]);
    await run(
      "INSERT INTO suppression (email_hash, reason, source, at) SELECT email_hash, 'unsubscribed', 'digest 1.1', $1 FROM member",
      minutesAgo(60),
    );
    await send([identify(10, { email: "zoe@x.example", subscribed: true }, "new-account")]);
    expect(await run("SELECT FROM suppression")).toHaveLength(1);
    const consentAt = minutesAgo(8).toISOString();
    await send([identify(5, { subscribed: true, consentAt }, "new-account")]);
    expect(await run("SELECT FROM suppression")).toEqual([]);
  });
});
