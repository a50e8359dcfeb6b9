import fc from "fast-check";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { RekindleError } from "../../src/core/errors.ts";
import { type FollowDeps, followLink } from "../../src/delivery/clicks/follow-link.ts";
import { openLinks } from "../../src/platform/links/sign-links.ts";
import { createClickStore } from "../../src/platform/postgres/delivery/click-store.ts";
import { createFeedbackStore } from "../../src/platform/postgres/delivery/feedback-store.ts";
import { createOutboxStore } from "../../src/platform/postgres/delivery/outbox-store.ts";
import { numberLinks } from "../../src/platform/postgres/digest/number-links.ts";
import { clickRoutes } from "../../src/web/members/click-routes.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, LINKS, NOW } from "../support/outbox.ts";
import { HERE } from "../support/signing.ts";

const BROWSER = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0" };
const SITE = "https://club.example";

let db: TestDatabase;
let outbox: ReturnType<typeof fillOutbox>;
let troubles: unknown[] = [];
const servers: FastifyInstance[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
});
afterAll(() => db.drop());
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  troubles = [];
  await run("TRUNCATE digest, digest_mail, pick, member, suppression, link, click, feedback");
});

const run = <Row>(text: string, ...values: unknown[]): Promise<Row[]> => db.database.query<Row>({ text, values });

async function serve(change: Partial<FollowDeps> = {}): Promise<FastifyInstance> {
  const deps: FollowDeps = {
    links: LINKS,
    store: createClickStore(db.database),
    feedback: createFeedbackStore(db.database),
    clock: { now: () => NOW },
    known: new Map(),
    onTrouble: (error) => troubles.push(error),
    ...change,
  };
  const server = Fastify();
  await server.register(clickRoutes((token, visitor) => followLink(deps, token, visitor)));
  servers.push(server);
  return server;
}

/** A digest that left so many seconds ago, by the machine's time, and the paths of its links. */
async function sentDigest(links: number, secondsAgo = 3600, state: "accepted" | "unknown" = "accepted") {
  const key = await outbox.addDigest({ state });
  await run(
    "UPDATE digest_mail SET links = $3 WHERE member_id = $1 AND digest_id = $2",
    key.memberId,
    key.digestId,
    links,
  );
  await run(
    `INSERT INTO digest_transition (member_id, digest_id, at, from_state, to_state)
     VALUES ($1, $2, clock_timestamp() - make_interval(secs => $3), 'claimed', 'submitting')`,
    key.memberId,
    key.digestId,
    secondsAgo,
  );
  const urls = Array.from({ length: links }, (_, at) => `${SITE}/${at}?utm_source=rekindle`);
  const numbers = await numberLinks(db.database, urls);
  const paths = urls.map((url, position) => pathOf(key, numbers.get(url) ?? 0, position));
  return { key, urls, paths };
}

const pathOf = (key: DigestKey, link: number, position = 0) =>
  new URL(LINKS.clickUrl({ key, link, position })).pathname;
const clicks = () =>
  run<{ position: number; tag: string }>("SELECT position, tag FROM click ORDER BY member_id, digest_id, id");
const tags = async () => (await clicks()).map(({ tag }) => tag);

