import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { Analytics } from "@segment/analytics-node";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openTracking } from "../../src/app/intake/track.ts";
import { DEFAULT_SOURCE } from "../../src/ingest/record-events.ts";
import { createArrivalStore } from "../../src/platform/postgres/ingest/arrival-store.ts";
import { messageKey } from "../../src/platform/postgres/ingest/record-messages.ts";
import { createRejectionStore } from "../../src/platform/postgres/ingest/rejection-store.ts";
import { createWriteKeyStore } from "../../src/platform/postgres/ingest/write-key-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest } from "../support/ingest-facts.ts";
import { TRACKING } from "../support/track-server.ts";

const KEY = "rk_for_tests";
const BASIC = `Basic ${Buffer.from(`${KEY}:`).toString("base64")}`;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

let db: TestDatabase;
let server: FastifyInstance;
let host: string;
const troubles: unknown[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  await createWriteKeyStore(db.database).add("site", KEY, false, new Date());
  server = Fastify();
  await server.register(
    openTracking(
      db.database,
      async () => TRACKING,
      { now: () => new Date() },
      (error) => troubles.push(error),
    ),
  );
  await server.listen({ host: "127.0.0.1", port: 0 });
  host = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await server.close();
  await db.drop();
  expect(troubles).toEqual([]);
});

beforeEach(async () => {
  await emptyIngest(db.database);
  await db.database.query({ text: "TRUNCATE rejected_event, rejection, identity", values: [] });
});

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, { readonly post: { readonly responses: object } }>>;
}

type Mistake = { readonly index: number; readonly field: string; readonly expected: string };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: { success: boolean; rejected: Mistake[]; dropped?: Mistake[] };
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(`${host}/v1/${path}`, {
    method: "POST",
    headers: { authorization: BASIC, "content-type": "application/json", ...headers },
    body: raw as string,
  });
  return { status: response.status, headers: response.headers, json: (await response.json()) as Answer["json"] };
}

const rows = <Row>(text: string) => db.database.query<Row>({ text, values: [] });
const countActivities = async () => Number((await rows<{ n: number }>("SELECT count(*) AS n FROM activity"))[0]?.n);
const view = (id: string, more: object = {}) => ({
  type: "track",
  event: "Content Viewed",
  userId: "zoe",
  messageId: id,
  timestamp: minutesAgo(5),
  properties: { contentId: "welcome" },
  ...more,
});

