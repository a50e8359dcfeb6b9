import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import { aliasMembers } from "../../src/ingest/alias-members.ts";
import type { IngestDeps } from "../../src/ingest/ports.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptying } from "../support/empty-tables.ts";
import { fillOutbox, NOW, openSubmitter, type Submitter } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let db: TestDatabase;
let sink: SmtpSink;
let submitter: Submitter;
let outbox: ReturnType<typeof fillOutbox>;
let deps: IngestDeps;

const run = <Row>(text: string, ...values: unknown[]) => db.database.query<Row>({ text, values });

beforeAll(async () => {
  db = await createTestDatabase();
  sink = await openSmtpSink();
  submitter = openSubmitter(db.database, { url: sink.url });
  outbox = fillOutbox(db.database);
  deps = {
    store: createIngestStore(db.database),
    clock: fixedClock(NOW),
    settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
  };
});
afterAll(async () => {
  await submitter.transport.close(0);
  await sink.close();
  await db.drop();
});

let old = 0;
let now = 0;
beforeEach(async () => {
  old = await outbox.addMember("old@members.example");
  now = await outbox.addMember("new@members.example");
  await run("UPDATE member SET external_id = CASE id WHEN $1 THEN 'old' ELSE 'new' END WHERE id IN ($1, $2)", old, now);
});
afterEach(() =>
  run(
    emptying(
      "digest, digest_mail, digest_transition, pick, told, click, vote, member, member_preference, exposure, assignment, unsubscribe_reason",
    ),
  ),
);

const join = () => aliasMembers(deps, [{ userId: "new", previousId: "old" }]);
const digests = () =>
  run<{ member: number; id: number; period: string; state: string; reason: string | null; held: number }>(
    `SELECT member_id AS member, id, period, state, reason,
  (SELECT count(*) FROM pick p WHERE p.member_id = d.member_id AND p.digest_id = d.id AND p.held) AS held
FROM digest d ORDER BY id`,
  );

it("a member takes along what was sent, with its log, and holds no content twice", async () => {
  const shared = await outbox.addContent();
  const [first, second] = [
    await outbox.addDigest({ memberId: old, contentIds: [shared] }),
    await outbox.addDigest({ memberId: now, contentIds: [shared, await outbox.addContent()] }),
  ];
  await run("UPDATE digest SET period = '2026-11-24'");
  expect(await submitter.submit([first, second])).toMatchObject({ accepted: 2 });
  await run(
    "INSERT INTO click (member_id, digest_id, link_id, position, tag) VALUES ($1, $2, 1, 1, 'human')",
    old,
    first.digestId,
  );
  const log = await run("SELECT digest_id, from_state, to_state, at FROM digest_transition ORDER BY id");
  await join();
  expect(await digests()).toEqual([
    {
      member: now,
      id: first.digestId,
      period: `2026-11-24 #${first.digestId}`,
      state: "accepted",
      reason: null,
      held: 0,
    },
    { member: now, id: second.digestId, period: "2026-11-24", state: "accepted", reason: null, held: 2 },
  ]);
  expect(
    await run(
      "SELECT digest_id, from_state, to_state, at FROM digest_transition WHERE member_id = $1 ORDER BY id",
      now,
    ),
  ).toEqual(log);
  expect(await run("SELECT member_id FROM click")).toEqual([{ member_id: now }]);
  await expect(run("DELETE FROM digest_transition")).rejects.toThrow("append-only");
});

it("what has not left is sent once: of two of one rule and moment one is ended, the other composed again", async () => {
  const [first, second, other] = [
    await outbox.addDigest({ memberId: old }),
    await outbox.addDigest({ memberId: now }),
    await outbox.addDigest({ memberId: old, rule: "three-new" }),
  ];
  await run("UPDATE digest SET period = '2026-11-24'");
  await join();
  expect(await digests()).toEqual([
    {
      member: now,
      id: first.digestId,
      period: `2026-11-24 #${first.digestId}`,
      state: "planned",
      reason: null,
      held: 0,
    },
    { member: now, id: second.digestId, period: "2026-11-24", state: "skipped", reason: "merged", held: 0 },
    { member: now, id: other.digestId, period: "2026-11-24", state: "planned", reason: null, held: 0 },
  ]);
  expect(await run("SELECT FROM digest_mail WHERE digest_id <> $1", second.digestId)).toEqual([]);
  expect(await submitter.submit([first, second, other])).toMatchObject({ accepted: 0 });
});

