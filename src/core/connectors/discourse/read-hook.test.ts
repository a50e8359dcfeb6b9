import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callReader } from "../../tracking/call.ts";
import { discourseConnector } from "./discourse-schema.ts";
import type { ForumCategory, ForumKnown } from "./forum.ts";
import { NOTHING_KNOWN } from "./forum.ts";
import { needsOf, readHook } from "./read-hook.ts";

const receivedAt = new Date("2026-11-25T12:00:00Z");
const moment = { receivedAt, eventId: "77" };
const written = { kind: "discourse", url: "https://forum.example", id_prefix: "topic-" } as const;
const forum = discourseConnector("forum", written);

const category = (more: Partial<ForumCategory> = {}): ForumCategory => ({
  name: "Help",
  slug: "help",
  parentId: null,
  groups: null,
  aboutTopicId: 17,
  ...more,
});
const known: ForumKnown = {
  ...NOTHING_KNOWN,
  categories: new Map([
    [7, category()],
    [8, category({ name: "Partners", slug: "partners", parentId: 7, groups: ["partners"], aboutTopicId: null })],
    [9, category({ name: "Staff", slug: "staff", groups: [] })],
  ]),
  groups: new Map([[62, "beta"]]),
  users: new Map([
    ["zoe", "42"],
    ["omar", "43"],
  ]),
  memberGroups: ["partners"],
  memberRole: "member",
  topics: [900, 901],
};

const sample = (name: string): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync(new URL(`../../../../test/discourse/${name}.json`, import.meta.url), "utf8"));
const hook = (name: string, event = name, change: Record<string, unknown> = {}) => {
  const body = sample(name);
  const type = Object.keys(body)[0] ?? "";
  return { type, event, body: type === "ping" ? body : { [type]: { ...body[type], ...change } } };
};
const readCall = callReader({ passiveEvents: [], events: {} });
/** Whatever it makes can be taken. */
const read = (name: string, event = name, change: Record<string, unknown> = {}, mapping = forum, from = known) => {
  const reading = readHook(mapping, hook(name, event, change), from, moment);
  for (const call of reading.calls) {
    const taken = readCall(call, { receivedAt, sentAt: null, fromBrowser: false });
    expect(taken, JSON.stringify(call)).toHaveProperty("value");
  }
  return reading;
};
const calls = (...given: Parameters<typeof read>) => read(...given).calls;