describe("the tracking API", () => {
  it("takes each kind of call, and what it says is in the database when it answers", async () => {
    const answers = [
      await post("identify", {
        userId: "zoe",
        anonymousId: "browser-1",
        // Later than any instant that PostgreSQL reads.
        traits: {
          email: "zoe@members.example",
          firstName: "Zoé",
          plan: "gold",
          renewalAt: "9999-12-31T23:59:59-05:00",
        },
      }),
      await post("group", { userId: "zoe", groupId: "acme", traits: { name: "Acme", size: 40 } }),
      await post("track", view("m1")),
      await post("page", {
        userId: "zoe",
        messageId: "m2",
        timestamp: minutesAgo(4),
        properties: { url: "https://x.example/" },
      }),
      await post("screen", { userId: "zoe", messageId: "m3", timestamp: minutesAgo(3), name: "Home" }),
      await post("alias", { userId: "zoe", previousId: "zoe-before" }),
    ];
    expect(answers.map(({ status, json }) => [status, json])).toEqual(
      answers.map(() => [200, { success: true, rejected: [] }]),
    );
    const [zoe] = await rows<Record<string, unknown>>(
      `SELECT email, first_name, company, attributes, visit_count, view_count FROM member WHERE external_id = 'zoe'`,
    );
    expect(zoe).toEqual({
      email: "zoe@members.example",
      first_name: "Zoé",
      company: "acme",
      attributes: { plan: "gold", "company.name": "Acme", "company.size": 40 },
      visit_count: 1,
      view_count: 1,
    });
    expect(await countActivities()).toBe(3);
  });

  it("takes by a key for browsers what members do, and nothing that changes members, contents or the mails of others", async () => {
    const key = "rk_in_a_page";
    await createWriteKeyStore(db.database).add("browsers", key, true, new Date());
    const { status, json } = await post(
      "batch",
      {
        batch: [
          view("b1"),
          { type: "page", userId: "zoe", messageId: "b2", properties: { url: "https://x.example/" } },
          { type: "identify", userId: "zoe", traits: { email: "eve@elsewhere.example", subscribed: true } },
          { type: "group", userId: "zoe", groupId: "acme" },
          { type: "alias", userId: "eve", previousId: "zoe" },
          view("b3", {
            event: "Content Published",
            properties: { contentId: "bad", title: "Buy", url: "https://e.example/" },
          }),
          view("b4", { event: "Message Received", properties: { fromName: "Your bank" } }),
          view("b5", { context: { passive: true } }),
        ],
      },
      { authorization: `Basic ${btoa(`${key}:`)}` },
    );
    expect(status).toBe(200);
    expect(json.rejected.map(({ index, field }) => [index, field])).toEqual(
      [2, 3, 4, 5, 6, 7].map((at) => [at, "writeKey"]),
    );
    expect(await countActivities()).toBe(2);
    expect(await rows("SELECT external_id AS id, email, company FROM member")).toEqual([
      { id: "zoe", email: null, company: null },
    ]);
    expect(await rows("SELECT title FROM content WHERE external_id = 'bad'")).toEqual([]);
  });

  it("refuses a call that is nested by the thousand, and takes the others of its batch", async () => {
    for (const levels of [1_000, 5_000, 15_000, 200_000]) {
      const deep = `{"type":"track","event":"Login","userId":"zoe","timestamp":"${minutesAgo(1)}","properties":{"a":${"[".repeat(levels)}${"]".repeat(levels)}}}`;
      const { status, json } = await post("batch", `{"batch":[${deep},${JSON.stringify(view(`beside-${levels}`))}]}`);
      expect([levels, status, json.rejected.map(({ index }) => index)]).toEqual([levels, 200, [0]]);
    }
    expect(await countActivities()).toBe(4);
  });

  it("answers anything at all with what is wrong with it, and never breaks", async () => {
    const seed = Number(process.env.SEED ?? 20261128);
    const anything = fc.jsonValue({ maxDepth: 3 });
    const field = fc.oneof(
      anything,
      fc.string({ unit: "binary" }),
      fc.constantFrom("__proto__", "zoe", "2026-11-01T10:00:00Z", "\u0000"),
    );
    const call = fc.record(
      {
        type: fc.oneof(fc.constantFrom("identify", "track", "page", "screen", "group", "alias"), anything),
        event: fc.oneof(
          fc.constantFrom("Content Viewed", "Content Published", "Survey Answered", "Content Withdrawn"),
          anything,
        ),
        userId: field,
        anonymousId: field,
        previousId: field,
        groupId: field,
        messageId: field,
        timestamp: field,
        properties: fc.oneof(
          fc.dictionary(fc.constantFrom("contentId", "url", "openTo", "themes", "score", "a"), field),
          anything,
        ),
        traits: fc.oneof(
          fc.dictionary(fc.constantFrom("email", "timezone", "reads", "company", "createdAt", "a"), field),
          anything,
        ),
        context: anything,
      },
      { requiredKeys: ["type"] },
    );
    const bodies = fc.record(
      {
        batch: fc.array(fc.oneof({ weight: 9, arbitrary: call }, { weight: 1, arbitrary: anything }), {
          maxLength: 30,
        }),
        sentAt: field,
      },
      { requiredKeys: ["batch"] },
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { status, json } = await post("batch", body);
        expect([200, 400]).toContain(status);
        const refused = new Set(json.rejected.map(({ index }) => index));
        expect(status === 200).toBe(refused.size < body.batch.length);
      }),
      { seed, numRuns: 150 },
    );
  });

  it("says when events came, by which key, and how many were refused", async () => {
    const store = createArrivalStore(db.database);
    const key = "rk_of_the_forum";
    await createWriteKeyStore(db.database).add("forum", key, false, new Date());
    const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
    await post("batch", { batch: [view("d1"), view("d2"), view("d3", { timestamp: "yesterday" })] }, { authorization });
    await post("track", view("d2"), { authorization });
    await store.note([{ source: "import events", events: 7 }]);
    const forum = { source: "key forum", events: 3 };
    await vi.waitFor(async () => expect((await store.tell()).lastDay).toContainEqual(forum), 5_000);
    const told = await store.tell();
    expect(told).toMatchObject({ latest: { source: "key forum" }, refused: 1, someStored: true });
    expect(told.lastDay).toContainEqual({ source: "import events", events: 7 });
    const before = told.strangers?.requests ?? 0;
    await post("track", view("d2"), { authorization: "Basic bm9wZTo=" });
    await post("batch", { batch: [view("d4"), view("d5")] }, { authorization: "" });
    await vi.waitFor(
      async () => expect((await store.tell()).strangers).toEqual({ requests: before + 2, latestAt: expect.any(Date) }),
      5_000,
    );
    expect(await store.tell()).toMatchObject({ latest: told.latest, lastDay: told.lastDay });
    await db.database.query({ text: "UPDATE arrival SET last_at = last_at - interval '25 hours'", values: [] });
    expect(await store.tell()).toMatchObject({ lastDay: [], first: told.first });
    await db.database.query({ text: "TRUNCATE arrival", values: [] });
    expect(await store.tell()).toMatchObject({ first: null, latest: null, lastDay: [] });
  });

  it("counts bodies that cannot be read, by the key beside them, and those of strangers apart", async () => {
    const gzip = { "content-encoding": "gzip" };
    const refused = [
      await post("batch", "no gzip", gzip),
      await post("track", "no json"),
      await post("track", "[]"),
      await post("track", "{}", { "content-encoding": "br" }),
      await post("batch", "x".repeat(501 * 1024)),
      await post("batch", gzipSync(Buffer.alloc(501 * 1024)), gzip),
      await post("batch", { batch: "none" }),
      await post("batch", { batch: Array(2_501).fill({}) }),
      await post("track", "no json", { authorization: "Basic bm9wZTo=" }),
      await post("track", "no json", { authorization: "" }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 413, 413, 400, 413, 400, 400]);
    const unread = async () => (await createArrivalStore(db.database).tell()).unread;
    await vi.waitFor(
      async () =>
        expect((await unread()).map(({ source, requests }) => `${requests} by ${source}`).sort()).toEqual([
          "2 by no good key",
          "8 by key site",
        ]),
      5_000,
    );
    const kept = await createRejectionStore(db.database).list(new Date(0), 100);
    expect(kept).toMatchObject({ events: 0, requests: 10, reasons: 7 });
    expect(kept.rejections).toContainEqual({
      source: "key site",
      reason: "body: expected gzip that can be unpacked",
      kind: "request",
      events: 1,
      firstAt: expect.any(Date),
      lastAt: expect.any(Date),
      example: null,
    });
    expect((await createArrivalStore(db.database).tell()).refused).toBe(0);
  });

  it("takes a page whose address is a content's as a view of it", async () => {
    const properties = { contentId: "by-address", title: "One", url: "https://x.example/one" };
    await post("track", { event: "Content Published", messageId: "a1", timestamp: minutesAgo(9), properties });
    const page = {
      userId: "yan",
      messageId: "a2",
      timestamp: minutesAgo(4),
      properties: { url: `${properties.url}#top` },
    };
    expect((await post("page", page)).status).toBe(200);
    expect(await rows("SELECT view_count FROM member WHERE external_id = 'yan'")).toEqual([{ view_count: 1 }]);
  });

  it("keeps the good events of a batch, says what is wrong with each of the others, and keeps those as they came", async () => {
    const { status, json } = await post("batch", {
      batch: [
        view("a"),
        view("b", { timestamp: "2026-11-01 10:00" }),
        view("c", { timestamp: "2099-01-01T00:00:00Z" }),
        view("d", { userId: "x".repeat(10_000) }),
        view("e", { properties: JSON.parse('{"__proto__": {"polluted": true}}') }),
        view("f", { userId: 12 }),
        "nonsense",
        { type: "alias", userId: "zoe" },
        { type: "dance", userId: "zoe" },
        view("g", { properties: { text: "x".repeat(33 * 1024) } }),
        view("h", { userId: "tab\there" }),
      ],
    });
    expect(status).toBe(200);
    expect(json.success).toBe(true);
    expect(json.rejected.map(({ index, field }) => [index, field])).toEqual([
      [1, "timestamp"],
      [2, "timestamp"],
      [3, "userId"],
      [4, "__proto__"],
      [6, "event"],
      [7, "previousId"],
      [8, "type"],
      [9, "event"],
      [10, "userId"],
    ]);
    for (const { expected } of json.rejected) expect(expected.length).toBeGreaterThan(5);
    expect(await countActivities()).toBe(2);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const kept = await rows<{ reason: string; event: string }>("SELECT reason, event FROM rejected_event ORDER BY id");
    expect(kept).toHaveLength(9);
    expect(kept[0]?.reason).toContain("timestamp: expected");
    expect(JSON.parse(kept[0]?.event ?? "")).toMatchObject({ messageId: "b" });
  });

  it("takes who a member is without the fields that nobody can use, and says which", async () => {
    const traits = { email: "zoe at members", timezone: "Europe/Lutetia", locale: "français", firstName: "Zoé" };
    const dropped = [
      { index: 0, field: "email", expected: "an address that can be mailed" },
      { index: 0, field: "locale", expected: "a language tag such as en or fr-FR" },
      { index: 0, field: "timezone", expected: "a timezone such as Europe/Paris" },
    ];
    expect(await post("identify", { userId: "zoe", traits })).toMatchObject({
      status: 200,
      json: { success: true, rejected: [], dropped },
    });
    const batch = [
      view("a"),
      { type: "identify", userId: "yan", traits: { email: "yan@" } },
      view("b", { userId: "tab\there" }),
    ];
    const { json } = await post("batch", { batch });
    const placed = (mistakes?: Answer["json"]["rejected"]) => mistakes?.map(({ index, field }) => [index, field]);
    expect([placed(json.rejected), placed(json.dropped)]).toEqual([[[2, "userId"]], [[1, "email"]]]);
    const listed = await createRejectionStore(db.database).list(new Date(0), 10);
    expect(listed).toMatchObject({ events: 1, inPart: 2, requests: 0 });
    expect(listed.rejections.map(({ kind }) => kind).sort()).toEqual(["in_part", "in_part", "refused"]);
    expect(await createArrivalStore(db.database).tell()).toMatchObject({ refused: 1, inPart: 2 });
    expect(await rows("SELECT external_id AS id, email, timezone, first_name FROM member ORDER BY 1")).toEqual([
      { id: "yan", email: null, timezone: null, first_name: null },
      { id: "zoe", email: null, timezone: null, first_name: "Zoé" },
    ]);
    const kept = await rows<{ reason: string; found: string; event: string }>(
      "SELECT reason, found, event FROM rejected_event ORDER BY id",
    );
    expect(kept).toHaveLength(3);
    expect(kept[0]?.reason).toContain("timezone: expected a timezone such as Europe/Paris");
    expect(kept[0]?.found).toContain('email: found "zoe at members"');
    expect(JSON.parse(kept[1]?.event ?? "")).toMatchObject({ userId: "yan" });
  });

  it("counts the same message once, however often and by whichever path it comes", async () => {
    const again = Array.from({ length: 20 }, () => post("track", view("same")));
    const answers = await Promise.all([...again, post("batch", { batch: [view("same"), view("same")] })]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const bare = { event: "Search Performed", userId: "zoe", timestamp: minutesAgo(9) };
    await post("track", bare);
    await post("track", { ...bare, sentAt: minutesAgo(0) });
    expect(await countActivities()).toBe(2);
  });

  it("reads a clock that is off by what it says of when it sent", async () => {
    const wrong = (minutes: number) => new Date(Date.now() + 5 * 365 * 86_400_000 - minutes * 60_000).toISOString();
    expect((await post("batch", { batch: [view("late", { timestamp: wrong(30) })], sentAt: wrong(0) })).status).toBe(
      200,
    );
    const [act] = await rows<{ at: Date }>("SELECT occurred_at AS at FROM activity");
    expect(Math.abs(Date.now() - 30 * 60_000 - (act?.at.getTime() ?? 0))).toBeLessThan(5_000);
  });

  it.each([
    ["no JSON", "{", {}, 400],
    ["a list", "[]", {}, 400],
    ["no batch", "{}", {}, 400],
    ["an empty batch", { batch: [] }, {}, 400],
    ["broken gzip", Buffer.from("1f8b0800deadbeef", "hex"), { "content-encoding": "gzip" }, 400],
    ["an encoding nobody offered", "{}", { "content-encoding": "br" }, 400],
    ["only bad events", { batch: [{ type: "track" }] }, {}, 400],
    ["a name that no text holds", { batch: [{ type: "identify", userId: "x", traits: { "a\u0000b": 1 } }] }, {}, 400],
    ["no key", { batch: [] }, { authorization: "" }, 401],
    ["a wrong key", { batch: [view("x")], writeKey: KEY }, { authorization: "Basic bm9wZTo=" }, 401],
    ["501 KB", { batch: [], padding: "x".repeat(501 * 1024) }, {}, 413],
    ["what unpacks to 100 MB", gzipSync(Buffer.alloc(100 * 1024 * 1024)), { "content-encoding": "gzip" }, 413],
    ["2,501 events", { batch: Array.from({ length: 2_501 }, () => ({})) }, {}, 413],
  ])("answers %s as the table says, and stores nothing", async (_name, body, headers, expected) => {
    const { status, json } = await post("batch", body, headers as Record<string, string>);
    expect(status).toBe(expected);
    expect(json.success).toBe(false);
    expect(json.rejected[0]).toMatchObject({ index: expect.any(Number), field: expect.any(String) });
    expect(await countActivities()).toBe(0);
  });

  it("tells who calls what is not there what is", async () => {
    const mistyped = await post("tracks", view("x"));
    expect(mistyped.status).toBe(404);
    expect(mistyped.json.rejected[0]?.expected).toContain("POST to /v1/ and one of identify, track");
    const asked = await fetch(`${host}/v1/track`);
    expect(asked.status).toBe(404);
    expect(await asked.json()).toMatchObject({ success: false });
  });

  it("takes gzip, a key in the body, a beacon's text, and answers a browser of any site", async () => {
    const packed = gzipSync(JSON.stringify({ writeKey: KEY, batch: [view("z")] }));
    expect((await post("batch", packed, { "content-encoding": "gzip", authorization: "" })).status).toBe(200);
    await createWriteKeyStore(db.database).add("pages", "rk_of_pages", true, new Date());
    const beacon = await post("batch", JSON.stringify({ writeKey: "rk_of_pages", batch: [view("y")] }), {
      authorization: "",
      "content-type": "text/plain;charset=UTF-8",
      origin: "https://community.example",
    });
    expect(beacon.status).toBe(200);
    expect(beacon.headers.get("access-control-allow-origin")).toBe("*");
    const preflight = await fetch(`${host}/v1/batch`, { method: "OPTIONS" });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(await countActivities()).toBe(2);
  });

  it("refuses a key for servers that a page sends, where anybody may read it, and doctor is told", async () => {
    const store = createArrivalStore(db.database);
    const keys = createWriteKeyStore(db.database);
    await keys.add("leaked", "rk_leaked", false, new Date());
    // What other tests did is noted within a second.
    await sleep(1_500);
    const before = await store.tell();
    const body = JSON.stringify({ writeKey: "rk_leaked", batch: [view("leaked")] });
    for (const origin of ["https://community.example", "null"]) {
      const { status, json } = await post("batch", body, { authorization: "", origin });
      expect([status, json.rejected[0]?.field]).toEqual([401, "writeKey"]);
      expect(json.rejected[0]?.expected).toContain("--browser");
    }
    expect(await countActivities()).toBe(0);
    expect((await post("batch", body, { authorization: "" })).status).toBe(200);
    await vi.waitFor(
      async () =>
        expect((await store.tell()).exposed).toEqual([{ key: "leaked", requests: 2, latestAt: expect.any(Date) }]),
      5_000,
    );
    const told = await store.tell();
    expect(told.strangers).toEqual(before.strangers);
    expect(told.lastDay.map(({ source }) => source)).not.toContainEqual(expect.stringContaining("exposed"));
    await keys.revoke("leaked", new Date());
    expect((await store.tell()).exposed).toEqual([]);
  });

  it("refuses a key soon after it was revoked, while another goes on", async () => {
    const keys = createWriteKeyStore(db.database);
    await keys.add("old", "rk_old", false, new Date());
    const send = () => post("batch", { batch: [view("k")] }, { authorization: `Basic ${btoa("rk_old:")}` });
    expect((await send()).status).toBe(200);
    expect(await keys.revoke("old", new Date())).toBe(true);
    await expect.poll(async () => (await send()).status, { timeout: 10_000, interval: 250 }).toBe(401);
    expect((await post("batch", { batch: [view("k2")] })).status).toBe(200);
  });

  it("tells who comes while it has its hands full to come again, and keeps what it has answered for", async () => {
    const hold = await db.database.transaction(async (transaction) => {
      await transaction.query({ text: "LOCK TABLE received_message IN ACCESS EXCLUSIVE MODE", values: [] });
      const sent = Array.from({ length: 60 }, (_, index) =>
        post("batch", { batch: [view(`full ${index}`)], padding: "x".repeat(480 * 1024) }),
      );
      let refused = 0;
      for (const answer of sent) void answer.then(({ status }) => (refused += status === 429 ? 1 : 0));
      await expect.poll(() => refused, { timeout: 20_000 }).toBeGreaterThan(20);
      return sent;
    });
    const answers = await Promise.all(hold);
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get("retry-after")).toBe("1");
    expect(await countActivities()).toBe(statuses.filter((status) => status === 200).length);
  });

  it("is described by a document that its requests and answers keep to", async () => {
    const document = (await (await fetch(`${host}/openapi.json`)).json()) as OpenApi;
    expect(document.openapi).toBe("3.1.0");
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, "api");
    const sent: Record<string, object> = {
      identify: { userId: "zoe", traits: { email: "zoe@members.example" } },
      track: view("openapi 1"),
      page: { userId: "zoe", properties: { url: "https://x.example/" } },
      screen: { userId: "zoe", name: "Home" },
      group: { userId: "zoe", groupId: "acme" },
      alias: { userId: "zoe", previousId: "zoe-before" },
      batch: { batch: [view("openapi 2"), view("openapi 3", { timestamp: "yesterday" })] },
    };
    expect(Object.keys(document.paths)).toEqual([...Object.keys(sent).map((path) => `/v1/${path}`), "/hooks/{name}"]);
    const isAnswer = ajv.getSchema("api#/components/schemas/Answer");
    for (const [path, body] of Object.entries(sent)) {
      const { post: operation } = document.paths[`/v1/${path}`] as OpenApi["paths"][string];
      const pointer = `api#/paths/~1v1~1${path}/post/requestBody/content/application~1json/schema`;
      expect([path, ajv.getSchema(pointer)?.(body)]).toEqual([path, true]);
      for (const [answer, status] of [
        [await post(path, body), 200],
        [await post(path, "{"), 400],
        [await post(path, body, { authorization: "Basic bm9wZTo=" }), 401],
      ] as const) {
        expect([path, answer.status]).toEqual([path, status]);
        expect(Object.keys(operation.responses)).toContain(String(status));
        expect(isAnswer?.(answer.json)).toBe(true);
      }
    }
    expect(ajv.getSchema("api#/components/schemas/alias")?.({ userId: "zoe" })).toBe(false);
    expect(isAnswer?.({ success: true })).toBe(false);
  });

  it("serves Segment's own library for Node with nothing but its host changed", async () => {
    const analytics = new Analytics({ writeKey: KEY, host, flushAt: 3, maxRetries: 1 });
    const failures: unknown[] = [];
    analytics.on("error", (error) => failures.push(error));
    analytics.identify({ userId: "sdk", traits: { email: "sdk@members.example", locale: "fr-FR" } });
    analytics.track({ userId: "sdk", event: "article_read", properties: { contentId: "guide" } });
    analytics.page({ userId: "sdk", name: "Home", properties: { url: "https://community.example/" } });
    analytics.group({ userId: "sdk", groupId: "acme" });
    analytics.alias({ userId: "sdk", previousId: "sdk-visitor" });
    analytics.track({ anonymousId: "sdk-visitor", event: "Search Performed" });
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    const [member] = await rows(
      "SELECT email, company, view_count, (SELECT count(*)::int FROM activity a WHERE a.member_id = m.id) AS acts FROM member m WHERE external_id = 'sdk'",
    );
    expect(member).toEqual({ email: "sdk@members.example", company: "acme", view_count: 1, acts: 3 });
  });
});

