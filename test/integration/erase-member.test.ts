import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openMailSpool } from "../../src/platform/files/mail-spool.ts";
import { createClickStore } from "../../src/platform/postgres/delivery/click-store.ts";
import { createFeedbackStore } from "../../src/platform/postgres/delivery/feedback-store.ts";
import { createOpenStore } from "../../src/platform/postgres/delivery/open-store.ts";
import { createPreferenceStore } from "../../src/platform/postgres/delivery/preference-store.ts";
import { createVoteStore } from "../../src/platform/postgres/delivery/vote-store.ts";
import { PERSON_TABLES } from "../../src/platform/postgres/privacy/person-tables.ts";
import { names, whereNamed } from "../support/where-named.ts";
import { openWorkerScene, type WorkerScene } from "../support/worker-scene.ts";

const ID = "u-camille-7301";
const ADDRESS = "camille.roux@members.example";
const NAME = "Camille Roux";
const PERSON = [ID, ADDRESS, NAME.toLowerCase(), "visitor-5512", "earlier-of-camille"];

const MEMBERS = `id,email,firstName,lastName,name,locale,timezone,createdAt,subscribed,consentAt,consentSource,plan,mentor
${ID},${ADDRESS},Camille,Roux,${NAME},en,UTC,2026-01-05T00:00:00Z,true,2026-01-05T00:00:00Z,sign-up form,gold,
u-tom-1,tom@members.example,Tom,Bay,Tom Bay,en,UTC,2026-01-05T00:00:00Z,true,2026-01-05T00:00:00Z,sign-up form,gold,${ADDRESS}
`;
const CONTENT = `id,title,url,type,authorId,publishedAt,themes
d1,How do you price?,https://site.example/d/1,discussion,u-tom-1,2026-03-01T08:00:00Z,Pricing
d2,Guide to renewals,https://site.example/d/2,article,${ID},2026-03-01T08:00:00Z,Renewals
`;
const EVENTS = `messageId,timestamp,userId,event,contentId,replyToUserId,fromUserId,fromName
${ID}/1,2026-03-02T10:00:00Z,${ID},Content Viewed,d1,,,
e2,2026-03-03T09:00:00Z,${ID},Comment Created,d1,,,
e3,2026-03-09T23:10:00Z,u-tom-1,Comment Created,d2,${ID},,
e4,2026-03-09T23:10:00Z,u-tom-1,Message Received,,,${ID},${NAME}
e5,2026-03-09T23:20:00Z,${ID},Comment Created,d1,,,
`;
const SETTINGS = `sending: on
from: { name: Us, address: us@example.org }
languages: [en]
timezone: UTC
quiet_hours: null
holdout: { share: 0% }
caps: []
links: { opens: on }
`;
const MORNING = `rule: morning
when: { member: { plan: gold } }
send: { every: day, at: "08:00" }
digest: { subject: "{{ member.firstName }}, good morning", picks: { hot: 2, cold: 0 } }
state: live
`;
const REPLIES = `rule: replies
upon: { activity: Comment Created, to: [author, participants, followers], gather: 30 minutes }
digest: { template: activity, subject: "{{ subjects[0].says }}" }
state: live
`;

let scene: WorkerScene;
let files: string;
let memberId: number;

async function load(kind: string, text: string): Promise<void> {
  const file = join(files, `${kind}.csv`);
  writeFileSync(file, text);
  await scene.command("import", kind, file);
}

async function tablesWith(column: string): Promise<string[]> {
  const rows = await scene.query<{ name: string }>(`SELECT c.relname AS name
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = 'public' AND a.attname = '${column}' ORDER BY 1`);
  return rows.map(({ name }) => name);
}

const NOW = new Date("2026-03-10T09:00:00Z");

