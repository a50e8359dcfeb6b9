import { describe, expect, it } from "vitest";
import { calls, forum, hook, known, receivedAt, written } from "../../../../test/support/discourse-hooks.ts";
import { discourseConnector } from "./discourse-schema.ts";
import { needsOf } from "./read-hook.ts";

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
