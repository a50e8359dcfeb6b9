import { afterEach, beforeEach, expect, it } from "vitest";
import type { Finding } from "../../src/cli/context.ts";
import { createCommunityCounts } from "../../src/platform/postgres/audience/community-counts.ts";
import { countShared } from "../../src/platform/postgres/ingest/count-shared.ts";
import { openWorkerScene, type WorkerScene } from "../support/worker-scene.ts";

const SETTINGS =
  "sending: on\nfrom: { name: Us, address: us@example.org }\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\nteam: ['@team.example']\n";

let scene: WorkerScene;

beforeEach(async () => {
  scene = await openWorkerScene(9);
  scene.write("settings.yaml", `${SETTINGS}consent: recorded\n`);
});
afterEach(async () => {
  process.exitCode = undefined;
  await scene.close();
});

const doctor = async (what: string) =>
  (JSON.parse(await scene.command("doctor", "--json")) as Finding[]).find((finding) => finding.what === what);

it("doctor says whom mail can reach, why not the others, who shares an address, and what there is to pick from", {
  timeout: 120_000,
}, async () => {
  await scene.command("db", "migrate");
  await scene.query(`UPDATE member SET subscribed = true, consent_at = '2026-01-01'`);
  await scene.query(`UPDATE member SET email = NULL, email_hash = NULL WHERE external_id = 'm1'`);
  await scene.query(`UPDATE member SET subscribed = false WHERE external_id = 'm2'`);
  await scene.query(`INSERT INTO suppression (email_hash, reason, source, at)
SELECT email_hash, CASE external_id WHEN 'm3' THEN 'hard_bounce' ELSE 'unsubscribed' END, 'x', now() FROM member WHERE external_id IN ('m3', 'm4')`);
  await scene.query(`UPDATE member SET consent_at = NULL WHERE external_id = 'm5'`);
  await scene.query(`UPDATE member SET email = 'x@team.example' WHERE external_id = 'm6'`);
  await scene.query(`UPDATE member SET role = 'staff' WHERE external_id = 'm7'`);
  await scene.query(
    `UPDATE member SET email_hash = (SELECT email_hash FROM member WHERE external_id = 'm8') WHERE external_id = 'm9'`,
  );
  expect(await doctor("members")).toMatchObject({
    ok: true,
    says: expect.stringMatching(
      /^2 of 7 members can be mailed\nthe others: 1 without an e-mail address, 2 unsubscribed, 1 whose address bounced or complained, 1 without a recorded yes\n2 more are staff.*\n2 share 1 address: /,
    ),
  });
  expect(await doctor("contents")).toMatchObject({
    ok: null,
    says: expect.stringMatching(/^30 published, 0 of them /),
  });
  await scene.query("DELETE FROM content");
  expect(await doctor("contents")).toMatchObject({ ok: null, says: "none is published" });
  const text = await scene.command("doctor");
  for (const line of text.split("\n").filter((one) => !one.startsWith("       ")))
    expect(line.length).toBeLessThan(101);
});

it("of very many members looks at a part, and says so", { timeout: 120_000 }, async () => {
  await scene.query(`INSERT INTO member (external_id, email, email_hash, joined_at, subscribed)
SELECT 'x' || n, CASE WHEN n % 4 > 0 THEN 'x' || n || '@example.org' END, NULL, '2026-01-01', n % 4 <> 1 FROM generate_series(1, 40000) n`);
  await scene.query("ANALYZE member");
  const { mailable, unsubscribed, noEmail, isEstimated } = await createCommunityCounts(
    scene.test.database,
    10_000,
  ).mailable([], false);
  expect(isEstimated).toBe(true);
  for (const [found, real] of [
    [mailable, 20_000],
    [unsubscribed, 10_000],
    [noEmail, 10_000],
  ] as const) {
    expect(Math.abs(found - real)).toBeLessThan(real * 0.1);
  }
});

it("of very many addresses looks at a part, whole: what is shared is found in it", { timeout: 120_000 }, async () => {
  await scene.query(`INSERT INTO member (external_id, email, email_hash, joined_at)
SELECT 'x' || n, 'x' || n || '@example.org', sha256(convert_to(CASE WHEN n <= 8000 THEN (n / 2)::text ELSE 'x' || n END, 'UTF8')), '2026-01-01'
FROM generate_series(2, 40001) n`);
  await scene.query("ANALYZE member");
  const some = await countShared(scene.test.database, 10_000);
  expect(some.isEstimated).toBe(true);
  expect(Math.abs(some.addresses - 4000)).toBeLessThan(400);
  expect(Math.abs(some.members - 8000)).toBeLessThan(800);
  expect(await countShared(scene.test.database)).toEqual({ addresses: 3999, members: 7998, isEstimated: false });
});
