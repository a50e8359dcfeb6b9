import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { discourseConnector } from "../../src/core/connectors/discourse/discourse-schema.ts";
import { ForumTrouble } from "../../src/core/connectors/discourse/forum-trouble.ts";
import { aliasMembers } from "../../src/ingest/alias-members.ts";
import { type ForumImportDeps, importForum } from "../../src/ingest/forum/import-forum.ts";
import { recordContents } from "../../src/ingest/record-contents.ts";
import { recordMembers } from "../../src/ingest/record-members.ts";
import { askForumAt } from "../../src/platform/connectors/ask-forum.ts";
import { createForumStore } from "../../src/platform/postgres/ingest/forum-store.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { FAKE_KEY, type FakeDiscourse, openFakeDiscourse } from "../support/fake-discourse.ts";
import { emptyIngest } from "../support/ingest-facts.ts";
import { createInstallation } from "../support/rekindle.ts";
import { TRACKING } from "../support/track-server.ts";

let test: TestDatabase;
let forum: FakeDiscourse;
let now: Date;
let pauses: number[];
let deps: ForumImportDeps;

const day = (number: number, time = "09:00:00.000") => `2026-11-${String(number).padStart(2, "0")}T${time}Z`;
const user = (id: number, more: object = {}) => ({
  id,
  username: `User${id}`,
  name: `Name ${id}`,
  email: `user${id}@forum.example`,
  active: true,
  admin: false,
  moderator: false,
  trust_level: 1,
  staged: false,
  created_at: day(id),
  ...more,
});
const topic = (id: number, more: object = {}) => ({
  id,
  title: `Topic ${id}`,
  fancy_title: `Topic ${id}`,
  slug: `topic-${id}`,
  archetype: "regular",
  created_at: day(10),
  visible: true,
  closed: false,
  category_id: 1,
  tags: ["news"],
  posters: [{ extras: "latest", description: "Original Poster", user_id: 1 }],
  ...more,
});
const post = (id: number, topicId: number, more: object = {}) => ({
  id,
  topic_id: topicId,
  post_number: 2,
  post_type: 1,
  user_id: 2,
  username: "User2",
  created_at: day(11),
  updated_at: day(11),
  cooked: `<p>Post ${id} &amp; more</p>`,
  category_id: 1,
  hidden: false,
  topic_slug: `topic-${topicId}`,
  topic_title: `Topic ${topicId}`,
  ...more,
});

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(async () => {
  await test.drop();
});
beforeEach(async () => {
  await emptyIngest(test.database);
  await test.database.query({ text: "TRUNCATE forum_known, forum_import", values: [] });
  forum = await openFakeDiscourse();
  forum.categories = [
    { id: 1, name: "Help", slug: "help", read_restricted: false, topic_url: "/t/about-the-help-category/90" },
    {
      id: 2,
      name: "Partners",
      slug: "partners",
      parent_category_id: 1,
      read_restricted: true,
      group_permissions: [
        { permission_type: 1, group_name: "partners" },
        { permission_type: 1, group_name: "niveau_2" },
      ],
    },
  ];
  forum.groups = [
    { id: 3, name: "equipe", automatic: true },
    { id: 10, name: "niveau_0", automatic: true },
    { id: 11, name: "niveau_1", automatic: true },
    { id: 12, name: "niveau_2", automatic: true },
    { id: 60, name: "partners", automatic: false },
    { id: 61, name: "chess", automatic: false },
  ];
  forum.groupMembers = { partners: [1, 3, 4], chess: [2] };
  forum.users = [
    user(-1),
    user(1),
    user(2, { trust_level: 2, moderator: true }),
    user(3, { active: false }),
    user(4, { suspended_till: "2030-01-01T00:00:00.000Z" }),
    user(5, { username: "anon1", email: "anon1@anonymized.invalid", name: null }),
    user(6, { admin: true }),
  ];
  forum.topics = [
    topic(100),
    topic(101, { category_id: 2, tags: [{ id: 1, name: "vat", slug: "vat" }] }),
    topic(90, { title: "About the Help category" }),
    topic(102, { visible: false }),
    topic(103, { posters: [{ user_id: -1 }] }),
  ];
  forum.posts = [
    post(1000, 100, { post_number: 1, user_id: 1, created_at: day(10), updated_at: day(10) }),
    post(1001, 100, { reply_to_user: { username: "user1", name: "Name 1" } }),
    post(1002, 100, { post_type: 3 }),
    post(1003, 101, { category_id: 2, accepted_answer: true, created_at: day(12) }),
    post(1004, 100, { user_id: 6, created_at: day(13), reply_to_user: { username: "User2" } }),
    post(1300, 103, { user_id: 1, created_at: day(14) }),
  ];
  now = new Date("2026-11-25T12:00:00Z");
  pauses = [];
  deps = {
    store: createIngestStore(test.database),
    clock: { now: () => now },
    settings: TRACKING,
    forum: createForumStore(test.database),
    ask: askForumAt({ url: forum.url, apiKey: FAKE_KEY, apiUser: "system", allowPrivate: true }),
    pause: async (ms) => {
      pauses.push(ms);
    },
  };
  return () => forum.close();
});

