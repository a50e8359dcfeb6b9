import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LoadedRules } from "../../src/audience/load-rules.ts";
import { previewRule } from "../../src/audience/preview-rule.ts";
import { armOf } from "../../src/core/assignment.ts";
import { compileAudience } from "../../src/core/rules/compile.ts";
import { EVERYONE } from "../../src/core/rules/condition.ts";
import { NOTHING_KNOWN } from "../../src/core/rules/evaluation.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  type NewActivity,
  UPON_SETTINGS,
  type UponFolder,
  uponFolder,
  uponRule,
  uponScene,
} from "../support/upon-scene.ts";

let test: TestDatabase;
let scene: ReturnType<typeof uponScene>;
beforeAll(async () => {
  test = await createTestDatabase();
  scene = uponScene(test.database);
});
afterAll(() => test.drop());

const at = (time: string, day = "10") => new Date(`2026-03-${day}T${time}:00Z`);
const LIVE = at("00:00", "01");
const REPLIES = uponRule("replies", "activity: Comment Created, to: [author, participants, followers]");
const MESSAGES = uponRule("messages", "activity: Message Received, gather: 10 minutes", "transactional: true\n");

const comments = (...made: [by: string, time: string][]): NewActivity[] =>
  made.map(([by, time]) => ({ by, on: "c1", at: at(time) }));
const members = async () => (await scene.told()).map(({ member, told }) => [member, ...told]);

/** Six members, and a content by the first; the rules are live since the first of the month. */
async function begin(folder: UponFolder): Promise<void> {
  await scene.reset(6);
  await scene.addContent("c1", { author: "m1" });
  await scene.goLive(folder, LIVE);
}

