import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { showUnsubscribe } from "../../src/delivery/preferences/show-unsubscribe.ts";
import { unsubscribe } from "../../src/delivery/preferences/unsubscribe.ts";
import { aliasMembers } from "../../src/ingest/alias-members.ts";
import { recordMembers } from "../../src/ingest/record-members.ts";
import { createUnsubscribeStore } from "../../src/platform/postgres/delivery/unsubscribe-store.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { unsubscribeRoutes } from "../../src/web/members/unsubscribe-routes.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, LINKS, NOW } from "../support/outbox.ts";
import { TRACKING } from "../support/track-server.ts";

let db: TestDatabase;
let server: FastifyInstance;
let outbox: ReturnType<typeof fillOutbox>;

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
  const deps = {
    store: createUnsubscribeStore(db.database),
    links: LINKS,
    clock: { now: () => NOW },
    language: "en" as const,
  };
  server = Fastify();
  await server.register(
    unsubscribeRoutes({
      brand: async () => ({ name: "Café & <Co>", colour: "#0b5fff" }),
      show: (token) => showUnsubscribe(deps, token),
      unsubscribe: (token) => unsubscribe(deps, token),
    }),
  );
});
afterAll(async () => {
  await server.close();
  await db.drop();
});
afterEach(() => db.database.query({ text: "TRUNCATE digest, digest_mail, pick, member, suppression", values: [] }));

async function digestOf(email: string, locale: string | null = null) {
  const key = await outbox.addDigest({ email });
  await db.database.query({ text: "UPDATE member SET locale = $2 WHERE id = $1", values: [key.memberId, locale] });
  return { key, path: new URL(LINKS.unsubscribeUrl(key)).pathname };
}

const suppressions = () =>
  db.database.query<{ reason: string; source: string; at: Date }>({
    text: "SELECT reason, source, at FROM suppression",
    values: [],
  });

const FORM = { "content-type": "application/x-www-form-urlencoded" };