it("what a submitter has in its hands is written down under its key, and follows afterwards", async () => {
  const key = await outbox.addDigest({ memberId: old });
  const waiting = await outbox.addDigest({ memberId: now });
  await run("UPDATE digest SET period = '2026-11-24'");
  await run("UPDATE digest SET state = 'submitting', fence = 1 WHERE id = $1", key.digestId);
  await join();
  expect(await digests()).toMatchObject([
    { member: old, state: "submitting", held: 1 },
    { member: now, state: "skipped", reason: "merged" },
  ]);
  expect(await deps.store.finishMerges()).toBe(0);
  await run("UPDATE digest SET state = 'accepted' WHERE id = $1", key.digestId);
  expect(await deps.store.finishMerges()).toBe(1);
  expect(await digests()).toMatchObject([
    { member: now, id: key.digestId, state: "accepted", held: 1 },
    { member: now, id: waiting.digestId, state: "skipped" },
  ]);
  expect(await deps.store.finishMerges()).toBe(0);
});

it("many submit and join at once: at most one dot for each digest, and at most one for each rule and moment", async () => {
  const before = sink.mails.length;
  const pairs = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => {
      const [a, b] = [
        await outbox.addMember(`a${index}@many.example`),
        await outbox.addMember(`b${index}@many.example`),
      ];
      await run("UPDATE member SET external_id = $2 WHERE id = $1", a, `a${index}`);
      await run("UPDATE member SET external_id = $2 WHERE id = $1", b, `b${index}`);
      const keys = [await outbox.addDigest({ memberId: a }), await outbox.addDigest({ memberId: b })];
      await run("UPDATE digest SET period = '2026-11-24' WHERE member_id IN ($1, $2)", a, b);
      return { alias: { userId: `b${index}`, previousId: `a${index}` }, keys };
    }),
  );
  const keys = pairs.flatMap((pair) => pair.keys);
  const half = Math.floor(keys.length / 2);
  await Promise.all([
    submitter.submit(keys.slice(0, half)),
    submitter.submit(keys.slice(half)),
    ...pairs.map(({ alias }) => aliasMembers(deps, [alias])),
    submitter.submit(keys),
  ]);
  await deps.store.finishMerges();
  const rows = await run<{ member: number; state: string; transitions: number }>(
    `SELECT d.member_id AS member, d.state, (SELECT count(*) FROM digest_transition t
  WHERE t.member_id = d.member_id AND t.digest_id = d.id AND t.to_state = 'submitting') AS transitions FROM digest d`,
  );
  expect(rows).toHaveLength(60);
  expect(rows.every(({ state, transitions }) => transitions === (state === "accepted" ? 1 : 0))).toBe(true);
  expect(sink.mails.length - before).toBe(rows.filter(({ state }) => state === "accepted").length);
  expect(await run("SELECT FROM digest d JOIN member m ON m.id = d.member_id WHERE m.merged_into IS NOT NULL")).toEqual(
    [],
  );
  expect(rows.filter(({ state }) => !["accepted", "planned", "skipped"].includes(state))).toEqual([]);
});

it("the latest choice, the longest pause, every vote and the arm that was exposed first stay", async () => {
  await run(
    `INSERT INTO member_preference (member_id, frequency, paused_until, changed_at, changed_by) VALUES
($1, 'weekly', '2026-12-24', '2026-11-01', 'self'), ($2, 'monthly', NULL, '2026-10-01', 'self')`,
    old,
    now,
  );
  await run(
    "INSERT INTO vote VALUES ($1, 7, 1, '2026-11-01'), ($2, 7, 2, '2026-11-02'), ($1, 8, 1, '2026-11-01')",
    old,
    now,
  );
  await run(
    `INSERT INTO assignment (experiment, unit, phase, arm) VALUES ('programme', 'old', 1, 'held_out'), ('programme', 'new', 1, 'treated'),
('welcome', 'old', 1, 'treated')`,
  );
  await run(
    `INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at) VALUES
('programme', $1, 'old', 'held_out', 1, 'r', 1, '2026-11-01'), ('programme', $2, 'new', 'treated', 1, 'r', 2, '2026-11-02')`,
    old,
    now,
  );
  await join();
  await join();
  expect(await run("SELECT member_id, frequency, paused_until FROM member_preference")).toEqual([
    { member_id: now, frequency: "weekly", paused_until: new Date("2026-12-24T00:00:00Z") },
  ]);
  expect(await run("SELECT member_id, content_id, digest_id FROM vote ORDER BY content_id")).toEqual([
    { member_id: now, content_id: 7, digest_id: 1 },
    { member_id: now, content_id: 8, digest_id: 1 },
  ]);
  expect(await run("SELECT unit, arm, merged FROM exposure")).toEqual([{ unit: "new", arm: "held_out", merged: true }]);
  expect(await run("SELECT experiment, unit, arm FROM assignment ORDER BY experiment")).toEqual([
    { experiment: "programme", unit: "new", arm: "held_out" },
    { experiment: "welcome", unit: "new", arm: "treated" },
  ]);
});
