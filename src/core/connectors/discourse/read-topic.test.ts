import { describe, expect, it } from "vitest";
import { calls, read, receivedAt, sample, written } from "../../../../test/support/discourse-hooks.ts";
import { discourseConnector } from "./discourse-schema.ts";

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