describe("GET /u/:token", () => {
  it("asks in the member's language, with the address half hidden, and changes nothing", async () => {
    const { key, path } = await digestOf("marie.curie@members.example", "fr-FR");
    const page = await server.inject({ method: "GET", url: path });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<html lang="fr">');
    expect(page.body).toContain("Me désabonner");
    expect(page.body).toContain("m•••@members.example");
    expect(page.body).not.toContain("marie.curie");
    expect(page.body).toContain("Café &amp; &lt;Co&gt;");
    expect(page.body).not.toMatch(/<script|src=|href="(?!\.\.\/p\/)/);
    expect(page.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(page.headers["set-cookie"]).toBeUndefined();
    await server.inject({ method: "HEAD", url: path });
    expect(await suppressions()).toEqual([]);
    expect(await outbox.read(key)).toMatchObject({ state: "rendered" });
  });

  it.each(["x", "1u-AAAA-1-1-AAAAAAAAAAAAAAAAAAAAAA", "..%2f..%2fetc", "%00"])(
    "helps whoever comes with a link that is not ours (%s)",
    async (token) => {
      const headers = { "accept-language": "fr-CA, en;q=0.5" };
      for (const method of ["GET", "POST"] as const) {
        const page = await server.inject({ method, url: `/u/${token}`, headers });
        expect(page.statusCode).toBe(404);
        expect(page.body).toContain("Ce lien ne fonctionne pas");
      }
    },
  );
});

describe("POST /u/:token", () => {
  const bodies = [
    ["the header's one click", "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"],
    [
      "the same as multipart",
      "multipart/form-data; boundary=b",
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
    ],
    ["the page's own button", "application/x-www-form-urlencoded", ""],
    ["no body", undefined, undefined],
    ["a body that is not what it claims", "application/json", "{"],
    ["a body without a type", undefined, "List-Unsubscribe=One-Click"],
    ["a type that is none", ";;;", "List-Unsubscribe=One-Click"],
  ] as const;

  it.each(bodies)("acts at once on %s: 200, no cookie, no redirect", async (_name, type, payload) => {
    const { key, path } = await digestOf("ann@members.example");
    const answer = await server.inject({
      method: "POST",
      url: path,
      ...(type && { headers: { "content-type": type } }),
      ...(payload !== undefined && { payload }),
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(answer.body).toContain("You are unsubscribed");
    expect(await outbox.read(key)).toMatchObject({ state: "suppressed", reason: "unsubscribed", heldPicks: 0 });
    expect(await suppressions()).toEqual([
      { reason: "unsubscribed", source: `digest ${key.memberId}.${key.digestId}`, at: NOW },
    ]);
  });

  it("may be repeated, keeps the first reason, and covers everyone with the address", async () => {
    const first = await digestOf("shared@members.example");
    const second = await digestOf("shared@members.example");
    const other = await digestOf("other@members.example");
    await server.inject({ method: "POST", url: first.path });
    const before = await suppressions();
    expect((await server.inject({ method: "POST", url: second.path })).statusCode).toBe(200);
    expect((await server.inject({ method: "POST", url: first.path })).statusCode).toBe(200);
    expect(await suppressions()).toEqual(before);
    expect(await outbox.read(second.key)).toMatchObject({ state: "suppressed" });
    expect(await outbox.read(other.key)).toMatchObject({ state: "rendered" });
    expect((await server.inject({ method: "GET", url: second.path })).body).toContain("You are unsubscribed");
  });

  it("is not undone by the yes of a later import, whatever the address is then", async () => {
    const { key, path } = await digestOf("ann@members.example");
    const [member] = await db.database.query<{ id: string }>({
      text: "UPDATE member SET subscribed = true, consent_source = 'import' WHERE id = $1 RETURNING external_id AS id",
      values: [key.memberId],
    });
    const id = member?.id ?? "";
    await server.inject({ method: "POST", url: path });
    const ingest = { store: createIngestStore(db.database), clock: { now: () => NOW } };
    await recordMembers(ingest, [{ id, email: "ann.new@members.example", subscribed: true }]);
    const read = () => db.database.prisma.member.findUniqueOrThrow({ where: { externalId: id } });
    expect(await read()).toMatchObject({
      email: "ann.new@members.example",
      subscribed: false,
      consentAt: NOW,
      consentSource: `digest ${key.memberId}.${key.digestId}`,
    });
    // Only a yes that the member gave after it counts.
    const later = new Date(NOW.getTime() + 86_400_000);
    const onThatDay = { ...ingest, clock: { now: () => later } };
    await recordMembers(onThatDay, [{ id, subscribed: true, consentAt: later, consentSource: "profile" }]);
    expect(await read()).toMatchObject({ subscribed: true, consentAt: later });
  });

  it("unsubscribes the member whom the mailed one was joined to since", async () => {
    const { path } = await digestOf("marie@members.example");
    const store = createIngestStore(db.database);
    const deps = { store, clock: { now: () => NOW }, settings: TRACKING };
    const [mailed] = await db.database.query<{ id: string }>({
      text: "SELECT external_id AS id FROM member",
      values: [],
    });
    await aliasMembers(deps, [{ userId: "marie-now", previousId: mailed?.id ?? "" }]);
    expect(
      (await server.inject({ method: "POST", url: path, payload: "List-Unsubscribe=One-Click", headers: FORM }))
        .statusCode,
    ).toBe(200);
    const members = await db.database.query({
      text: "SELECT external_id AS id, subscribed FROM member WHERE merged_into IS NULL",
      values: [],
    });
    expect(members).toEqual([{ id: "marie-now", subscribed: false }]);
    expect(await suppressions()).toHaveLength(1);
  });

  it("says that it is done for a member who was erased meanwhile", async () => {
    const { key, path } = await digestOf("gone@members.example");
    await db.database.query({ text: "DELETE FROM member WHERE id = $1", values: [key.memberId] });
    const answer = await server.inject({ method: "POST", url: path });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain("no more digests to you");
  });
});
