import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type InstallationScene, openInstallationScene } from "../support/installation-scene.ts";

let db: TestDatabase;
let scene: InstallationScene;

beforeAll(async () => {
  db = await createTestDatabase();
  scene = await openInstallationScene({ DATABASE_URL: db.url });
});
afterAll(async () => {
  // Set by the words that the command line refused.
  process.exitCode = undefined;
  await scene?.close();
  await db?.drop();
});

const json = async <T>(...words: string[]): Promise<T> => JSON.parse(await scene.command(...words, "--json")) as T;

interface Shown {
  readonly consent: {
    readonly subscribed: boolean | null;
    readonly source: string | null;
    readonly suppressed: string | null;
  };
  readonly preferences: { readonly pausedUntil: string | null; readonly changedBy: string } | null;
  readonly left: { readonly reason: string } | null;
}
const show = (id: string) => json<Shown>("members", "show", id);

describe("members unsubscribe and resubscribe", () => {
  it("act at once, with the name of who did it, and may be repeated", async () => {
    await db.database.query({
      text: `INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
             SELECT id, 1, 'morning', 'h', 'p', 'UTC', now(), current_date, current_date, now() + interval '1 day', 'treated', 'rendered'
             FROM member WHERE external_id = 'm1'`,
      values: [],
    });
    for (let time = 1; time <= 2; time += 1) {
      expect(await scene.command("members", "unsubscribe", "m1")).toContain("m1 gets no more digests");
    }
    expect(await show("m1")).toMatchObject({
      consent: { subscribed: false, suppressed: "unsubscribed", source: expect.stringMatching(/^person ./) },
    });
    const told = await scene.command("members", "show", "m1");
    expect(told).toMatch(/^mail +unsubscribed on \d{4}-\d\d-\d\d \d\d:\d\d, by person ./m);
    const [digest] = await scene.query<object>("SELECT state, changed_by FROM digest");
    expect(digest).toEqual({ state: "suppressed", changed_by: expect.stringMatching(/^person ./) });
    expect(await json("members", "resubscribe", "m1")).toEqual({ member: "m1", standing: "on", suppressed: null });
    expect(await scene.command("members", "resubscribe", "m1")).toBe("m1 is subscribed.");
    expect(await show("m1")).toMatchObject({ consent: { subscribed: true, suppressed: null } });
  });

  it("say that a yes lifts no complaint", async () => {
    await scene.query(
      "INSERT INTO suppression (email_hash, reason, source, at) SELECT email_hash, 'complaint', 'ses', now() FROM member WHERE external_id = 'm2'",
    );
    expect(await scene.command("members", "resubscribe", "m2")).toContain("complaint. A yes does not lift that");
    expect(await json("members", "resubscribe", "m2")).toMatchObject({
      standing: "complained",
      suppressed: "complaint",
    });
  });
});

describe("members pause", () => {
  it("lasts a month or until a day, in the member's own calendar, is shown, and ends when told to", async () => {
    await scene.query("UPDATE member SET timezone = 'Asia/Tokyo' WHERE external_id = 'm3'");
    expect(await scene.command("members", "pause", "m3", "--until", "2099-02-01")).toContain(
      "no mail before 2099-02-01",
    );
    const { preferences } = await show("m3");
    expect(preferences).toMatchObject({
      pausedUntil: "2099-01-31T15:00:00.000Z",
      changedBy: expect.stringMatching(/^person ./),
    });
    const text = await scene.command("members", "show", "m3");
    expect(text).toContain("no mail before 2099-02-01");
    expect(text).toMatch(/chosen .*person ./);
    const paused = await json<{ firstDay: string }>("members", "pause", "m3");
    expect(paused.firstDay).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(paused.firstDay < "2099").toBe(true);
    expect(await scene.command("members", "pause", "m3", "--end")).toContain("mails come");
    expect((await show("m3")).preferences?.pausedUntil).toBeNull();
  });

  it.each([
    [["pause", "m1", "--until", "2020-01-01"], "would be over"],
    [["pause", "m1", "--until", "01/02/2099"], "Expected a day"],
    [["pause", "m1", "--until", "2099-01-01", "--end"], "contradict"],
    [["pause", "nobody"], 'no member "nobody"'],
    [["unsubscribe", "nobody"], 'no member "nobody"'],
    [["resubscribe", "nobody"], 'no member "nobody"'],
  ])("refuses %j and changes nothing", async (words, says) => {
    await expect(scene.command("members", ...words)).rejects.toThrow(says);
    expect((await show("m1")).preferences).toBeNull();
  });
});

describe("members show", () => {
  it("tells what interests a member, which fades with each day", async () => {
    await scene.query(
      "UPDATE content SET themes = CASE WHEN id = 1 THEN '{api}'::text[] ELSE '{pricing}' END WHERE id <= 3",
    );
    await scene.query(
      "INSERT INTO view SELECT m.id, c.id, '2026-03-02T10:00:00Z' FROM member m, content c WHERE m.external_id = 'm4' AND c.id <= 3",
    );
    const themesAt = async (at: string) =>
      (await json<{ themes: readonly { theme: string; affinity: number }[] }>("members", "show", "m4", "--at", at))
        .themes;
    expect(await themesAt("2026-03-02T12:00:00Z")).toEqual([
      { theme: "pricing", views: 2, lastViewedAt: "2026-03-02T10:00:00.000Z", affinity: 2 / 5 },
      { theme: "api", views: 1, lastViewedAt: "2026-03-02T10:00:00.000Z", affinity: 1 / 5 },
    ]);
    expect((await themesAt("2026-05-01T12:00:00Z")).map(({ affinity }) => affinity)).toEqual([1 / 3.5, 0.5 / 3.5]);
    expect(await themesAt("2026-03-02T09:00:00Z")).toEqual([]);
    const told = await scene.command("members", "show", "m4", "--at", "2026-03-02T12:00:00Z");
    expect(told).toMatch(/^theme +affinity +views +the last\npricing +40% +2 +2026-03-02\napi +20% +1 +2026-03-02/m);
  });
});