/** What no command writes: what members and mail servers do with a digest. */
async function useDigest(): Promise<void> {
  const { database } = scene.test;
  const [digest] = await scene.query<{ digestId: number; contentId: number }>(`SELECT d.id AS "digestId",
    p.content_id AS "contentId" FROM digest d JOIN pick p ON p.member_id = d.member_id AND p.digest_id = d.id
    WHERE d.member_id = ${memberId} AND d.state = 'accepted' AND p.position = 0`);
  if (digest === undefined) throw new Error("no digest was accepted");
  const key = { memberId, digestId: digest.digestId };
  const [link] = await scene.query<{ id: number }>("SELECT id FROM link LIMIT 1");
  await createClickStore(database).record({ key, link: link?.id ?? 0, position: 0 }, "human");
  await createOpenStore(database).record(key, "human");
  await createVoteStore(database).add({ key, contentId: digest.contentId }, NOW);
  await createPreferenceStore(database).keepReason(memberId, "too_many", NOW);
  await createFeedbackStore(database).record(
    [
      {
        kind: "soft_bounce",
        key,
        address: ADDRESS,
        source: "smtp",
        sourceId: "b1",
        at: NOW,
        status: "4.2.2",
        text: `452 <${ADDRESS}>: mailbox full`,
      },
      {
        kind: "soft_bounce",
        key: null,
        address: "other@members.example",
        source: "mailbox",
        sourceId: `${ADDRESS}-b2`,
        at: NOW,
        status: "4.2.2",
        text: `452 forwarded to ${ADDRESS}`,
      },
    ],
    NOW,
  );
}

/** Returned mail that waits for the database, or that nobody could read. */
async function fillSpool(): Promise<void> {
  const spool = openMailSpool(join(scene.folder, "data", "returned-mail"), { now: () => NOW });
  const bounce = (address: string) => ({
    recipients: ["bounces@example.org"],
    receivedAt: NOW,
    bytes: Buffer.from(`Subject: Undelivered\r\n\r\n<${address}>: unknown user\r\n`),
  });
  for (const address of [ADDRESS, "tom@members.example"]) {
    await spool.keep(bounce(address));
    await spool.setAside(bounce(address));
  }
}