describe("GET /l/:token", () => {
  it("leads to the stored URL, leaves no trace there, and keeps neither who asked nor from where", async () => {
    const server = await serve();
    const { key, urls, paths } = await sentDigest(2);
    const answer = await server.inject({ url: paths[1] ?? "", headers: BROWSER });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers).toMatchObject({
      location: urls[1],
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "x-robots-tag": "noindex",
    });
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(await run("SELECT * FROM click")).toEqual([
      {
        member_id: key.memberId,
        digest_id: key.digestId,
        id: expect.any(Number),
        at: expect.any(Date),
        link_id: expect.any(Number),
        position: 1,
        tag: "human",
      },
    ]);
  });

  it("goes on leading there after a new key was put in front", async () => {
    const { paths, urls } = await sentDigest(1);
    const rotated = openLinks({
      secretKeys: ["a newer one", "test secret"],
      baseUrl: "https://news.example.org",
      installation: HERE,
    });
    const server = await serve({ links: rotated });
    expect((await server.inject({ url: paths[0] ?? "" })).headers.location).toBe(urls[0]);
    const others = await serve({
      links: openLinks({ secretKeys: ["other"], baseUrl: "https://news.example.org", installation: HERE }),
    });
    expect((await others.inject({ url: paths[0] ?? "" })).statusCode).toBe(404);
  });

  it("leads nowhere but to what was stored, whatever is made of a token", async () => {
    const server = await serve();
    const { key, paths, urls } = await sentDigest(3);
    const token = (paths[0] ?? "").slice(3);
    const foreign = openLinks({ secretKeys: ["not ours"], baseUrl: "https://news.example.org", installation: HERE });
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.webUrl(),
      fc.constantFrom("//evil.example", "..", "%0d%0aLocation:x"),
    );
    const cut = fc
      .tuple(fc.nat(token.length), fc.nat(token.length), text)
      .map(([from, to, put]) => token.slice(0, from) + put + token.slice(to));
    const character = fc.tuple(fc.nat(token.length - 1), fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789-_A"));
    const changed = character.map(([at, put]) => token.slice(0, at) + put + token.slice(at + 1));
    const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    const forged = fc
      .record({ memberId: number, digestId: number, link: fc.integer({ min: 0, max: 50 }) })
      .map(({ memberId, digestId, link }) =>
        foreign.clickUrl({ key: { memberId, digestId }, link, position: 0 }).slice(-70),
      );
    // Signed by us, for another purpose.
    const other = fc
      .constantFrom(LINKS.unsubscribeUrl(key), LINKS.preferencesUrl(key))
      .map((url) => url.slice(url.lastIndexOf("/") + 1));
    const unknown = fc.integer({ min: 1000, max: 1_000_000 }).map((link) => pathOf(key, link).slice(3));
    const query = text.map((put) => `${token}?url=${encodeURIComponent(put)}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, cut, changed, forged, other, unknown, query), async (given) => {
        const path = given.startsWith(token) && given.includes("?url=") ? given : encodeURIComponent(given);
        const { statusCode, headers } = await server.inject({ url: `/l/${path}` });
        expect([302, 404, 414]).toContain(statusCode);
        if (statusCode === 302) expect(urls).toContain(headers.location);
        else expect(headers.location).toBeUndefined();
      }),
      { numRuns: 300, seed: 20261127 },
    );
    expect(troubles).toEqual([]);
  });

  it("helps whoever comes with a link that is not ours, in their language", async () => {
    const server = await serve();
    const answer = await server.inject({ url: "/l/nothing", headers: { "accept-language": "fr-FR" } });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain("Ce lien ne fonctionne pas");
  });

  it("leads there although the click cannot be kept", async () => {
    const broken = { ...createClickStore(db.database), record: () => Promise.reject(new Error("no room")) };
    const server = await serve({ store: broken });
    const { paths, urls } = await sentDigest(1);
    expect((await server.inject({ url: paths[0] ?? "", headers: BROWSER })).headers.location).toBe(urls[0]);
    expect(troubles).toMatchObject([{ message: "no room" }]);
  });

  it("leads there although keeping the click hangs", async () => {
    let settle = () => {};
    const hanging = {
      ...createClickStore(db.database),
      record: () => new Promise<"human">((resolve) => (settle = () => resolve("human"))),
    };
    const server = await serve({ store: hanging });
    const { paths, urls } = await sentDigest(1);
    expect((await server.inject({ url: paths[0] ?? "", headers: BROWSER })).headers.location).toBe(urls[0]);
    settle();
  });

  it("asks to come again while the database is away, but for targets that it has seen", async () => {
    const store = createClickStore(db.database);
    let away = false;
    const fail = () => Promise.reject(new RekindleError("unreachable", "The database is away.", "Start it."));
    const server = await serve({
      store: {
        findUrl: (link) => (away ? fail() : store.findUrl(link)),
        record: (target, tag) => (away ? fail() : store.record(target, tag)),
      },
    });
    const { paths, urls } = await sentDigest(2);
    expect((await server.inject({ url: paths[0] ?? "", headers: BROWSER })).statusCode).toBe(302);
    away = true;
    expect((await server.inject({ url: paths[0] ?? "", headers: BROWSER })).headers.location).toBe(urls[0]);
    const answer = await server.inject({ url: paths[1] ?? "", headers: BROWSER });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("30");
    expect(answer.body).toContain("try again in a minute");
  });
});

describe("what made a click", () => {
  it("is a person an hour after the mail left, and cannot be told in its first minute, or without a user agent", async () => {
    const server = await serve();
    const later = await sentDigest(1);
    const soon = await sentDigest(1, 20);
    await server.inject({ url: later.paths[0] ?? "", headers: BROWSER });
    await server.inject({ url: later.paths[0] ?? "", headers: { "user-agent": "" } });
    await server.inject({ url: soon.paths[0] ?? "", headers: BROWSER });
    await server.inject({ url: soon.paths[0] ?? "", headers: { "user-agent": "curl/8.5" } });
    expect(await tags()).toEqual(["human", "unknown", "unknown", "machine"]);
    const shown = await createOutboxStore(db.database).findDigest(later.key);
    expect(shown?.clicks).toMatchObject([
      { tag: "human", position: 0, url: later.urls[0] },
      { tag: "unknown", position: 0, url: later.urls[0] },
    ]);
  });

  it("is a program where it is a HEAD", async () => {
    const server = await serve();
    const { paths, urls } = await sentDigest(1);
    const answer = await server.inject({ method: "HEAD", url: paths[0] ?? "", headers: BROWSER });
    expect([answer.statusCode, answer.headers.location]).toEqual([302, urls[0]]);
    expect(await tags()).toEqual(["machine"]);
  });

  it("is a program for all of a burst, those before the third included, also when they come at once", async () => {
    const server = await serve();
    const one = await sentDigest(5);
    for (const path of one.paths.slice(0, 3)) await server.inject({ url: path, headers: BROWSER });
    expect(await tags()).toEqual(["machine", "machine", "machine"]);
    await run("TRUNCATE click");
    await Promise.all(one.paths.map((url) => server.inject({ url, headers: BROWSER })));
    expect(await tags()).toEqual(Array(5).fill("machine"));
  });

  it("stays a person where it is the same link again, half of the links or fewer, or slower", async () => {
    const server = await serve();
    const same = await sentDigest(5);
    for (let time = 0; time < 4; time++) await server.inject({ url: same.paths[0] ?? "", headers: BROWSER });
    const half = await sentDigest(6);
    for (const url of half.paths.slice(0, 3)) await server.inject({ url, headers: BROWSER });
    const slow = await sentDigest(3);
    for (const url of slow.paths) {
      await run("UPDATE click SET at = at - interval '3 seconds'");
      await server.inject({ url, headers: BROWSER });
    }
    expect(new Set(await tags())).toEqual(new Set(["human"]));
  });

  it("leaves other mails' clicks alone, and those of the same mail long before", async () => {
    const server = await serve();
    const mine = await sentDigest(3);
    const other = await sentDigest(3);
    await server.inject({ url: other.paths[0] ?? "", headers: BROWSER });
    await server.inject({ url: mine.paths[0] ?? "", headers: BROWSER });
    await run("UPDATE click SET at = at - interval '1 minute' WHERE digest_id = $1", mine.key.digestId);
    for (const url of mine.paths) await server.inject({ url, headers: BROWSER });
    expect((await tags()).sort()).toEqual(["human", "human", "machine", "machine", "machine"]);
  });
});

describe("a click as evidence", () => {
  it("resolves what is unknown, once, and says by what", async () => {
    const server = await serve();
    const { key, paths } = await sentDigest(2, 3600, "unknown");
    for (const url of [...paths, ...paths]) await server.inject({ url, headers: BROWSER });
    expect(await outbox.read(key)).toMatchObject({ state: "delivered" });
    expect(await run("SELECT source, source_id AS id, kind, matched FROM feedback")).toEqual([
      { source: "click", id: `${key.memberId}.${key.digestId}`, kind: "delivered", matched: true },
    ]);
    expect(
      await run("SELECT by FROM digest_transition WHERE to_state = 'delivered' AND digest_id = $1", key.digestId),
    ).toEqual([{ by: "click" }]);
  });

  it("is none where a program asked, or where it cannot be told", async () => {
    const server = await serve();
    const { key, paths } = await sentDigest(2, 3600, "unknown");
    await server.inject({ method: "HEAD", url: paths[0] ?? "", headers: BROWSER });
    await server.inject({ url: paths[0] ?? "", headers: { "user-agent": "" } });
    expect(await outbox.read(key)).toMatchObject({ state: "unknown" });
    expect(await run("SELECT * FROM feedback")).toEqual([]);
  });

  it("unsubscribes nobody and is no activity, visit or view", async () => {
    const server = await serve();
    const { key, paths } = await sentDigest(1);
    const before = await run("SELECT * FROM member WHERE id = $1", key.memberId);
    await server.inject({ url: paths[0] ?? "", headers: BROWSER });
    expect(await run("SELECT * FROM member WHERE id = $1", key.memberId)).toEqual(before);
    for (const table of ["suppression", "activity", "visit", "view"])
      expect(await run(`SELECT * FROM ${table}`)).toEqual([]);
  });
});
