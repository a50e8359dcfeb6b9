import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeRows } from "../support/take-rows.ts";
import { openWorkerScene, type WorkerScene } from "../support/worker-scene.ts";

const SETTINGS =
  "sending: on\nfrom: { name: Us, address: us@example.org }\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\n";
const RULE =
  'rule: news\nwhen: { unseen: { at_least: 1, published_within: 5 days } }\nsend: { every: day, at: "08:00" }\ndigest: { subject: "News", picks: { hot: 4, cold: 0 } }\nstate: live\n';

let scene: WorkerScene;

beforeEach(async () => {
  scene = await openWorkerScene(2);
  scene.write("settings.yaml", SETTINGS);
  scene.write("news.yaml", RULE);
  await scene.query("DELETE FROM content");
});
afterEach(async () => {
  process.exitCode = undefined;
  await scene.close();
});

const NOW = "2026-03-09T23:30:00Z";
const take = (...contents: Readonly<Record<string, unknown>>[]) =>
  takeRows(
    scene.test.database,
    "content",
    contents.map((content) => ({ title: content.id, url: `https://site.example/${content.id}`, ...content })),
    NOW,
  );
const tell = (...events: Readonly<Record<string, unknown>>[]) => takeRows(scene.test.database, "events", events, NOW);

/** What the slot of a date came to: how many members matched, and who was proposed what. */
async function slotOf(date: string) {
  const [slot] = await scene.query<{ matched: number }>(
    `SELECT (funnel->>'matched')::int AS matched FROM slot WHERE period = '${date}'`,
  );
  const picks = await scene.query<{ pick: string }>(
    `SELECT m.external_id || ' ' || c.external_id AS pick FROM pick p JOIN digest d ON d.member_id = p.member_id AND d.id = p.digest_id
JOIN member m ON m.id = p.member_id JOIN content c ON c.id = p.content_id WHERE d.period = '${date}' ORDER BY 1`,
  );
  return [slot?.matched, ...picks.map(({ pick }) => pick)];
}