describe("a server that is killed amid events", () => {
  it("has lost none that it answered for, and counts none twice when they are sent again", async () => {
    const start = async (): Promise<{ child: ChildProcess; url: string }> => {
      const child = fork(new URL("../support/track-server.ts", import.meta.url), [db.url], {
        execArgv: ["--import", "tsx"],
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      const [{ port }] = (await once(child, "message")) as [{ port: number }];
      return { child, url: `http://127.0.0.1:${port}/v1/batch` };
    };
    const answered = new Set<string>();
    const sent = new Set<string>();
    const send = async (url: string, ids: readonly string[]) => {
      for (const id of ids) sent.add(id);
      const body = JSON.stringify({
        writeKey: KEY,
        batch: ids.map((id) => view(id, { userId: `member ${id.length}` })),
      });
      const response = await fetch(url, { method: "POST", body }).catch(() => null);
      if (response?.status === 200) for (const id of ids) answered.add(id);
    };
    const idsOf = (round: number) => Array.from({ length: 5 }, (_, index) => `kill ${round} ${index}`);
    const first = await start();
    let round = 0;
    const gone = once(first.child, "exit");
    let dead = false;
    void gone.then(() => {
      dead = true;
    });
    const senders = Array.from({ length: 8 }, async () => {
      while (!dead) await send(first.url, idsOf(round++));
    });
    await expect.poll(() => answered.size, { timeout: 20_000 }).toBeGreaterThan(200);
    first.child.kill("SIGKILL");
    await gone;
    await Promise.all(senders);
    const kept = await rows<{ key: string }>("SELECT key FROM received_message");
    const stored = new Set(kept.map(({ key }) => key));
    expect([...answered].filter((id) => !stored.has(messageKey(DEFAULT_SOURCE, id)))).toEqual([]);
    const second = await start();
    try {
      for (let again = 0; again < round; again++) await send(second.url, idsOf(again));
    } finally {
      second.child.kill("SIGKILL");
      await once(second.child, "exit");
    }
    expect(answered.size).toBe(sent.size);
    expect(await countActivities()).toBe(sent.size);
  });
});