describe("topics", () => {
  it("are contents of their author, with themes of their category and tags", () => {
    expect(calls("topic_created")).toEqual([
      {
        type: "track",
        event: "Content Published",
        timestamp: "2026-11-20T09:00:00.000Z",
        messageId: "forum:topic:900",
        properties: {
          contentId: "topic-900",
          title: "How do you bill VAT abroad?",
          url: "https://forum.example/t/how-do-you-bill-vat-abroad/900",
          publishedAt: "2026-11-20T09:00:00.000Z",
          authorId: "42",
          type: "discussion",
          themes: ["Help", "pricing", "vat"],
          openTo: null,
        },
      },
    ]);
    expect([...read("topic_created").learned.topics]).toEqual([[900, 7]]);
  });

  it("follow the mapping: themes, questions, language, prefixes", () => {
    const mapping = discourseConnector("forum", {
      ...written,
      questions: ["help"],
      themes: ["Forum"],
      categories: { Help: "Aide" },
      tags: { vat: "TVA", constructor: "x" },
      language: "fr",
      user_prefix: "d-",
    });
    expect(
      calls("topic_created", "topic_created", { tags: ["constructor", { id: 4, name: "vat" }, "toString"] }, mapping),
    ).toMatchObject([
      {
        properties: {
          authorId: "d-42",
          type: "question",
          language: "fr",
          themes: ["Forum", "Aide", "x", "TVA", "toString"],
        },
      },
    ]);
  });

  it("an edit is of when it came, and is open to whom its category says", () => {
    expect(calls("topic_edited")).toMatchObject([
      {
        event: "Content Published",
        timestamp: receivedAt.toISOString(),
        messageId: "forum:event:77",
        properties: {
          title: "How do you bill VAT in other countries?",
          publishedAt: "2026-11-20T09:00:00.000Z",
          themes: ["Partners", "Help", "vat"],
          openTo: { "discourse.groups": ["partners"] },
        },
      },
    ]);
    expect(calls("topic_edited", "topic_closed_status_updated")).toHaveLength(1);
  });

  it("of a category that is not known, or that nobody may read, are for nobody", () => {
    const openTo = (id: unknown) => calls("topic_created", "topic_created", { category_id: id })[0]?.properties;
    expect(openTo(99)).toMatchObject({ openTo: { "discourse.groups": ["(category 99 is not known)"] } });
    expect(openTo(9)).toMatchObject({ openTo: { "discourse.groups": ["(nobody)"] } });
    expect(openTo(null)).toMatchObject({ openTo: null });
  });

  it("are withdrawn when they are removed, unlisted, or moved to where topics are no contents, and come back", () => {
    const withdrawn = { event: "Content Withdrawn", properties: { contentId: "topic-900" } };
    expect(calls("topic_destroyed")).toMatchObject([
      { ...withdrawn, properties: { withdrawnAt: "2026-11-21T08:00:00.000Z" } },
    ]);
    expect(calls("topic_edited", "topic_destroyed")).toMatchObject([withdrawn]);
    expect(calls("topic_edited", "topic_visible_status_updated", { visible: false })).toMatchObject([withdrawn]);
    expect(calls("topic_edited", "topic_recovered")).toMatchObject([{ event: "Content Published" }]);
    const mapping = discourseConnector("forum", { ...written, except: ["staff"] });
    expect(calls("topic_edited", "topic_edited", { category_id: 9 }, mapping)).toMatchObject([withdrawn]);
    expect(calls("topic_created", "topic_created", { category_id: 9 }, mapping)).toEqual([]);
    expect(calls("topic_created", "topic_created", { id: 17 })).toEqual([]);
  });

  it("private messages are none, nor is what is written in them", () => {
    expect(calls("topic_message_created", "topic_created")).toEqual([]);
    expect(calls("post_created_message", "post_created")).toEqual([]);
    expect(calls("post_liked", "post_liked", { post: sample("post_created_message").post })).toEqual([]);
  });
});

describe("posts", () => {
  it("the first one is no comment: its beginning is the summary, and its author was there", () => {
    const [act, said, ...more] = calls("post_created_first", "post_created");
    expect(act).toEqual({
      type: "track",
      event: "Topic Created",
      timestamp: "2026-11-20T09:00:00.000Z",
      messageId: "forum:post:5001",
      properties: { contentId: "topic-900" },
      userId: "42",
    });
    expect(said).toMatchObject({
      event: "Content Updated",
      timestamp: "2026-11-20T09:00:00.000Z",
      properties: { contentId: "topic-900", authorId: "42", summary: "We sell to Belgium & Spain. Who pays?" },
    });
    expect(more).toEqual([]);
    expect(calls("post_edited_first", "post_edited")).toMatchObject([
      {
        event: "Content Updated",
        timestamp: "2026-11-20T09:20:00.000Z",
        properties: { summary: "We sell to Belgium." },
      },
    ]);
    expect(calls("post_destroyed_first", "post_destroyed")).toMatchObject([{ event: "Content Withdrawn" }]);
  });

  it("a later one is a comment, and says to whom", () => {
    expect(needsOf(forum, hook("post_created_reply")).usernames).toEqual(["zoe"]);
    expect(calls("post_created_reply", "post_created")).toEqual([
      {
        type: "track",
        event: "Comment Created",
        timestamp: "2026-11-20T10:30:00.000Z",
        messageId: "forum:post:5002",
        properties: { contentId: "topic-900", replyToUserId: "42" },
        userId: "43",
      },
    ]);
    expect(calls("post_created_reply", "post_edited")).toEqual([]);
    expect(calls("post_created_reply", "post_destroyed")).toEqual([]);
  });

  it("notes of what was done, whispers, hidden ones, and those of Discourse's own users are none", () => {
    for (const change of [{ post_type: 3 }, { post_type: 4 }, { hidden: true }, { user_id: -1 }]) {
      expect(calls("post_created_reply", "post_created", change)).toEqual([]);
    }
  });

  it("where topics are no contents a comment is an act all the same", () => {
    const mapping = discourseConnector("forum", { ...written, except: ["Help"] });
    expect(calls("post_created_reply", "post_created", {}, mapping)).toMatchObject([
      { event: "Comment Created", userId: "43", properties: { replyToUserId: "42" } },
    ]);
    expect(calls("post_created_reply", "post_created", {}, mapping)[0]?.properties).not.toHaveProperty("contentId");
  });
});