describe("a content", { timeout: 120_000 }, () => {
  it("that is scheduled for later is neither counted nor proposed until then", async () => {
    await take({ id: "later", publishedAt: "2026-03-11T07:00:00Z" });
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(await slotOf("2026-03-10")).toEqual([0]);
      await cycleAt("2026-03-11T08:00:00Z");
      expect(await slotOf("2026-03-11")).toEqual([2, "m1 later", "m2 later"]);
    });
  });

  it("that is withdrawn before its day never comes, in whatever order that was heard, and however often", async () => {
    const row = { publishedAt: "2026-03-11T07:00:00Z", withdrawnAt: "" };
    const withdraw = (contentId: string) =>
      tell({ messageId: contentId, event: "Content Withdrawn", timestamp: "2026-03-09T12:00:00Z", contentId });
    await take({ id: "before", ...row }, { id: "again", ...row }, { id: "stays", ...row });
    await withdraw("before");
    await withdraw("again");
    await withdraw("after");
    expect(await take({ id: "again", ...row })).toMatchObject({ unchanged: 1 });
    await take({ id: "after", ...row });
    expect(await take({ id: "stays", ...row, title: "Corrected" })).toMatchObject({ changed: 1 });
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-11T08:00:00Z");
      expect(await slotOf("2026-03-11")).toEqual([2, "m1 stays", "m2 stays"]);
    });
    expect(await scene.query("SELECT title FROM content WHERE external_id = 'stays'")).toEqual([
      { title: "Corrected" },
    ]);
  });

  it("that came without a title or an address is told by doctor, until a later word tells them", async () => {
    const at = (minute: number) => ({ timestamp: `2026-03-09T10:0${minute}:00Z`, contentId: "bare" });
    await take({ id: "whole", publishedAt: "2026-03-09T10:00:00Z" });
    await tell(
      { event: "Content Published", ...at(0) },
      { event: "Content Viewed", ...at(0), contentId: "x", userId: "m1" },
    );
    await scene.command("db", "migrate");
    const doctor = async () => {
      const findings = JSON.parse(await scene.command("doctor", "--json")) as {
        what: string;
        ok: boolean;
        says: string;
      }[];
      return findings.find(({ what }) => what === "contents in mails");
    };
    expect(await doctor()).toMatchObject({ ok: false, says: expect.stringMatching(/^1 content .*: bare$/) });
    await tell({ event: "Content Updated", ...at(1), title: "Bare", url: "https://site.example/bare" });
    expect(await doctor()).toMatchObject({ ok: true });
  });

  it("that is withdrawn is gone at once, and back when it is published again", async () => {
    await tell(
      {
        event: "Content Published",
        timestamp: "2026-03-09T10:00:00Z",
        contentId: "a",
        title: "A",
        url: "https://site.example/a",
      },
      { event: "Content Withdrawn", timestamp: "2026-03-09T12:00:00Z", contentId: "a" },
    );
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(await slotOf("2026-03-10")).toEqual([0]);
      await tell({ event: "Content Published", timestamp: "2026-03-10T08:30:00Z", contentId: "a" });
      await cycleAt("2026-03-11T08:00:00Z");
      expect(await slotOf("2026-03-11")).toEqual([2, "m1 a", "m2 a"]);
    });
  });

  it("that has moved is linked where it is now", async () => {
    await take({ id: "a", publishedAt: "2026-03-09T10:00:00Z", url: "https://site.example/old" });
    await tell({
      event: "Content Updated",
      timestamp: "2026-03-09T11:00:00Z",
      contentId: "a",
      url: "https://site.example/new",
    });
    await scene.worker(async (cycleAt) => void (await cycleAt("2026-03-10T08:00:00Z")));
    const links = (await scene.query<{ url: string }>("SELECT url FROM link")).map(({ url }) => new URL(url).pathname);
    expect(links).toContain("/new");
    expect(links).not.toContain("/old");
  });

  it("in a language that the member does not read is neither counted nor proposed; without one it is for everybody", async () => {
    await scene.query("UPDATE member SET reads = '{de}' WHERE id = 2");
    await take({ id: "english", publishedAt: "2026-03-09T10:00:00Z", language: "en" });
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(await slotOf("2026-03-10")).toEqual([1, "m1 english"]);
      await take({ id: "any", publishedAt: "2026-03-09T11:00:00Z" });
      await cycleAt("2026-03-11T08:00:00Z");
      expect(await slotOf("2026-03-11")).toEqual([2, "m1 any", "m2 any"]);
    });
  });

  it("that is a live is over with its end; its replay is new from then on, for who did not attend, also who saw it announced", async () => {
    const live = {
      type: "live",
      publishedAt: "2026-02-01T10:00:00Z",
      startsAt: "2026-03-09T18:00:00Z",
      endsAt: "2026-03-09T19:00:00Z",
    };
    await take({ id: "live", ...live });
    await tell(
      { event: "Live Registered", userId: "m2", timestamp: "2026-03-05T10:00:00Z", contentId: "live" },
      { event: "Content Viewed", userId: "m2", timestamp: "2026-03-05T10:00:00Z", contentId: "live" },
      { event: "Live Attended", userId: "m1", timestamp: "2026-03-09T18:05:00Z", contentId: "live" },
    );
    await scene.worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(await slotOf("2026-03-10")).toEqual([0]);
      await take({ id: "live", ...live, replayUrl: "https://site.example/replay", updatedAt: "2026-03-09T20:00:00Z" });
      await cycleAt("2026-03-11T08:00:00Z");
      expect(await slotOf("2026-03-11")).toEqual([1, "m2 live"]);
      expect(
        JSON.parse(await scene.command("rules", "explain", "m1", "--at", "2026-03-11T08:00:00Z", "--json")),
      ).toMatchObject({ rules: [{ conditions: [{ value: 0 }] }] });
      await tell({ event: "Page Viewed", userId: "m2", timestamp: "2026-03-09T22:00:00Z", contentId: "live" });
      await scene.query("UPDATE pick SET held = false");
      await cycleAt("2026-03-12T08:00:00Z");
      expect(await slotOf("2026-03-12")).toEqual([0]);
    });
    const links = await scene.query<{ url: string }>("SELECT url FROM link");
    expect(links.map(({ url }) => new URL(url).pathname)).toContain("/replay");
  });
});
