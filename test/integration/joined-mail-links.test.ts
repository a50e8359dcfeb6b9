import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { openPages } from "../../src/app/service/pages.ts";
import { createContext, createServices } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { DigestKey } from "../../src/core/community.ts";
import { formatDigestKey } from "../../src/core/digest-key.ts";
import type { Feedback } from "../../src/delivery/feedback/ports.ts";
import { resolveDigest } from "../../src/delivery/outbox/resolve-digest.ts";
import { showDigest } from "../../src/delivery/outbox/show-digest.ts";
import { aliasMembers } from "../../src/ingest/alias-members.ts";
import { addressHasher } from "../../src/platform/postgres/address-hash.ts";
import { createFeedbackStore } from "../../src/platform/postgres/delivery/feedback-store.ts";
import { createOutboxStore, createResolveStore } from "../../src/platform/postgres/delivery/outbox-store.ts";
import { numberLinks } from "../../src/platform/postgres/digest/number-links.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptying } from "../support/empty-tables.ts";
import { fillOutbox, LINKS, NOW } from "../support/outbox.ts";
import { settleHere } from "../support/signing.ts";
import { TRACKING } from "../support/track-server.ts";

const BROWSER = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const SITE = "https://club.example/live";

let db: TestDatabase;
let server: FastifyInstance;
let outbox: ReturnType<typeof fillOutbox>;
const troubles: unknown[] = [];

const run = <Row>(text: string, ...values: unknown[]) => db.database.query<Row>({ text, values });
const clock = { now: () => NOW };

/** Every page and link of the installation, as `web` opens them. */
beforeAll(async () => {
  db = await createTestDatabase();
  await settleHere(db.database);
  outbox = fillOutbox(db.database);
  const variables = { DATABASE_URL: db.url, BASE_URL: "https://news.example.org" };
  const config = { ...readConfig(variables), secretKeys: ["test secret"] };
  const terminal = { colour: false, live: false, print: () => {}, write: () => {}, warn: () => {}, progress: () => {} };
  const { ruleFiles, folderOptions } = createContext(config, terminal);
  const templates = () => Promise.reject(new Error("no mail is written here"));
  const connection = { url: db.url, sessionUrl: db.url, database: db.database, location: null, close: async () => {} };
  server = await openPages(
    config,
    connection,
    createServices(config, connection, { templates, ruleFiles, folderOptions, terminal }),
    {
      access: { kind: "closed" },
      clock,
      reported: { now: () => new Date(), end: null },
      inbox: null,
      planted: null,
      onTrouble: (error) => troubles.push(error),
    },
  );
});
afterAll(async () => {
  await server?.close();
  await db?.drop();
});

let mailed: DigestKey;
let now = 0;
let live = 0;
beforeEach(async () => {
  await run(
    emptying(
      `digest, digest_mail, digest_transition, pick, told, link, click, mail_open, vote, member, member_preference, suppression,
content, feedback`,
    ),
  );
  live = await outbox.addContent();
  await run(
    "UPDATE content SET title = 'Live', type = 'event', starts_at = '2026-12-01T17:00:00Z' WHERE id = $1",
    live,
  );
  mailed = await outbox.addDigest({ email: "old@members.example", state: "accepted", contentIds: [live] });
  await run(
    `INSERT INTO told (member_id, rule, kind, subject_id, digest_id, occurred_at, content_id, via)
VALUES ($1, 'lives', 'live', $2, $3, $4, $2, 'live')`,
    mailed.memberId,
    live,
    mailed.digestId,
    NOW,
  );
  await run(
    `INSERT INTO digest_transition (member_id, digest_id, at, from_state, to_state)
VALUES ($1, $2, clock_timestamp() - interval '1 hour', 'claimed', 'submitting')`,
    mailed.memberId,
    mailed.digestId,
  );
  now = await outbox.addMember("new@members.example");
});

/** The member mailed turns out to be `now`. */
async function join(): Promise<void> {
  const ids = await run<{ id: string }>("SELECT external_id AS id FROM member ORDER BY id = $1", now);
  const [previousId = "", userId = ""] = ids.map(({ id }) => id);
  const deps = { store: createIngestStore(db.database), clock, settings: TRACKING };
  await aliasMembers(deps, [{ userId, previousId }]);
}

const own = () => ({ ...mailed, memberId: now });
const get = (url: string) => server.inject({ url: new URL(url).pathname, headers: BROWSER });
const post = (url: string, payload = "") =>
  server.inject({ method: "POST", url: new URL(url).pathname, headers: { ...BROWSER, ...FORM }, payload });
const report = (kind: Feedback["kind"], address: string | null = null) =>
  createFeedbackStore(db.database).record(
    [{ kind, key: mailed, address, source: "smtp", sourceId: kind, at: NOW, status: null, text: "550 5.1.1 gone" }],
    NOW,
  );