const connector = (more: object = {}) =>
  discourseConnector("forum", { kind: "discourse", url: forum.url, private: true, ...more });
const rows = <Row>(text: string) => test.database.query<Row>({ text, values: [] });
const facts = async () => ({
  members:
    await rows(`SELECT external_id AS id, email, name, role, subscribed, attributes, created_at, visit_count, view_count
    FROM member ORDER BY 1`),
  contents:
    await rows(`SELECT external_id AS id, title, url, type, themes, summary, author_id, open_to, published_at, withdrawn_at
    FROM content ORDER BY 1`),
  activities:
    await rows(`SELECT m.external_id AS who, a.name, a.occurred_at AS at, c.external_id AS content, a.properties
    FROM activity a JOIN member m ON m.id = a.member_id LEFT JOIN content c ON c.id = a.content_id ORDER BY a.occurred_at, 2, 1`),
});
const of = (list: readonly unknown[], id: string) => list.find((row) => (row as { id: string }).id === id);

describe("importing a Discourse forum", () => {
  it("takes in members, topics and posts as they were", async () => {
    const imported = await importForum(deps, connector());
    expect(imported).toMatchObject({ resumed: false, refusals: [], hasAddresses: true });
    const { members, contents, activities } = await facts();
    expect(of(members, "1")).toMatchObject({
      email: "user1@forum.example",
      name: "Name 1",
      role: "member",
      created_at: new Date(day(1)),
      attributes: {
        "discourse.username": "User1",
        "discourse.trustLevel": 1,
        "discourse.groups": ["niveau_0", "niveau_1", "partners"],
      },
    });
    expect(of(members, "2")).toMatchObject({ role: "moderator" });
    expect(of(members, "3")).toMatchObject({ email: null });
    expect(of(members, "4")).toMatchObject({ email: null, subscribed: null });
    expect(of(members, "5")).toMatchObject({ email: null, name: null, subscribed: false, attributes: {} });
    expect(of(members, "6")).toMatchObject({ role: "staff" });
    expect(members).toHaveLength(6);
    expect(of(contents, "100")).toMatchObject({
      title: "Topic 100",
      url: `${forum.url}/t/topic-100/100`,
      type: "discussion",
      themes: ["Help", "news"],
      summary: "Post 1000 & more",
      open_to: null,
      published_at: new Date(day(10)),
      withdrawn_at: null,
    });
    expect(of(contents, "101")).toMatchObject({
      themes: ["Partners", "Help", "vat"],
      open_to: { "discourse.groups": ["niveau_2", "partners"] },
    });
    expect(contents.map((row) => (row as { id: string }).id)).toEqual(["100", "101", "103"]);
    expect(activities).toMatchObject([
      { who: "1", name: "Topic Created", content: "100", at: new Date(day(10)) },
      { who: "2", name: "Comment Created", content: "100", properties: { replyToUserId: "1" } },
      { who: "2", name: "Comment Created", content: "101" },
      { who: "2", name: "Question Answered", content: "101" },
      { who: "6", name: "Comment Created", content: "100", properties: { replyToUserId: "2" } },
      { who: "1", name: "Comment Created", content: "103" },
    ]);
  });

  it("twice changes nothing, and what changed meanwhile is taken", async () => {
    await importForum(deps, connector());
    const before = await facts();
    now = new Date("2026-11-26T12:00:00Z");
    const again = await importForum(deps, connector());
    expect(again.counts).toMatchObject({
      members: { new: 0, changed: 0, refused: 0 },
      topics: { new: 0, changed: 0, refused: 0 },
      posts: { new: 0, changed: 0, refused: 0 },
    });
    expect(await facts()).toEqual(before);
    forum.topics[0] = topic(100, { title: "Another title", category_id: 2 });
    forum.topics[1] = topic(101, { visible: false });
    forum.groupMembers = { partners: [] };
    expect((await importForum(deps, connector())).counts).toMatchObject({
      topics: { changed: 2 },
      members: { changed: 3 },
    });
    const { contents, members } = await facts();
    expect(of(contents, "100")).toMatchObject({
      title: "Another title",
      open_to: { "discourse.groups": expect.any(Array) },
    });
    expect(of(contents, "101")).toMatchObject({ withdrawn_at: now });
    expect(of(members, "1")).toMatchObject({ attributes: { "discourse.groups": ["niveau_0", "niveau_1"] } });
  });

  it("what was removed while nobody told is asked for, and what no list shows is not taken for removed", async () => {
    await importForum(deps, connector());
    forum.users = forum.users.filter(({ id }) => id !== 1);
    forum.unlisted = forum.topics.filter(({ id }) => id === 101);
    forum.topics = forum.topics.filter(({ id }) => id !== 101 && id !== 103);
    now = new Date("2026-11-26T12:00:00Z");
    expect((await importForum(deps, connector())).counts).toMatchObject({
      members: { new: 0, changed: 1 },
      topics: { new: 0, changed: 1 },
    });
    const { contents, members } = await facts();
    expect(of(members, "1")).toMatchObject({ email: null, name: null, subscribed: false });
    expect(of(contents, "101")).toMatchObject({ withdrawn_at: null });
    expect(of(contents, "103")).toMatchObject({ withdrawn_at: now });
    forum.asked.length = 0;
    expect((await importForum(deps, connector())).counts).toMatchObject({
      members: { changed: 0 },
      topics: { changed: 0 },
    });
    expect(forum.asked.filter((path) => path.startsWith("/t/") || path.startsWith("/admin/users/1"))).toEqual([
      "/t/101.json",
    ]);
  });

  it("whom the site calls an expert stays one", async () => {
    await recordMembers(deps, [{ id: "1", role: "expert" }]);
    await importForum(deps, connector(), { only: "members" });
    expect(of((await facts()).members, "1")).toMatchObject({ role: "expert", name: "Name 1" });
  });

  it("a topic is open to those in the groups of its category, and to nobody else", async () => {
    await importForum(deps, connector());
    const open = await rows<{ who: string }>(`SELECT m.external_id AS who FROM content c
      JOIN may_open o ON o.opening_id = c.opening_id JOIN member m ON m.id = o.member_id
      WHERE c.external_id = '101' ORDER BY 1`);
    expect(open.map(({ who }) => who)).toEqual(["1", "2", "3", "4"]);
  });

  it("users whom the site logs in are its own members, as authors and as those who are answered too", async () => {
    const joining = connector({ external_ids: true, user_prefix: "d-" });
    await importForum(deps, joining, { only: "members" });
    await aliasMembers(deps, [{ userId: "crm-1", previousId: "d-1" }]);
    await importForum(deps, joining);
    expect(of((await facts()).contents, "100")).toMatchObject({ author_id: "crm-1" });
    const { activities } = await facts();
    expect(activities).toMatchObject([
      { who: "crm-1", name: "Topic Created" },
      { who: "d-2", properties: { replyToUserId: "crm-1" } },
      {},
      {},
      {},
      { who: "crm-1" },
    ]);
    const again = await importForum(deps, joining);
    expect(again.counts).toMatchObject({
      members: { changed: 0 },
      topics: { changed: 0 },
      posts: { new: 0, changed: 0 },
    });
    forum.users = forum.users.filter(({ id }) => id !== 1);
    await importForum(deps, joining, { only: "members" });
    expect(of((await facts()).members, "crm-1")).toMatchObject({ email: null, subscribed: false });
  });

  it("one that breaks off goes on there, and comes to the same", async () => {
    await importForum(deps, connector());
    const whole = await facts();
    for (const broken of [
      "/admin/users/list/active.json?show_emails=true&order=created&asc=true&page=2",
      "/latest.json?order=created&ascending=true&per_page=100&page=1",
      "/posts.json?before=1002",
    ]) {
      await emptyIngest(test.database);
      await test.database.query({ text: "TRUNCATE forum_known, forum_import", values: [] });
      forum.before = (path, response) => {
        if (path !== broken) return false;
        response.destroy();
        return true;
      };
      await expect(importForum(deps, connector())).rejects.toThrow(ForumTrouble);
      expect(await facts()).not.toEqual(whole);
      forum.before = () => false;
      forum.asked.length = 0;
      expect(await importForum(deps, connector())).toMatchObject({ resumed: true });
      expect(forum.asked.filter((path) => /active|latest|posts/.test(path))[0]).toBe(broken);
      expect(await facts()).toEqual(whole);
    }
  });

  it.each([1, 2, 4])(
    "loses nothing where %i of what was read is removed meanwhile, and the rest moves up",
    async (removed) => {
      forum.users = Array.from({ length: 12 }, (_, at) => user(at + 1));
      forum.topics = Array.from({ length: 12 }, (_, at) => topic(200 + at));
      forum.posts = [];
      const removals = new Map([
        [/active.*page=3$/, () => forum.users.splice(0, removed)],
        [/latest.*page=3$/, () => forum.topics.splice(0, removed)],
      ]);
      forum.before = (path) => {
        for (const [when, remove] of removals) {
          if (!when.test(path)) continue;
          removals.delete(when);
          remove();
        }
        return false;
      };
      await importForum(deps, connector());
      expect(removals.size).toBe(0);
      const { members, contents } = await facts();
      expect(members).toHaveLength(12);
      expect(contents).toHaveLength(12);
    },
  );

  it("one part alone is taken from its beginning, and an import that broke off stays where it is", async () => {
    forum.before = (path, response) => path.startsWith("/posts") && response.destroy() !== undefined;
    await expect(importForum(deps, connector())).rejects.toThrow(ForumTrouble);
    forum.users[1] = user(1, { name: "Another name" });
    expect((await importForum(deps, connector(), { only: "members" })).counts).toEqual({
      members: { new: 0, changed: 1, unchanged: 5, refused: 0 },
    });
    forum.before = () => false;
    forum.asked.length = 0;
    expect(await importForum(deps, connector())).toMatchObject({ resumed: true });
    expect(forum.asked.some((path) => /active|latest/.test(path))).toBe(false);
  });

  it("at the terminal: the file is checked, the key shows nowhere, and what came is counted", async () => {
    const installation = createInstallation({ DATABASE_URL: test.url, FORUM_API_KEY: FAKE_KEY });
    try {
      mkdirSync(join(installation.folder, "connectors"));
      const file = (more: string) => installation.writeFile("connectors/forum.yaml", `kind: discourse\n${more}`);
      file(`url: ${forum.url}\nsecret: hunter2hunter2\napi_key: $FORUM_KEY\n`);
      const wrong = await installation.run("connectors", "check");
      expect(wrong).toMatchObject({ status: 1, stdout: expect.stringContaining("the variable FORUM_KEY is not set") });
      expect(wrong.stdout).not.toContain("hunter2");
      file(`url: ${forum.url}\napi_key: $FORUM_API_KEY\nprivate: true\n`);
      expect((await installation.run("connectors", "check")).stdout).toContain(
        `forum: discourse, ${forum.url}, no webhooks, import`,
      );
      await deps.forum.learn("forum", { categories: new Map(), groups: new Map(), topics: new Map([[900, 70]]) });
      await recordContents(deps, [
        {
          id: "900",
          statedAt: now,
          by: "event",
          fields: { title: "Early", publishedAt: now, openTo: { "discourse.groups": ["?"] } },
        },
      ]);
      const doctor = await installation.run("doctor");
      expect(doctor.stdout).toMatch(
        /forum forum: not imported yet; 1 topic for nobody, since who may read the category/,
      );
      expect(doctor.stdout).toContain("rekindle connectors import forum");
      await test.database.query({ text: "DELETE FROM content", values: [] });
      await test.database.query({ text: "TRUNCATE forum_known", values: [] });
      const imported = await installation.run("connectors", "import", "forum");
      expect(imported.stdout).toBe(
        "members: 6 new, 0 changed, 0 unchanged, 0 refused\n" +
          "topics: 3 new, 0 changed, 0 unchanged, 0 refused\n" +
          "posts: 6 new, 1 changed, 0 unchanged, 0 refused\n",
      );
      const sample = fileURLToPath(new URL("../discourse/topic_created.json", import.meta.url));
      const tried = await installation.run("connectors", "try", "forum", sample);
      expect(tried.stdout).toContain("1 call would be taken");
      expect(tried.stdout).toContain("event 1: Content Published");
      expect(tried.stdout).toContain("(category 7 is not known)");
      const untold = ["--header", "X-Discourse-Event=topic_destroyed"];
      expect((await installation.run("connectors", "try", "forum", sample, ...untold)).stdout).toContain(
        "Content Withdrawn",
      );
      expect(await rows("SELECT FROM content WHERE external_id = '900'")).toEqual([]);
      forum.before = (_path, response) => {
        response.writeHead(403).end(JSON.stringify({ errors: ["You are not permitted to view the resource."] }));
        return true;
      };
      const refused = await installation.run("connectors", "import", "forum");
      expect(refused.status).not.toBe(0);
      expect(refused.stderr).toContain("it answered 403 to /groups.json?page=0: You are not permitted");
      expect(refused.stderr).toContain("an administrator");
      expect((await installation.run("connectors", "import", "form")).stderr).toContain('no Discourse forum "form"');
      for (const { stdout, stderr } of [imported, refused]) expect(stdout + stderr).not.toContain(FAKE_KEY);
    } finally {
      installation.remove();
    }
  });

  it("waits as long as the forum asks to, by its header or its body", async () => {
    let refused = 0;
    forum.before = (path, response) => {
      if (!path.startsWith("/latest.json") || refused === 3) return false;
      refused += 1;
      response.statusCode = refused === 3 ? 502 : 429;
      if (refused === 1) response.setHeader("retry-after", "17");
      response.end(refused === 2 ? JSON.stringify({ errors: ["Slow down"], extras: { wait_seconds: 9 } }) : "…");
      return true;
    };
    await importForum(deps, connector());
    expect(pauses).toEqual([17_000, 9_000, 4_000]);
  });

  it("a forum that says no is told as it says it, and nothing of the key", async () => {
    const ask = askForumAt({ url: forum.url, apiKey: "wrong-key-1234", apiUser: "system", allowPrivate: true });
    const refusal = await importForum({ ...deps, ask }, connector()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ status: 403, message: expect.stringContaining("could not be found") });
    expect(JSON.stringify(refusal) + String(refusal)).not.toContain("wrong-key");
    expect(pauses).toEqual([]);
  });

  it("addresses that are not public are not asked unless the file says so, and no redirect is followed with the key", async () => {
    const inside = { url: forum.url, apiKey: FAKE_KEY, apiUser: "system", allowPrivate: false };
    await expect(askForumAt(inside)("/site.json")).rejects.toThrow("private: true");
    await expect(askForumAt({ ...inside, url: "http://localhost:1" })("/site.json")).rejects.toThrow("private: true");
    expect(forum.asked).toEqual([]);
    forum.before = (_path, response) => {
      response.writeHead(302, { location: "https://elsewhere.example/site.json" }).end();
      return true;
    };
    await expect(deps.ask("/site.json")).rejects.toThrow("it redirects to https://elsewhere.example/site.json");
  });

  it("older versions page their posts by number, also over a gap", async () => {
    await importForum(deps, connector());
    const whole = await facts();
    await emptyIngest(test.database);
    forum.olderPosts = true;
    await importForum(deps, connector());
    expect(await facts()).toEqual(whole);
  });
});