describe("windows", () => {
  const folder = uponFolder([REPLIES]);
  beforeEach(() => begin(folder));

  it("open at the first activity not yet told, are fixed, and the next activity opens the next", async () => {
    await scene.addActivities(comments(["m2", "10:00"], ["m2", "10:20"], ["m2", "10:30"]));
    expect(await scene.cycle(folder, at("10:29"))).toEqual([]);
    expect(await scene.cycle(folder, at("10:30"))).toMatchObject([
      { rule: "replies", funnel: { matched: 1, planned: 1 } },
    ]);
    expect(await scene.cycle(folder, at("10:59"))).toEqual([]);
    await scene.cycle(folder, at("11:00"));
    expect(await scene.told()).toMatchObject([
      { member: "m1", period: "2026-03-10T10:00:00.000Z", told: ["m2@10:00", "m2@10:20"] },
      { member: "m1", period: "2026-03-10T10:30:00.000Z", told: ["m2@10:30"] },
    ]);
  });

  it("take along all that has waited as long as a window lasts when they come late, and leave the rest to the next", async () => {
    await scene.addActivities(comments(["m2", "10:00"], ["m2", "10:50"], ["m2", "11:20"], ["m2", "11:45"]));
    await scene.cycle(folder, at("12:00"));
    expect(await members()).toEqual([["m1", "m2@10:00", "m2@10:50", "m2@11:20"]]);
    await scene.cycle(folder, at("12:15"));
    expect((await members())[1]).toEqual(["m1", "m2@11:45"]);
  });

  it("tell what arrives late in a mail of its own, also when it is of the very instant of one already told", async () => {
    await scene.addActivities(comments(["m2", "10:00"]));
    await scene.cycle(folder, at("10:30"));
    await scene.addActivities(comments(["m3", "09:40"], ["m4", "10:00"]));
    await scene.cycle(folder, at("10:31"));
    await scene.addActivities(comments(["m5", "10:00"]));
    await scene.cycle(folder, at("10:32"));
    const told = (await scene.told()).filter(({ member }) => member === "m1");
    expect(told.map(({ told: activities }) => activities)).toEqual([
      ["m2@10:00"],
      ["m3@09:40", "m4@10:00"],
      ["m5@10:00"],
    ]);
    expect(told.map(({ period }) => period)).toEqual([
      "2026-03-10T10:00:00.000Z",
      "2026-03-10T09:40:00.000Z",
      expect.stringMatching(/^2026-03-10T10:00:00\.000Z#\d+$/),
    ]);
  });

  it("tell nothing of before the rule was live, nothing too old, and nothing of the future", async () => {
    await scene.goLive({ ...folder, rules: [] }, at("00:00"));
    await scene.goLive(folder, at("09:00"));
    await scene.addActivities(comments(["m2", "09:00"], ["m2", "09:01"], ["m2", "15:00"]));
    await scene.cycle(folder, at("14:00"));
    expect(await members()).toEqual([["m1", "m2@09:01"]]);
    await scene.addActivities(comments(["m2", "09:02"]));
    // 20 hours and a window.
    await scene.cycle(folder, at("05:32", "11"));
    expect(await members()).toEqual([
      ["m1", "m2@09:01"],
      ["m1", "m2@15:00"],
    ]);
  });

  it("leave a slot in the funnel of the cycle, and none where nobody's has ended", async () => {
    await scene.addActivities(comments(["m2", "10:00"]));
    await scene.cycle(folder, at("10:15"));
    await scene.cycle(folder, at("10:31"));
    expect(await scene.run("SELECT rule, timezone, period, local_time AS time FROM slot")).toEqual([
      { rule: "replies", timezone: "Europe/Paris", period: "2026-03-10T10:31:00.000Z", time: "11:31" },
    ]);
  });
});

describe("who is told", () => {
  const told = async (upon: string, activities: NewActivity[], more = ""): Promise<unknown[]> => {
    const folder = uponFolder([uponRule("rule", upon, more)]);
    await scene.goLive(folder, LIVE);
    await scene.addActivities(activities);
    await scene.cycle(folder, at("12:00"));
    return (await scene.told()).map(({ member }) => member).sort();
  };
  beforeEach(async () => {
    await scene.reset(6);
    await scene.addContent("c1", { author: "m1", themes: ["pricing"] });
  });

  it("are those who took part before, never the actor themselves", async () => {
    const before = comments(["m2", "08:00"], ["m3", "08:00"]).map((one) => ({ ...one, at: at("08:00", "05") }));
    expect(
      await told("activity: Comment Created, to: participants", [
        ...before,
        { by: "m4", on: "c1", name: "Reaction Added", at: at("08:00", "05") },
        ...comments(["m2", "10:00"], ["m5", "10:10"]),
      ]),
    ).toEqual(["m2", "m3"]);
    expect((await scene.told()).find(({ member }) => member === "m2")?.told).toEqual(["m5@10:10"]);
  });

  it("are those who followed or bookmarked it before", async () => {
    const followed = (by: string, name: string, time: string) => ({ by, name, on: "c1", at: at(time) });
    expect(
      await told("activity: Comment Created, to: followers", [
        followed("m2", "Content Followed", "07:00"),
        followed("m3", "Bookmark Added", "07:00"),
        followed("m4", "Content Followed", "11:00"),
        ...comments(["m5", "10:00"]),
      ]),
    ).toEqual(["m2", "m3"]);
  });

  it("are told once where they are concerned in several ways, by the first that the rule names", async () => {
    const folder = uponFolder([uponRule("rule", "activity: Comment Created, to: [followers, author]")]);
    await scene.goLive(folder, LIVE);
    await scene.addActivities([
      { by: "m1", name: "Content Followed", on: "c1", at: at("07:00") },
      ...comments(["m2", "10:00"]),
    ]);
    await scene.cycle(folder, at("12:00"));
    expect(await scene.run("SELECT via FROM told")).toEqual([{ via: "followers" }]);
  });

  it("are the one whom a property names, and the one to whom it happened", async () => {
    expect(
      await told("activity: Comment Created, to: replyToUserId", [
        { by: "m2", on: "c1", at: at("10:00"), properties: { replyToUserId: "m6" } },
        { by: "m3", on: "c1", at: at("10:00"), properties: { replyToUserId: "m3" } },
        ...comments(["m4", "10:00"]),
      ]),
    ).toEqual(["m6"]);
    await scene.reset(3);
    expect(
      await told("activity: Message Received", [
        { by: "m2", name: "Message Received", at: at("10:00"), passive: true },
        { by: "m3", name: "Message Received", at: at("10:00"), passive: false },
      ]),
    ).toEqual(["m2"]);
  });

  it("are those who care for a theme of what is published, have not seen it, and did not write it", async () => {
    await scene.addContent("new", { author: "m2", publishedAt: at("10:00"), themes: ["pricing"] });
    for (const id of ["a", "b", "c"]) await scene.addContent(id, { themes: ["pricing"] });
    await scene.run(
      `INSERT INTO view (member_id, content_id, first_viewed_at)
       SELECT m.id, c.id, timestamptz '2026-03-05' FROM member m, content c WHERE m.id <= 4 AND c.external_id IN ('a', 'b', 'c')
       UNION ALL SELECT 3, id, '2026-03-10T10:05:00Z' FROM content WHERE external_id = 'new'
       UNION ALL SELECT 5, id, '2026-03-05' FROM content WHERE external_id = 'a'`,
    );
    expect(await told("activity: Content Published, to: interested", [])).toEqual(["m1", "m4"]);
    // What the condition says of the theme, but for its author and who has seen it.
    const { rules, settings } = uponFolder([
      'rule: all\nwhen: { interested_in: pricing }\nsend: { every: day, at: "08:00" }\ndigest: { subject: s }\n',
    ]);
    const evaluation = {
      at: at("12:00"),
      today: "2026-03-10",
      timezone: "Europe/Paris",
      settings,
      asOf: "dated",
    } as const;
    const rows = await test.database.query<{ member_id: number }>(
      compileAudience(rules[0]?.when ?? EVERYONE, { ...evaluation, community: NOTHING_KNOWN }),
    );
    expect(rows.map((row) => `m${row.member_id}`).sort()).toEqual(["m1", "m2", "m3", "m4"]);
  });

  it("are those registered for a live, that long before its start", async () => {
    const registered = (by: string) => ({ by, name: "Live Registered", on: "live", at: at("08:00", "05") });
    await scene.addContent("live", { type: "live", startsAt: at("18:00", "11"), publishedAt: at("08:00", "02") });
    const folder = uponFolder([uponRule("rule", "activity: Live Starting, to: registered, before: 1 day")]);
    await scene.goLive(folder, LIVE);
    await scene.addActivities([registered("m2"), registered("m3")]);
    expect(await scene.cycle(folder, at("17:59"))).toEqual([]);
    await scene.cycle(folder, at("18:00"));
    await scene.cycle(folder, at("09:00", "11"));
    expect(await members()).toHaveLength(2);
    expect(
      await scene.run("SELECT DISTINCT kind, via, expires_at AS expires FROM told JOIN digest d ON d.id = digest_id"),
    ).toEqual([{ kind: "starting", via: "registered", expires: at("14:00", "11") }]);
  });

  it("are not told of a live that has started, and no mail about one waits beyond its start", async () => {
    await scene.addContent("live", { type: "live", startsAt: at("11:00"), publishedAt: at("08:00", "02") });
    const folder = uponFolder([uponRule("rule", "activity: Live Starting, to: registered, before: 3 hours")]);
    await scene.goLive(folder, LIVE);
    await scene.addActivities([{ by: "m2", name: "Live Registered", on: "live", at: at("08:00", "05") }]);
    expect(await scene.cycle(folder, at("11:00"))).toEqual([]);
    await scene.cycle(folder, at("10:00"));
    expect(await scene.run("SELECT expires_at AS at FROM digest")).toEqual([{ at: at("11:00") }]);
  });

  it.each([
    ["withdrawn", "UPDATE content SET withdrawn_at = '2026-03-10T11:00:00Z'"],
    ["not open to everybody", "UPDATE content SET open_to = '{}'"],
    ["in a language they do not read", "UPDATE content SET language = 'de'"],
    ["not published yet", "UPDATE content SET published_at = '2026-03-10T13:00:00Z'"],
  ])("are not told of a content that is %s", async (_, change) => {
    await scene.run(change);
    expect(await told("activity: Comment Created, to: author", comments(["m2", "10:00"]))).toEqual([]);
  });

  it("are told of contents of the rule's types and themes only", async () => {
    await scene.addContent("video", { author: "m1", type: "video", themes: ["pricing"] });
    const both = [...comments(["m2", "10:00"]), { by: "m2", on: "video", at: at("10:05") }];
    const types = "activity: Comment Created, to: author, types: video";
    expect(await told(types, both)).toEqual(["m1"]);
    expect((await scene.told())[0]?.told).toEqual(["m2@10:05"]);
    await scene.run("TRUNCATE digest, told, slot");
    expect(await told("activity: Comment Created, to: author, themes: [onboarding]", [])).toEqual([]);
  });

  it("are only those for whom the rule's condition holds as well, who are no staff and whose time it is", async () => {
    await scene.addActivities(
      ["m2", "m3", "m4"].map((by) => ({ by, on: "c1", name: "Content Followed", at: at("07:00") })),
    );
    await scene.run("UPDATE member SET role = 'staff' WHERE external_id = 'm3'");
    await scene.run("UPDATE member SET attributes = '{\"plan\": \"premium\"}' WHERE external_id IN ('m2', 'm3')");
    expect(
      await told(
        "activity: Comment Created, to: followers",
        comments(["m5", "10:00"]),
        "when: { member: { plan: premium } }\n",
      ),
    ).toEqual(["m2"]);
  });
});

describe("the road of a window", () => {
  const caps = (text: string) => UPON_SETTINGS.replace("caps: []", `caps: [${text}]`);

  it("loses those who said no once in the funnel, however often their window is looked at", async () => {
    const folder = uponFolder([REPLIES]);
    await begin(folder);
    await scene.run("UPDATE member SET subscribed = false WHERE external_id = 'm1'");
    await scene.addActivities(comments(["m2", "10:00"]));
    expect(await scene.cycle(folder, at("10:30"))).toMatchObject([
      { funnel: { matched: 1, unsubscribed: 1, planned: 0 } },
    ]);
    expect(await scene.cycle(folder, at("10:31"))).toEqual([]);
    expect(await scene.run("SELECT count(*) AS n FROM slot")).toEqual([{ n: 1 }]);
  });

  it("keeps what a cap or again_after holds back, for the next mail to gather", async () => {
    const folder = uponFolder([
      uponRule("replies", "activity: Comment Created, to: author", "limits: { again_after: 3 hours }\n"),
    ]);
    await begin(folder);
    await scene.addActivities(comments(["m2", "10:00"], ["m2", "10:40"], ["m3", "11:30"]));
    await scene.cycle(folder, at("10:30"));
    expect(await scene.cycle(folder, at("11:15"))).toMatchObject([{ funnel: { again_after: 1 } }]);
    expect(await scene.cycle(folder, at("13:29"))).toEqual([]);
    await scene.cycle(folder, at("13:30"));
    expect(await members()).toEqual([
      ["m1", "m2@10:00"],
      ["m1", "m2@10:40", "m3@11:30"],
    ]);
  });

  it("counts under the caps of all rules, but for transactional ones, which count nowhere", async () => {
    const folder = uponFolder([REPLIES, MESSAGES], caps("1 per day"));
    await begin(folder);
    const message = (time: string) => ({ by: "m1", name: "Message Received", at: at(time), passive: true });
    await scene.addActivities([message("09:00"), ...comments(["m2", "10:00"], ["m2", "12:00"]), message("13:00")]);
    await scene.cycle(folder, at("09:10"));
    await scene.cycle(folder, at("10:30"));
    expect(await scene.cycle(folder, at("12:30"))).toMatchObject([
      { rule: "replies", funnel: { capped: 1, planned: 0 } },
    ]);
    await scene.cycle(folder, at("13:10"));
    expect((await scene.told()).map(({ rule, told }) => [rule, ...told])).toEqual([
      ["messages", "m1@09:00"],
      ["replies", "m2@10:00"],
      ["messages", "m1@13:00"],
    ]);
    expect(await scene.run("SELECT rule, transactional FROM digest GROUP BY 1, 2 ORDER BY 1")).toEqual([
      { rule: "messages", transactional: true },
      { rule: "replies", transactional: false },
    ]);
  });

  it("gives one marketing mail a member and cycle, in the order of the settings, and the others wait", async () => {
    const settings = `${UPON_SETTINGS}order: [second, first]\n`;
    const rules = ["first", "second"].map((name) => uponRule(name, "activity: Comment Created, to: author"));
    const folder = uponFolder([...rules, MESSAGES], settings);
    await begin(folder);
    await scene.addActivities([
      ...comments(["m2", "10:00"]),
      { by: "m1", name: "Message Received", at: at("10:20"), passive: true },
    ]);
    await scene.cycle(folder, at("10:30"));
    expect((await scene.told()).map(({ rule }) => rule).sort()).toEqual(["messages", "second"]);
    await scene.cycle(folder, at("10:31"));
    expect((await scene.told()).map(({ rule }) => rule)).toContain("first");
  });

  it("plans only the rule asked for, and the others take their place in the order", async () => {
    const rules = ["a", "b"].map((name) => uponRule(name, "activity: Comment Created, to: author"));
    const folder = uponFolder(rules);
    await begin(folder);
    await scene.addActivities(comments(["m2", "10:00"]));
    expect(await scene.cycle(folder, at("10:30"), "b")).toMatchObject([
      { rule: "b", funnel: { outranked: 1, planned: 0 } },
    ]);
    await scene.cycle(folder, at("10:31"));
    expect(await scene.told()).toMatchObject([{ rule: "a" }]);
  });

  it("holds out as every rule does, but nobody from what is transactional", async () => {
    const folder = uponFolder([REPLIES, MESSAGES], UPON_SETTINGS.replace("share: 0%", "share: 50%"));
    await begin(folder);
    const followed = ["m2", "m3", "m4", "m5"].map((by) => ({
      by,
      on: "c1",
      name: "Content Followed",
      at: at("07:00"),
    }));
    const written = ["m2", "m3", "m4", "m5"].map((by) => ({
      by,
      name: "Message Received",
      at: at("10:10"),
      passive: true,
    }));
    await scene.addActivities([...followed, ...written, ...comments(["m6", "10:00"])]);
    await scene.cycle(folder, at("10:30"));
    const arms = await scene.run<{ rule: string; member: string; arm: string }>(
      "SELECT rule, external_id AS member, arm FROM digest JOIN member m ON m.id = member_id ORDER BY 1, 2",
    );
    expect(arms).toHaveLength(9);
    for (const { rule, member, arm } of arms) {
      expect([member, arm]).toEqual([member, rule === "messages" ? "treated" : armOf("programme", member, 0.5)]);
    }
    expect(new Set(arms.map(({ arm }) => arm)).size).toBe(2);
    expect(await scene.run("SELECT count(*) AS n FROM assignment")).toEqual([{ n: 5 }]);
  });

  it("waits over closed days, unless it is transactional, and then tells what came meanwhile", async () => {
    const folder = uponFolder([REPLIES, MESSAGES], `${UPON_SETTINGS}closed: [2026-03-10..2026-03-12]\n`);
    await begin(folder);
    await scene.addActivities([
      ...comments(["m2", "10:00"]),
      { by: "m1", name: "Message Received", at: at("10:00"), passive: true },
    ]);
    await scene.cycle(folder, at("10:30"));
    expect((await scene.told()).map(({ rule }) => rule)).toEqual(["messages"]);
    await scene.cycle(folder, at("08:00", "13"));
    expect((await scene.told()).map(({ rule, told }) => [rule, ...told])).toContainEqual(["replies", "m2@10:00"]);
  });
});

describe("a preview", () => {
  it("counts what is pending as if all windows ended, for a draft as well, and writes nothing", async () => {
    const folder = uponFolder([REPLIES.replace("state: live", "state: draft")]);
    await scene.reset(6);
    await scene.addContent("c1", { author: "m1" });
    await scene.addActivities(comments(["m2", "10:00"], ["m2", "11:59"]));
    const loaded = { ...folder, versions: [], mistakes: [], standIns: [] } as unknown as LoadedRules;
    const preview = await previewRule(createAudienceStore(test.database), loaded, "replies", at("12:00"));
    expect(preview).toMatchObject({
      matched: 1,
      funnel: { planned: 1 },
      members: [{ id: "m1", arm: "treated" }],
      next: null,
    });
    expect(await scene.run("SELECT (SELECT count(*) FROM digest) + (SELECT count(*) FROM slot) AS n")).toEqual([
      { n: 0 },
    ]);
  });
});
