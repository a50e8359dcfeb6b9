import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeRows } from "../support/take-rows.ts";
import { openWorkerScene, type WorkerScene } from "../support/worker-scene.ts";

const SETTINGS =
  "sending: on\nfrom: { name: Us, address: us@example.org }\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\n";
const RULE =
  'rule: news\nwhen: { unseen: { at_least: 1, published_within: 20 days } }\nsend: { every: day, at: "08:00" }\ndigest: { subject: "News", picks: { hot: 4, cold: 0 } }\nstate: live\n';
const SEGMENT = "segment: key-accounts\nwhen: { member: { company: Acme } }\n";

let scene: WorkerScene;

beforeEach(async () => {
  scene = await openWorkerScene(4);
  scene.write("settings.yaml", SETTINGS);
  scene.write("news.yaml", RULE);
  await scene.command("db", "migrate");
  await scene.query("DELETE FROM content");
  await scene.query(`UPDATE member SET attributes = '{"plan": "premium"}' WHERE id IN (1, 2)`);
  await scene.query("UPDATE member SET company = 'Acme' WHERE id IN (1, 3)");
});
afterEach(async () => {
  process.exitCode = undefined;
  await scene.close();
});

function take(...contents: Readonly<Record<string, unknown>>[]): Promise<unknown> {
  const rows = contents.map((content) => ({
    title: String(content.id),
    url: `https://site.example/${content.id}`,
    publishedAt: "2026-03-01T00:00:00Z",
    ...content,
  }));
  return takeRows(scene.test.database, "content", rows, "2026-03-11T09:00:00Z");
}

/** By member, the contents of the digests that stand. */
async function picks(): Promise<Record<string, string[]>> {
  const rows = await scene.query<{ member: string; contents: string[] }>(
    `SELECT m.external_id AS member, array_agg(c.external_id ORDER BY c.external_id) AS contents
FROM pick p JOIN member m ON m.id = p.member_id JOIN content c ON c.id = p.content_id WHERE p.held GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ member, contents }) => [member, contents]));
}

describe("a content that is open only to some", { timeout: 120_000 }, () => {
  it("is counted and picked for those with the attribute, or in the segment, and for nobody else", async () => {
    scene.write("segments/key-accounts.yaml", SEGMENT);
    await take(
      { id: "premium", openTo: { plan: ["premium", "gold"] } },
      { id: "key", openTo: { segment: "key-accounts" } },
    );
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(await picks()).toEqual({ m1: ["key", "premium"], m2: ["premium"], m3: ["key"] });
      expect(await scene.query("SELECT sum((funnel->>'matched')::int)::int AS matched FROM slot")).toEqual([
        { matched: 3 },
      ]);
      // Who leaves the segment leaves with the next send moment; a content can be opened to everybody.
      await scene.query("UPDATE member SET company = NULL WHERE id = 3");
      await take({ id: "key2", openTo: { segment: "key-accounts" } }, { id: "gone", openTo: { segment: "nowhere" } });
      expect(await scene.command("doctor", "--json")).toContain(
        'open only to the segment \\"nowhere\\", which no file defines',
      );
      await cycleAt("2026-03-11T08:00:00Z");
      expect(await picks()).toEqual({ m1: ["key", "key2", "premium"], m2: ["premium"], m3: ["key"] });
      await take({ id: "key2", openTo: null, updatedAt: "2026-03-11T09:00:00Z" });
      await cycleAt("2026-03-12T08:00:00Z");
      expect(await picks()).toMatchObject({ m2: ["key2", "premium"], m3: ["key", "key2"], m4: ["key2"] });
    });
    expect(await scene.command("rules", "explain", "m4", "--at", "2026-03-13T08:00:00Z")).toContain(
      "not open to the member",
    );
  });

  it("leaves a mail that waits, where the member may not open it any more", async () => {
    await take({ id: "premium", openTo: { plan: "premium" } }, { id: "all" });
    await scene.command("pause");
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(await picks()).toMatchObject({ m1: ["all", "premium"], m2: ["all", "premium"], m3: ["all"] });
      expect(scene.sink.mails).toEqual([]);
      await scene.query("UPDATE member SET attributes = '{}' WHERE id = 1");
      await scene.command("resume");
      await cycleAt("2026-03-10T09:01:00Z");
      await cycleAt("2026-03-10T09:02:00Z");
      expect(await picks()).toMatchObject({ m1: ["all"], m2: ["all", "premium"] });
    });
    expect(scene.sink.mails).toHaveLength(4);
  });
});
