import { describe, expect, it } from "vitest";
import { calls, forum, hook, written } from "../../../../test/support/discourse-hooks.ts";
import { discourseConnector } from "./discourse-schema.ts";
import { needsOf } from "./read-hook.ts";

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