describe("users", () => {
  it("are members; their address counts once it is confirmed", () => {
    const [created] = calls("user_created");
    expect(created).toEqual({
      type: "identify",
      userId: "42",
      traits: {
        name: "Zoé Martin",
        createdAt: "2026-11-01T08:00:00.000Z",
        locale: "pt-BR",
        timezone: "Europe/Paris",
        role: "member",
        "discourse.username": "zoe",
        "discourse.trustLevel": 1,
        "discourse.groups": ["partners", "trust_level_0"],
      },
    });
    expect(calls("user_confirmed_email")).toMatchObject([{ traits: { email: "zoe@forum.example" } }]);
    expect(calls("user_created", "user_approved")[0]?.traits).not.toHaveProperty("email");
    expect(calls("user_created", "user_updated", { admin: true })).toMatchObject([{ traits: { role: "staff" } }]);
    expect(calls("user_created", "user_updated", { moderator: true })).toMatchObject([
      { traits: { role: "moderator" } },
    ]);
    const expert = { ...known, memberRole: "expert" };
    expect(needsOf(forum, hook("user_created")).member).toBe("42");
    expect(calls("user_created", "user_updated", {}, forum, expert)[0]?.traits).not.toHaveProperty("role");
    expect(calls("user_created", "user_updated", { admin: true }, forum, expert)).toMatchObject([
      { traits: { role: "staff" } },
    ]);
    expect(calls("user_created", "user_updated", { id: -2 })).toEqual([]);
  });

  it("a login is a visit", () => {
    expect(calls("user_logged_in")).toMatchObject([
      { type: "identify" },
      { event: "Logged In", userId: "42", timestamp: receivedAt.toISOString(), messageId: "forum:event:77" },
    ]);
  });

  it("who is suspended has no address as long as that lasts", () => {
    expect(calls("user_suspended")).toMatchObject([{ traits: { email: null } }]);
    expect(calls("user_suspended", "user_updated", { suspended_till: "2026-11-01T00:00:00Z" })).toMatchObject([
      { traits: { email: "zoe@forum.example" } },
    ]);
  });

  it("who is removed or made nameless loses what tells who they were, whatever the event is called", () => {
    for (const given of [["user_destroyed"], ["user_anonymized"], ["user_anonymized", "user_updated"]] as const) {
      const [call, ...more] = calls(...(given as [string]));
      expect(call).toMatchObject({
        userId: "42",
        traits: { email: null, name: null, "discourse.username": null, "discourse.groups": null, subscribed: false },
      });
      expect(more).toEqual([]);
    }
  });

  it("whom the site logs in are the members of its own ids, where the file says so", () => {
    const mapping = discourseConnector("forum", { ...written, external_ids: true, user_prefix: "d-" });
    expect(calls("user_logged_in", "user_updated", {}, mapping)).toMatchObject([
      { type: "identify", userId: "d-42" },
      { type: "alias", userId: "crm-42", previousId: "d-42" },
    ]);
  });
});

