import { createHmac } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createForumStore } from "../../src/platform/postgres/ingest/forum-store.ts";
import { type HookServer, startHookServer } from "../support/hook-server.ts";
import { emptyIngest } from "../support/ingest-facts.ts";

const VARIABLES: Readonly<Record<string, string>> = {
  FORUM_SECRET: "the-new-secret-of-the-forum",
  FORUM_OLD_SECRET: "the-old-secret-of-the-forum",
};

let server: HookServer;
let nextEvent = 1;

beforeAll(async () => {
  server = await startHookServer(VARIABLES);
  const forum = (more: string) => `kind: discourse\nurl: https://forum.example\nid_prefix: topic-\n${more}`;
  await writeFile(join(server.folder, "forum.yaml"), forum("secret: [$FORUM_SECRET, $FORUM_OLD_SECRET]\n"));
  await writeFile(join(server.folder, "closed.yaml"), forum(""));
});

afterAll(async () => {
  await server.stop();
  expect(server.troubles).toEqual([]);
});

beforeEach(async () => {
  await emptyIngest(server.db.database);
  await server.db.database.query({ text: "TRUNCATE rejected_event, rejection, forum_known", values: [] });
  await createForumStore(server.db.database).learn("forum", {
    categories: new Map([
      [7, { name: "Help", slug: "help", parentId: null, groups: null, aboutTopicId: 17 }],
      [8, { name: "Partners", slug: "partners", parentId: null, groups: ["partners"], aboutTopicId: null }],
    ]),
    groups: new Map(),
    topics: new Map(),
  });
});

interface Answer {
  readonly status: number;
  readonly json: { readonly success: boolean; readonly taken?: number; readonly says?: string };
}

interface Delivery {
  readonly event?: string;
  readonly change?: object;
  readonly secret?: string;
  readonly name?: string;
  readonly headers?: Record<string, string>;
}

