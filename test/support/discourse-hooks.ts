import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { discourseConnector } from "../../src/core/connectors/discourse/discourse-schema.ts";
import { type ForumCategory, type ForumKnown, NOTHING_KNOWN } from "../../src/core/connectors/discourse/forum.ts";
import { readHook } from "../../src/core/connectors/discourse/read-hook.ts";
import { callReader } from "../../src/core/tracking/call.ts";

export const receivedAt = new Date("2026-11-25T12:00:00Z");
/** When all of them came, and the number that the forum gave. */
export const moment = { receivedAt, eventId: "77" };
export const written = { kind: "discourse", url: "https://forum.example", id_prefix: "topic-" } as const;
export const forum = discourseConnector("forum", written);

export const category = (more: Partial<ForumCategory> = {}): ForumCategory => ({
  name: "Help",
  slug: "help",
  parentId: null,
  groups: null,
  aboutTopicId: 17,
  ...more,
});
/** What has been learned of the forum before: three categories, one of partners and one of nobody. */
export const known: ForumKnown = {
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

/** A recorded body of test/discourse. */
export const sample = (name: string): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync(new URL(`../discourse/${name}.json`, import.meta.url), "utf8"));
/** The recorded delivery under an event, with some of it written otherwise. */
export const hook = (name: string, event = name, change: Record<string, unknown> = {}) => {
  const body = sample(name);
  const type = Object.keys(body)[0] ?? "";
  return { type, event, body: type === "ping" ? body : { [type]: { ...body[type], ...change } } };
};
export const readCall = callReader({ passiveEvents: [], timezone: "Europe/Paris", events: {} });
/** What becomes of it; all of which can be taken. */
export const read = (
  name: string,
  event = name,
  change: Record<string, unknown> = {},
  mapping = forum,
  from = known,
) => {
  const reading = readHook(mapping, hook(name, event, change), from, moment);
  for (const call of reading.calls) {
    const taken = readCall(call, { receivedAt, sentAt: null, fromBrowser: false });
    expect(taken, JSON.stringify(call)).toHaveProperty("value");
  }
  return reading;
};
export const calls = (...given: Parameters<typeof read>) => read(...given).calls;
