import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  calls,
  category,
  forum,
  hook,
  known,
  moment,
  read,
  readCall,
  receivedAt,
} from "../../../../test/support/discourse-hooks.ts";
import { needsOf, readHook } from "./read-hook.ts";

describe("what a forum posts", () => {
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