/** Posts a sample as Discourse does; each try has an event id of its own. */
async function post(
  sample: string,
  { event = sample, change, secret, name = "forum", headers }: Delivery = {},
): Promise<Answer> {
  const parsed = JSON.parse(await readFile(new URL(`../discourse/${sample}.json`, import.meta.url), "utf8"));
  const type = Object.keys(parsed)[0] ?? "";
  const body = JSON.stringify(change === undefined ? parsed : { [type]: { ...parsed[type], ...change } });
  const signature = createHmac("sha256", secret ?? VARIABLES.FORUM_SECRET ?? "")
    .update(body)
    .digest("hex");
  nextEvent += 1;
  const response = await fetch(`${server.host}/hooks/${name}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-discourse-instance": "https://forum.example",
      "x-discourse-event-id": String(nextEvent),
      "x-discourse-event-type": type,
      "x-discourse-event": event,
      "x-discourse-event-signature": `sha256=${signature}`,
      ...headers,
    },
    body,
  });
  return { status: response.status, json: (await response.json()) as Answer["json"] };
}

const rows = <Row>(text: string) => server.db.database.query<Row>({ text, values: [] });
const activities = () =>
  rows<object>(`SELECT m.external_id AS who, a.name, c.external_id AS content, a.passive, a.properties FROM activity a
    JOIN member m ON m.id = a.member_id LEFT JOIN content c ON c.id = a.content_id ORDER BY a.occurred_at, a.name`);
const content = async () =>
  (
    await rows<Record<string, unknown>>(
      "SELECT title, summary, open_to, withdrawn_at FROM content WHERE external_id = 'topic-900'",
    )
  )[0];
const member = async (id = "42") =>
  (
    await rows<Record<string, unknown>>(`SELECT email, subscribed, attributes FROM member WHERE external_id = '${id}'`)
  )[0];

describe("POST /hooks/NAME of a Discourse forum", () => {
  it("takes what is signed by a secret of the file, the new one or the old one, and nothing else", async () => {
    expect(await post("ping")).toMatchObject({ status: 200, json: { success: true, taken: 0 } });
    expect(await post("ping", { secret: VARIABLES.FORUM_OLD_SECRET ?? "" })).toMatchObject({ status: 200 });
    expect(await post("topic_created", { secret: "another-secret" })).toMatchObject({ status: 401 });
    for (const signature of ["", "sha256=", "sha256=00", "sha1=00"]) {
      const headers = { "x-discourse-event-signature": signature };
      expect(await post("topic_created", { headers })).toMatchObject({ status: 401 });
    }
    expect(await post("topic_created", { name: "closed" })).toMatchObject({ status: 401 });
    expect(await rows("SELECT FROM content")).toEqual([]);
  });

  it("a discussion comes about: topic, posts, a like and a solution, each once however often it is sent", async () => {
    for (const _try of [1, 2]) {
      await post("user_confirmed_email");
      await post("topic_created");
      await post("post_created_first", { event: "post_created" });
      await post("post_created_reply", { event: "post_created" });
      await post("post_liked");
      await post("accepted_solution");
      await post("user_badge_granted");
      await post("notification_message", { event: "notification_created" });
    }
    expect(await content()).toMatchObject({
      title: "How do you bill VAT abroad?",
      summary: "We sell to Belgium & Spain. Who pays?",
      open_to: null,
      withdrawn_at: null,
    });
    expect(await activities()).toMatchObject([
      { who: "42", name: "Topic Created", content: "topic-900" },
      { who: "43", name: "Comment Created", content: "topic-900", properties: { replyToUserId: "42" } },
      { who: "43", name: "Question Answered", content: "topic-900" },
      { who: "43", name: "Badge Earned", passive: true },
      { who: "42", name: "Message Received", passive: true },
      { who: "42", name: "Reaction Added", content: "topic-900", passive: false },
      { who: "43", name: "Solution Accepted", content: "topic-900", passive: true },
    ]);
    expect(await member()).toMatchObject({ email: "zoe@forum.example" });
  });

  it("a topic that is moved, hidden and removed is open to whom it should, and a late creation changes nothing of it", async () => {
    await post("topic_edited");
    expect(await content()).toMatchObject({ open_to: { "discourse.groups": ["partners"] } });
    await post("topic_created");
    await post("post_edited_first", { event: "post_edited" });
    expect(await content()).toMatchObject({
      title: "How do you bill VAT in other countries?",
      open_to: { "discourse.groups": ["partners"] },
    });
    await post("topic_edited", { event: "topic_visible_status_updated", change: { visible: false } });
    expect((await content())?.withdrawn_at).not.toBeNull();
    await post("topic_edited", { event: "topic_visible_status_updated" });
    expect((await content())?.withdrawn_at).toBeNull();
    await post("topic_destroyed");
    expect(await content()).toMatchObject({ withdrawn_at: new Date("2026-11-21T08:00:00Z") });
    await post("topic_edited", { event: "topic_recovered" });
    expect((await content())?.withdrawn_at).toBeNull();
  });

  it("a category whose readers change opens and closes its topics, also those that came before it was known", async () => {
    await post("topic_created", { change: { category_id: 70 } });
    expect(await content()).toMatchObject({ open_to: { "discourse.groups": ["(category 70 is not known)"] } });
    await post("category_updated", { change: { id: 70, read_restricted: false } });
    expect(await content()).toMatchObject({ open_to: null });
    await post("category_updated", { change: { id: 70 } });
    expect(await content()).toMatchObject({ open_to: { "discourse.groups": ["beta", "partners"] } });
  });

  it("groups come and go one by one", async () => {
    await post("group_created");
    await post("user_logged_in");
    await post("user_added_to_group");
    expect(await member()).toMatchObject({
      attributes: { "discourse.groups": ["beta", "partners", "trust_level_0"] },
    });
    await post("user_added_to_group", { event: "user_removed_from_group" });
    expect(await member()).toMatchObject({ attributes: { "discourse.groups": ["partners", "trust_level_0"] } });
  });

  it("groups that come at once all come, and go", async () => {
    const groups = Array.from({ length: 8 }, (_, at) => 70 + at);
    await createForumStore(server.db.database).learn("forum", {
      categories: new Map(),
      groups: new Map(groups.map((id) => [id, `group-${id}`])),
      topics: new Map(),
    });
    const all = (event: string) =>
      Promise.all(groups.map((group_id) => post("user_added_to_group", { event, change: { group_id } })));
    for (const answer of await all("user_added_to_group")) {
      expect(answer).toMatchObject({ status: 200, json: { success: true, taken: 1 } });
    }
    expect(await member()).toMatchObject({
      attributes: { "discourse.groups": groups.map((id) => `group-${id}`) },
    });
    await all("user_removed_from_group");
    expect((await member())?.attributes).toEqual({});
  });

  it("who is removed is mailed nothing more, and nothing tells who they were", async () => {
    await post("user_logged_in");
    await post("user_destroyed");
    expect(await member()).toMatchObject({ email: null, subscribed: false });
    expect(JSON.stringify(await member())).not.toContain("zoe");
  });

  it("what is no forum's breaks nothing", async () => {
    const broken = { change: { created_at: "yesterday", title: "x".repeat(20_000), tags: [["a"]], id: 901 } };
    expect(await post("topic_created", broken)).toMatchObject({ status: 200, json: { success: false } });
    expect(
      await post("post_created_first", { event: "post_created", change: { user_id: "42", cooked: 7 } }),
    ).toMatchObject({
      status: 200,
    });
    expect(await post("user_created", { change: { id: 1e300, groups: "all" } })).toMatchObject({ status: 200 });
  });
});
