import fc from "fast-check";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { showUseful, voteUseful } from "../../src/delivery/votes/vote-useful.ts";
import { openLinks } from "../../src/platform/links/sign-links.ts";
import { createVoteStore } from "../../src/platform/postgres/delivery/vote-store.ts";
import { createDigestStore } from "../../src/platform/postgres/digest/digest-store.ts";
import { ensurePartitions } from "../../src/platform/postgres/ingest/partitions.ts";
import { usefulRoutes } from "../../src/web/members/useful-routes.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptying } from "../support/empty-tables.ts";
import { fillOutbox, LINKS, NOW } from "../support/outbox.ts";
import { HERE } from "../support/signing.ts";

let db: TestDatabase;
let server: FastifyInstance;
let outbox: ReturnType<typeof fillOutbox>;
let key: DigestKey;
let contentId: number;
let path: string;

const run = <Row>(text: string, ...values: unknown[]): Promise<Row[]> => db.database.query<Row>({ text, values });
const votes = () => run<{ at: Date }>("SELECT member_id, content_id, digest_id, at FROM vote");

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
  const deps = {
    links: LINKS,
    store: createVoteStore(db.database),
    clock: { now: () => NOW },
    language: "en" as const,
  };
  server = Fastify();
  await server.register(
    usefulRoutes({
      brand: async () => ({ name: "Café & <Co>", colour: "#0b5fff" }),
      show: (token) => showUseful(deps, token),
      vote: (token, useful) => voteUseful(deps, token, useful),
    }),
  );
});
afterAll(async () => {
  await server.close();
  await db.drop();
});
beforeEach(async () => {
  await run(emptying("digest, digest_mail, pick, member, content, view, activity, vote, member_preference"));
  contentId = await outbox.addContent();
  await run("UPDATE content SET title = '{{7*7}} & <script>One</script>' WHERE id = $1", contentId);
  key = await outbox.addDigest({ contentIds: [contentId] });
  path = new URL(LINKS.usefulUrl({ key, contentId })).pathname;
});

describe("the link below a pick", () => {
  it("asks in the member's language, and GET and HEAD keep nothing", async () => {
    const page = await server.inject({ url: path });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain("Was it useful?");
    expect(page.body).toContain("{{7*7}} &amp; &lt;script&gt;One&lt;/script&gt;");
    expect(page.body).not.toContain("<script");
    expect(page.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(page.headers["set-cookie"]).toBeUndefined();
    await run("UPDATE member SET locale = 'fr-FR'");
    expect((await server.inject({ url: path })).body).toContain("Oui, il m’a été utile");
    await run(
      "INSERT INTO member_preference (member_id, language, changed_at, changed_by) SELECT id, 'en', now(), 't' FROM member",
    );
    expect((await server.inject({ url: path })).body).toContain("Yes, it was useful");
    await server.inject({ method: "HEAD", url: path });
    await server.inject({ url: `${path}/undo` });
    expect(await votes()).toEqual([]);
  });

  it("keeps the vote once, whatever the body, and takes it back as often as asked", async () => {
    for (const payload of [undefined, "x=1", "{"]) {
      const page = await server.inject({
        method: "POST",
        url: path,
        ...(payload !== undefined && { payload, headers: { "content-type": "application/json" } }),
      });
      expect([page.statusCode, page.body.includes("Thank you")]).toEqual([200, true]);
    }
    expect(await votes()).toEqual([
      { member_id: key.memberId, content_id: contentId, digest_id: key.digestId, at: NOW },
    ]);
    for (let time = 0; time < 2; time++) {
      const page = await server.inject({ method: "POST", url: `${path}/undo` });
      expect(page.body).toContain("Was it useful?");
      expect(await votes()).toEqual([]);
    }
  });

  it("is no activity, no visit and no view", async () => {
    const before = await run("SELECT * FROM member");
    await server.inject({ method: "POST", url: path });
    expect(await run("SELECT * FROM member")).toEqual(before);
    for (const table of ["activity", "visit", "view"]) expect(await run(`SELECT * FROM ${table}`)).toEqual([]);
  });

  it("is of nobody where it is not ours, for another purpose, or of a member who is gone", async () => {
    const token = path.slice(3);
    const foreign = openLinks({ secretKeys: ["not ours"], baseUrl: "https://news.example.org", installation: HERE });
    const tokens = [
      new URL(foreign.usefulUrl({ key, contentId })).pathname.slice(3),
      new URL(LINKS.clickUrl({ key, link: contentId, position: 0 })).pathname.slice(3),
      new URL(LINKS.unsubscribeUrl(key)).pathname.slice(3),
    ];
    const changed = fc
      .tuple(fc.nat(token.length - 2), fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789-_A"))
      .map(([at, put]) => token.slice(0, at) + put + token.slice(at + 1))
      .filter((one) => one !== token);
    const given = fc.oneof(fc.constantFrom(...tokens), changed, fc.string());
    await fc.assert(
      fc.asyncProperty(given, async (one) => {
        const page = await server.inject({ method: "POST", url: `/f/${encodeURIComponent(one)}` });
        expect(page.statusCode).toBe(404);
      }),
      { numRuns: 150, seed: 20261127 },
    );
    await run("DELETE FROM member");
    expect((await server.inject({ method: "POST", url: path })).statusCode).toBe(404);
    expect(await votes()).toEqual([]);
  });
});

describe("votes in ranking", () => {
  it("count each member once with what the site itself reports, as of the instant, without any view", async () => {
    await ensurePartitions(db.database, ["2026-11"]);
    const store = createDigestStore(db.database);
    const useful = async (at: Date) =>
      (await store.loadPopularity(at)).map(({ viewers, useful: count }) => ({ viewers, count }));
    const hour = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
    await server.inject({ method: "POST", url: path });
    expect(await useful(NOW)).toEqual([{ viewers: 0, count: 1 }]);
    expect(await useful(hour(-1))).toEqual([]);
    const other = await outbox.addMember();
    const say = (memberId: number, name: string, passive = false) =>
      run(
        "INSERT INTO activity (member_id, occurred_at, name, content_id, passive) VALUES ($1, $2, $3, $4, $5)",
        memberId,
        NOW,
        name,
        contentId,
        passive,
      );
    await say(key.memberId, "Content Found Useful");
    await say(other, "Reaction Added");
    await say(other, "Content Found Useful", true);
    expect(await useful(NOW)).toEqual([{ viewers: 0, count: 1 }]);
    await say(other, "Content Found Useful");
    await run("INSERT INTO view (member_id, content_id, first_viewed_at) VALUES ($1, $2, $3)", other, contentId, NOW);
    expect(await useful(NOW)).toEqual([{ viewers: 1, count: 2 }]);
    await server.inject({ method: "POST", url: `${path}/undo` });
    expect(await useful(NOW)).toEqual([{ viewers: 1, count: 2 }]);
  });
});