describe("the rest", () => {
  it("a like is the liker's act, once", () => {
    expect(calls("post_liked")).toEqual([
      {
        type: "track",
        event: "Reaction Added",
        timestamp: receivedAt.toISOString(),
        messageId: "forum:like:5002:42",
        properties: { contentId: "topic-900" },
        userId: "42",
      },
    ]);
  });

  it("a solution is its author's answer, and happened to them", () => {
    expect(calls("accepted_solution")).toMatchObject([
      {
        event: "Question Answered",
        userId: "43",
        timestamp: "2026-11-20T10:30:00.000Z",
        messageId: "forum:answer:5002",
      },
      { event: "Solution Accepted", userId: "43", context: { passive: true }, messageId: "forum:solution:5002" },
    ]);
    expect(calls("accepted_solution", "unaccepted_solution")).toEqual([]);
  });

  it("badges and messages happen to members", () => {
    expect(calls("user_badge_granted")).toMatchObject([
      { event: "Badge Earned", userId: "43", timestamp: "2026-11-22T07:00:00.000Z", messageId: "forum:badge:880" },
    ]);
    expect(calls("notification_message", "notification_created")).toMatchObject([
      {
        event: "Message Received",
        userId: "42",
        properties: { fromUserId: "43" },
        messageId: "forum:notification:7700",
      },
    ]);
    expect(calls("notification_liked", "notification_created")).toEqual([]);
    const data = { original_username: "discobot" };
    expect(calls("notification_message", "notification_created", { data })).toEqual([]);
  });

  it("groups are an attribute of their members", () => {
    expect(needsOf(forum, hook("user_added_to_group")).member).toBe("42");
    expect(calls("user_added_to_group")).toEqual([
      { type: "identify", userId: "42", traits: { "discourse.groups": ["beta", "partners"] } },
    ]);
    const from = { ...known, memberGroups: ["beta"] };
    expect(calls("user_added_to_group", "user_removed_from_group", {}, forum, from)).toMatchObject([
      { traits: { "discourse.groups": null } },
    ]);
    expect(calls("user_added_to_group", "user_added_to_group", { group_id: 5 })).toEqual([]);
    expect([...read("group_created").learned.groups]).toEqual([[62, "beta"]]);
  });

  it("a category whose readers changed opens and closes its topics", () => {
    expect(needsOf(forum, hook("category_updated")).topicsOf).toBe(7);
    const reading = read("category_updated");
    expect(reading.calls).toMatchObject(
      ["topic-900", "topic-901"].map((contentId) => ({
        event: "Content Updated",
        properties: { contentId, openTo: { "discourse.groups": ["beta", "partners"] } },
      })),
    );
    expect(reading.learned.categories.get(7)).toEqual(category({ groups: ["beta", "partners"] }));
    expect(calls("category_updated", "category_updated", { read_restricted: false })).toEqual([]);
  });

  it("a ping and what means nothing here say nothing", () => {
    expect(calls("ping")).toEqual([]);
    expect(readHook(forum, { type: "reviewable", event: "reviewable_created", body: {} }, known, moment).calls).toEqual(
      [],
    );
  });

  it("whatever else comes breaks nothing", () => {
    const types = [
      "topic",
      "post",
      "user",
      "like",
      "solved",
      "user_badge",
      "notification",
      "group_user",
      "group",
      "category",
    ];
    const events = [
      "topic_created",
      "post_created",
      "user_logged_in",
      "post_liked",
      "accepted_solution",
      "user_badge_granted",
      "notification_created",
    ];
    const id = fc.oneof(fc.constant(5), fc.jsonValue());
    const payload = fc.record(
      Object.fromEntries(
        [
          "id",
          "topic_id",
          "user_id",
          "post",
          "user",
          "tags",
          "title",
          "created_at",
          "cooked",
          "category_id",
          "group_permissions",
          "groups",
          "data",
        ].map((key) => [key, id]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom(...events),
        fc.oneof(payload, fc.jsonValue()),
        (type, event, said) => {
          const delivery = { type, event, body: { [type]: said } };
          needsOf(forum, delivery);
          for (const call of readHook(forum, delivery, known, moment).calls) {
            readCall(call, { receivedAt, sentAt: null, fromBrowser: false });
          }
        },
      ),
    );
  });
});