it("every link of a mail works on for the member whom its own was joined to", async () => {
  const link = (await numberLinks(db.database, [SITE])).get(SITE) ?? 0;
  await join();

  const clicked = await get(LINKS.clickUrl({ key: mailed, link, position: 1 }));
  expect([clicked.statusCode, clicked.headers.location]).toEqual([302, SITE]);
  expect((await get(LINKS.pixelUrl(mailed))).statusCode).toBe(200);
  await expect
    .poll(() =>
      run("SELECT member_id, digest_id, tag FROM click UNION ALL SELECT member_id, digest_id, tag FROM mail_open"),
    )
    .toEqual([
      { member_id: now, digest_id: mailed.digestId, tag: "human" },
      { member_id: now, digest_id: mailed.digestId, tag: "human" },
    ]);
  await expect.poll(() => outbox.read(own())).toMatchObject({ state: "delivered" });

  expect((await get(LINKS.calendarUrl(mailed, live))).body).toContain("SUMMARY:Live");

  const useful = LINKS.usefulUrl({ key: mailed, contentId: live });
  expect((await get(useful)).body).toContain("Was it useful?");
  expect((await post(useful)).body).toContain("Thank you");
  expect((await get(useful)).body).toContain("Thank you");
  expect(await run("SELECT member_id, digest_id FROM vote")).toEqual([{ member_id: now, digest_id: mailed.digestId }]);
  await post(`${useful}/undo`);
  expect(await run("SELECT FROM vote")).toEqual([]);

  expect((await get(LINKS.preferencesUrl(mailed))).body).toContain("n•••@members.example");
  await post(LINKS.preferencesUrl(mailed), "do=pause&of=0");
  expect(await run("SELECT member_id FROM member_preference")).toEqual([{ member_id: now }]);

  expect((await get(LINKS.unsubscribeUrl(mailed))).body).toContain("n•••@members.example");
  expect((await post(LINKS.unsubscribeUrl(mailed), "List-Unsubscribe=One-Click")).statusCode).toBe(200);
  expect(await run("SELECT id, subscribed FROM member WHERE merged_into IS NULL")).toEqual([
    { id: now, subscribed: false },
  ]);

  const shown = await showDigest({ store: createOutboxStore(db.database) }, formatDigestKey(mailed));
  expect(shown).toMatchObject({ key: own(), state: "delivered", clicks: [{ tag: "human" }] });
  expect(troubles).toEqual([]);
});

it("what comes back of it settles the digest, and says of the other address what was said of that one alone", async () => {
  await join();
  expect(await report("soft_bounce")).toEqual({ recorded: 1, unmatched: 0, suppressed: 0 });
  expect(await report("hard_bounce", "old@members.example")).toEqual({ recorded: 1, unmatched: 0, suppressed: 0 });
  expect(await outbox.read(own())).toMatchObject({ state: "bounced", reason: "soft_bounce" });
  expect(await run("SELECT FROM suppression")).toEqual([]);
  const hashAddress = await addressHasher(db.database);
  // Who calls it unwanted means whoever they are now.
  expect(await report("complaint")).toMatchObject({ unmatched: 0, suppressed: 1 });
  expect(await run("SELECT email_hash AS hash, reason FROM suppression")).toEqual([
    { hash: hashAddress("new@members.example"), reason: "complaint" },
  ]);
  expect(await run("SELECT DISTINCT member_id FROM feedback")).toEqual([{ member_id: now }]);
});

it("is found where it still is with the member of its day, while it is being sent", async () => {
  await run("UPDATE digest SET state = 'submitting', fence = 1");
  await join();
  expect(await run("SELECT member_id FROM digest")).toEqual([{ member_id: mailed.memberId }]);
  await get(LINKS.pixelUrl(mailed));
  await expect.poll(() => run("SELECT member_id FROM mail_open")).toEqual([{ member_id: mailed.memberId }]);
  expect((await get(LINKS.calendarUrl(mailed, live))).statusCode).toBe(200);
  await report("delivered");
  await createIngestStore(db.database).finishMerges();
  for (const table of ["digest", "mail_open", "told", "feedback"]) {
    expect(await run(`SELECT member_id FROM ${table}`), table).toEqual([{ member_id: now }]);
  }
});

it("a person can still say what became of it by the name that a log has", async () => {
  await run("UPDATE digest SET state = 'unknown'");
  await join();
  await resolveDigest(
    { store: createResolveStore(db.database), clock, person: "Zoé" },
    formatDigestKey(mailed),
    "accepted",
  );
  expect(await outbox.read(own())).toMatchObject({ state: "accepted" });
});
