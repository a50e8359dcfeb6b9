import { describe, expect, it } from "vitest";
import { callReader } from "./call.ts";
import { eventReader } from "./event.ts";

const read = callReader({
  passiveEvents: [],
  timezone: "Europe/Paris",
  events: { "content viewed": "Content Viewed" },
});
const dropped = (call: object): readonly string[] => {
  const context = { receivedAt: new Date("2026-11-28T12:00:00Z"), sentAt: null, fromBrowser: false };
  const row = read({ userId: "u", ...call }, context);
  if ("mistakes" in row) throw new Error(JSON.stringify(row.mistakes));
  return row.warnings.map((warning) => `${warning.dropped.field}: ${warning.dropped.expected}`);
};
const track = (event: string, properties: object = {}) => dropped({ type: "track", event, properties });

describe("a row of a file", () => {
  const readEvent = eventReader({
    passiveEvents: [],
    events: {},
    timezone: null,
    dates: "iso",
  });
  const said = (row: object) => {
    const read = readEvent(
      { userId: "u", timestamp: "2026-11-28T12:00:00Z", ...row },
      new Date("2026-11-28T12:00:00Z"),
    );
    if ("mistakes" in read) throw new Error(JSON.stringify(read.mistakes));
    return read.warnings.map(({ says }) => says);
  };

  it("is told of what a call with the same words is told of", () => {
    expect(said({ event: "content_viewed", contentId: "a" })).toEqual([
      '"content_viewed" is taken as an event of your own, not as "Content Viewed": write it so, or name it in events of settings.yaml.',
    ]);
    expect(said({ event: "Content Viewed", content_id: "a" })).toEqual([
      "contentId: expected the content's id, as contentId, not content_id.",
    ]);
    expect(said({ type: "track", event: "Content Viewed", properties: { content_id: "a" } })).toEqual([
      "contentId: expected the content's id, as properties.contentId, not content_id.",
    ]);
    expect(said({ event: "Course Finished" })).toEqual([]);
  });
});

describe("a call that is taken and hardly meant so", () => {
  it("says that a view without a content is of none, and which name was likely meant", () => {
    expect(track("Content Viewed", { content_id: "a" })).toEqual([
      "contentId: the content's id, as properties.contentId, not content_id",
    ]);
    expect(track("Live Registered")).toEqual(["contentId: the content's id, as properties.contentId"]);
    expect(track("Content Viewed", { contentId: "a" })).toEqual([]);
    expect(track("Search Performed")).toEqual([]);
  });

  it("says which known event a name likely means, unless settings.yaml says what it means", () => {
    expect(track("content_viewed", { contentId: "a" })).toEqual([
      'event: "Content Viewed" written so, or named in events of settings.yaml: this is an event of your own',
    ]);
    expect(track("content viewed", { contentId: "a" })).toEqual([]);
    expect(track("Course Finished")).toEqual([]);
  });

  it("says which fields of an identify stand beside its traits", () => {
    const identify = (more: object) => dropped({ type: "identify", ...more });
    expect(identify({ email: "a@x.org", firstName: "Zoé" })).toEqual([
      "email: to stand in traits, as traits.email",
      "firstName: to stand in traits, as traits.firstName",
    ]);
    expect(identify({ email: "a@x.org", traits: { email: "a@x.org" } })).toEqual([]);
    expect(identify({ traits: "x" })).toEqual(["traits: an object"]);
    expect(identify({ traits: null })).toEqual([]);
  });
});