describe("a member who is erased", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    scene = await openWorkerScene(1);
    files = mkdtempSync(join(tmpdir(), "rekindle-erase-"));
    scene.write("settings.yaml", SETTINGS);
    scene.write("morning.yaml", MORNING);
    scene.write("replies.yaml", REPLIES);
    await load("members", MEMBERS);
    await load("content", CONTENT);
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-09T23:00:00Z");
      await load("events", EVENTS);
      await cycleAt("2026-03-10T00:00:00Z");
      await cycleAt("2026-03-10T08:00:00Z");
    });
    const [row] = await scene.query<{ id: number }>(`SELECT id FROM member WHERE external_id = '${ID}'`);
    memberId = row?.id ?? 0;
    await useDigest();
    await fillSpool();
    await scene.command("members", "pause", ID);
    await scene.command("members", "unsubscribe", ID);
    await scene.query(`INSERT INTO waiting_window VALUES (${memberId}, 'replies', now(), 'cap');
      INSERT INTO notice VALUES ('alert', 'k', '${ADDRESS}', now(), 'accepted', '250 ok ${ADDRESS}');
      INSERT INTO sending_limit (name, said) VALUES ('members.example', '451 4.7.1 <${ADDRESS}>: try later');
      INSERT INTO exposure VALUES ('morning', ${memberId}, '${ID}', 'treated', 1, 'morning', 1, now()) ON CONFLICT DO NOTHING;
      INSERT INTO segment_member VALUES ('gold', ${memberId}) ON CONFLICT DO NOTHING;
      INSERT INTO replay_view SELECT ${memberId}, min(id), now() FROM content;
      INSERT INTO identity VALUES ('anonymous', 'visitor-5512', ${memberId});
      INSERT INTO member (external_id, email, joined_at, role, merged_into) VALUES ('earlier-of-camille', '${ADDRESS}', now(), 'merged', ${memberId});
      INSERT INTO rejected_event (received_at, source, reason, event) VALUES (now(), 'key site', 'userId', '{"userId":"${ID}"}');
      INSERT INTO rejected_event (received_at, source, reason, found, event) VALUES (now(), 'key site', 'email', 'email: found "${ADDRESS}"', '{"traits":"');
      INSERT INTO identity VALUES ('anonymous', 'd-3', ${memberId});
      INSERT INTO rejected_event (received_at, source, reason, event) VALUES (now(), 'key site', 'short', '{"userId":"d-3","score":1}'),
        (now(), 'key site', 'short', '{"properties":{"mentions":["u-tom-1","d-3"'), (now(), 'key site', 'short', '{"userId":"d-31","score":"d-3"}');
      INSERT INTO customer (key, customer_id) VALUES ('id:${ID}', '${ID}'), ('id:u-tom-1', 'u-tom-1');
      INSERT INTO customer_month VALUES ('id:${ID}', '2026-02-01', 2, 120.5, 'EUR', 1), ('id:u-tom-1', '2026-02-01', 1, 10, 'EUR', 0);
      INSERT INTO assignment VALUES ('morning', '${ID}', 1, 'treated') ON CONFLICT DO NOTHING`);
  }, 120_000);
  afterAll(async () => {
    process.exitCode = undefined;
    rmSync(files, { recursive: true, force: true });
    await scene?.close();
  });

  it("stands in every table that has rows of members, and each of these is named where members are erased", async () => {
    const tables = await tablesWith("member_id");
    expect(PERSON_TABLES.map(({ table }) => table).sort()).toEqual(tables);
    const empty: string[] = [];
    for (const table of tables) {
      const [{ count } = { count: 0 }] = await scene.query<{ count: number }>(
        `SELECT count(*) FROM ${table} WHERE member_id = ${memberId}`,
      );
      if (count === 0) empty.push(table);
    }
    expect(empty).toEqual([]);
  });

  it("is named in what others were told, in what they did, and where mail servers were quoted", async () => {
    const named = await whereNamed(scene, PERSON);
    expect(await scene.query(`SELECT FROM told WHERE actor_id = ${memberId}`)).not.toEqual([]);
    for (const place of ["public.member.attributes", "public.content.author_id", "public.sending_limit.said"]) {
      expect(named).toContain(place);
    }
    expect(named.filter((place) => place.includes("returned-mail"))).not.toEqual([]);
    expect(named.filter((place) => /activity\w*\.properties/.test(place))).not.toEqual([]);
    expect(named).toContain("public.customer_month.customer_key");
  });

  it("can be read whole before: every kind of row, and what was agreed to, when and where", async () => {
    const text = await scene.command("members", "export", ID);
    const held = JSON.parse(text) as Record<string, unknown[]>;
    for (const { called } of PERSON_TABLES) expect([called, held[called]?.length]).not.toEqual([called, 0]);
    expect(held.member).toMatchObject([
      { id: ID, joined: false, email: ADDRESS, name: NAME, attributes: { plan: "gold" } },
      { id: "earlier-of-camille", joined: true },
    ]);
    expect(held.consent).toMatchObject([
      { subscribed: true, saidAt: "2026-01-05T00:00:00.000Z", source: "sign-up form" },
      { subscribed: false, source: expect.stringMatching(/^person /) },
    ]);
    expect(held.mails).toContainEqual(
      expect.objectContaining({ subject: "Camille, good morning", text: expect.stringContaining("Hello Camille") }),
    );
    expect(held.contentsWritten).toMatchObject([{ content: "d2" }]);
    expect(held.customer).toMatchObject([
      { id: ID, months: [{ month: "2026-02", orders: 2, amount: 120.5, currency: "EUR", tickets: 1 }] },
    ]);
    expect(held.noMailBecause).toMatchObject([{ reason: "unsubscribed" }]);
    expect(text).not.toMatch(/"[a-z]+_id"/);

    const out = join(files, "held.json");
    expect(await scene.command("members", "export", ADDRESS.toUpperCase(), "--out", out)).toContain(out);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({ member: held.member });
    await expect(scene.command("members", "export", ID, "--out", out)).rejects.toThrow("is there already");
    rmSync(out);
  });

  it("is asked about first, and nobody is guessed", async () => {
    await expect(scene.command("members", "erase", ID)).rejects.toMatchObject({
      code: "usage",
      message: "Erasing asks first, and there is no terminal to answer at. Nothing was erased.",
      remedy: `Add --yes if you are sure: rekindle members erase --yes -- ${ID}`,
    });
    await expect(scene.command("members", "erase", "u-camille", "--yes")).rejects.toThrow("There is no member");
    expect(await whereNamed(scene, PERSON)).not.toEqual([]);
  });

  it("is in no table, queue, folder or message any more: nothing but the hash", async () => {
    const said = await scene.command("members", "erase", ID, "--yes");
    expect(said).toContain(`Erased ${ID}`);
    expect(await whereNamed(scene, PERSON)).toEqual([]);
    for (const table of await tablesWith("member_id")) {
      expect([table, await scene.query(`SELECT FROM ${table} WHERE member_id = ${memberId}`)]).toEqual([table, []]);
    }
    expect(await scene.query("SELECT reason FROM suppression")).toEqual([{ reason: "erased" }]);
    expect(
      await scene.query("SELECT experiment, arm, members FROM erased_exposure WHERE experiment = 'morning'"),
    ).toEqual([{ experiment: "morning", arm: "treated", members: 1 }]);
    const spool = openMailSpool(join(scene.folder, "data", "returned-mail"), { now: () => NOW });
    expect(await spool.count()).toEqual({ waiting: 1, unreadable: 1 });
    expect(scene.told.filter((text) => names(text, PERSON))).toEqual([]);
    expect(await scene.query("SELECT event FROM rejected_event")).toEqual([
      { event: '{"userId":"d-31","score":"d-3"}' },
    ]);
    // What others did stays theirs.
    expect(await scene.query("SELECT attributes FROM member WHERE external_id = 'u-tom-1'")).toEqual([
      { attributes: { plan: "gold" } },
    ]);
    expect(await scene.query("SELECT customer_key AS key, amount FROM customer_month")).toEqual([
      { key: "id:u-tom-1", amount: 10 },
    ]);
    expect(await scene.query("SELECT name FROM activity ORDER BY id")).toEqual([
      { name: "Comment Created" },
      { name: "Message Received" },
    ]);
  });

  it("leaves no trace by what comes back later: a bounce, a click", async () => {
    const key = { memberId, digestId: 1 };
    await createClickStore(scene.test.database).record({ key, link: 1, position: 0 }, "human");
    await createOpenStore(scene.test.database).record(key, "human");
    const late = {
      kind: "hard_bounce",
      source: "smtp",
      at: NOW,
      status: null,
      text: `550 <${ADDRESS}>: gone`,
    } as const;
    await createFeedbackStore(scene.test.database).record(
      [
        { ...late, key, address: ADDRESS, sourceId: "late-1" },
        { ...late, key: null, address: ADDRESS, sourceId: "late-2" },
      ],
      NOW,
    );
    expect(await whereNamed(scene, PERSON)).toEqual([]);
    expect(await scene.query("SELECT FROM click UNION ALL SELECT FROM mail_open")).toEqual([]);
  });

  it("is a new member when imported again, and is mailed no more", async () => {
    await load("members", MEMBERS);
    const [again] = await scene.query<{ id: number }>(`SELECT id FROM member WHERE external_id = '${ID}'`);
    expect(again?.id).not.toBe(memberId);
    const before = scene.sink.mails.length;
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-11T08:00:00Z");
    });
    const to = scene.sink.mails.slice(before).map(({ to }) => to);
    expect(to).toContain("tom@members.example");
    expect(to).not.toContain(ADDRESS);
    await scene.command("members", "resubscribe", ID);
    expect(await scene.query("SELECT reason FROM suppression")).toEqual([{ reason: "erased" }]);
  });
});
