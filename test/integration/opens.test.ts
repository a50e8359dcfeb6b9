import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { RekindleError } from "../../src/core/errors.ts";
import { type KeepOpenDeps, keepOpen } from "../../src/delivery/clicks/keep-open.ts";
import { openLinks } from "../../src/platform/links/sign-links.ts";
import { createOpenStore } from "../../src/platform/postgres/delivery/open-store.ts";
import { createOutboxStore } from "../../src/platform/postgres/delivery/outbox-store.ts";
import { openRoutes } from "../../src/web/members/open-routes.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, LINKS } from "../support/outbox.ts";
import { HERE } from "../support/signing.ts";

const BROWSER = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0" };

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
  await run("TRUNCATE digest, digest_mail, pick, member, suppression, mail_open, feedback");
});

const run = <Row>(text: string, ...values: unknown[]): Promise<Row[]> => db.database.query<Row>({ text, values });

async function serve(change: Partial<KeepOpenDeps> = {}): Promise<FastifyInstance> {
  const store = createOpenStore(db.database);
  const deps: KeepOpenDeps = { links: LINKS, store, onTrouble: (error) => troubles.push(error), ...change };
  const server = Fastify();
  await server.register(openRoutes((token, visitor) => keepOpen(deps, token, visitor)));
  servers.push(server);
  return server;
}

/** A digest that left so many seconds ago, by the machine's time. */
async function sentDigest(secondsAgo = 3600, state: "accepted" | "unknown" = "accepted"): Promise<DigestKey> {
  const key = await outbox.addDigest({ state });
  await run(
    `INSERT INTO digest_transition (member_id, digest_id, at, from_state, to_state)
     VALUES ($1, $2, clock_timestamp() - make_interval(secs => $3), 'claimed', 'submitting')`,
    key.memberId,
    key.digestId,
    secondsAgo,
  );
  return key;
}

const pathOf = (key: DigestKey) => new URL(LINKS.pixelUrl(key)).pathname;
const opens = () => run<{ tag: string }>("SELECT * FROM mail_open ORDER BY member_id, digest_id, id");

async function expectPixel(server: FastifyInstance, url: string, headers: Record<string, string> = BROWSER) {
  const answer = await server.inject({ url, headers });
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "image/gif"]);
  expect(answer.headers).toMatchObject({ "cache-control": "no-store", "x-robots-tag": "noindex" });
  expect(answer.headers["set-cookie"]).toBeUndefined();
  expect(answer.rawPayload.subarray(0, 10)).toEqual(Buffer.from("GIF89a\x01\0\x01\0", "latin1"));
  return answer;
}

describe("GET /o/TOKEN.gif", () => {
  it("keeps the open by the machine's clock with what made it, and neither who asked nor from where", async () => {
    const server = await serve();
    const key = await sentDigest();
    await expectPixel(server, pathOf(key));
    const row = { member_id: key.memberId, digest_id: key.digestId, id: expect.any(Number), at: expect.any(Date) };
    expect(await opens()).toEqual([{ ...row, tag: "human" }]);
  });

  it("says by what a mail was opened, where the digest is shown", async () => {
    const server = await serve();
    const key = await sentDigest();
    const soon = await sentDigest(20);
    for (const program of [BROWSER["user-agent"], "Mozilla/5.0", "(via ggpht.com GoogleImageProxy)", ""])
      await expectPixel(server, pathOf(key), { "user-agent": program });
    await expectPixel(server, pathOf(soon));
    const store = createOutboxStore(db.database);
    expect((await store.findDigest(key))?.opens).toEqual({ human: 1, machine: 2, unknown: 1 });
    expect((await store.findDigest(soon))?.opens).toEqual({ unknown: 1 });
    expect((await store.findDigest(await sentDigest()))?.opens).toEqual({});
  });

  it("keeps nothing for a HEAD", async () => {
    const server = await serve();
    const answer = await server.inject({ method: "HEAD", url: pathOf(await sentDigest()), headers: BROWSER });
    expect([answer.statusCode, answer.body]).toEqual([200, ""]);
    expect(await opens()).toEqual([]);
  });

  it("answers any token alike, and keeps nothing for one that is not ours or was signed for something else", async () => {
    const server = await serve();
    const key = await sentDigest();
    const good = await expectPixel(server, pathOf(key));
    await run("TRUNCATE mail_open");
    const foreign = openLinks({ secretKeys: ["not ours"], baseUrl: "https://news.example.org", installation: HERE });
    const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);
    const wrong = [
      tokenOf(foreign.pixelUrl(key)),
      `${tokenOf(LINKS.unsubscribeUrl(key))}.gif`,
      `${tokenOf(LINKS.preferencesUrl(key))}.gif`,
      tokenOf(LINKS.pixelUrl(key)).replace(/-\w/, "-_"),
      "x.gif",
      "",
      "a/b",
      "x".repeat(500),
      "%C3%A9%00.gif",
    ];
    for (const token of wrong) {
      const { headers, rawPayload } = await expectPixel(server, `/o/${token}`);
      const { date: _, ...others } = headers;
      expect({ ...others, rawPayload }).toEqual({
        ...Object.fromEntries(Object.entries(good.headers).filter(([name]) => name !== "date")),
        rawPayload: good.rawPayload,
      });
    }
    expect(await opens()).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it("opens nothing else: its token neither unsubscribes nor leads to preferences", async () => {
    const token = pathOf(await sentDigest()).slice(3, -4);
    expect(LINKS.verify(token, "open")).not.toBeNull();
    for (const purpose of ["unsubscribe", "preferences", "calendar"] as const)
      expect(LINKS.verify(token, purpose)).toBeNull();
  });

  it("answers while the database is away, or hangs", async () => {
    const away = new RekindleError("unreachable", "The database is away.", "Start it.");
    const key = await sentDigest();
    await expectPixel(await serve({ store: { record: () => Promise.reject(away) } }), pathOf(key));
    expect(troubles).toEqual([away]);
    let settle = () => {};
    const hanging = { record: () => new Promise<void>((resolve) => (settle = resolve)) };
    await expectPixel(await serve({ store: hanging }), pathOf(key));
    settle();
  });

  it("is evidence of nothing: it settles no digest, unsubscribes nobody, and is no activity, visit or view", async () => {
    const server = await serve();
    const key = await sentDigest(3600, "unknown");
    const before = await run("SELECT * FROM member WHERE id = $1", key.memberId);
    await expectPixel(server, pathOf(key));
    expect(await opens()).toHaveLength(1);
    expect(await outbox.read(key)).toMatchObject({ state: "unknown" });
    expect(await run("SELECT * FROM member WHERE id = $1", key.memberId)).toEqual(before);
    for (const table of ["feedback", "suppression", "activity", "visit", "view"])
      expect(await run(`SELECT * FROM ${table}`)).toEqual([]);
  });
});
