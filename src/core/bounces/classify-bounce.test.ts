import { describe, expect, it } from "vitest";
import { classifyBounce, tellingStatus } from "./classify-bounce.ts";

describe("a refusal", () => {
  it.each([
    ["5.1.1", "", "hard_bounce"],
    ["5.1.2", "", "hard_bounce"],
    ["5.1.3", "", "hard_bounce"],
    ["5.1.6", "", "hard_bounce"],
    ["5.1.10", "", "hard_bounce"],
    ["5.1.4", "", "soft_bounce"],
    ["5.1.7", "", "not_sent"],
    ["5.1.8", "", "not_sent"],
    ["5.2.0", "", "soft_bounce"],
    ["5.2.1", "550 5.2.1 mailbox disabled", "hard_bounce"],
    ["5.2.1", "550 5.2.1 receives mail at a rate that", "soft_bounce"],
    ["5.2.2", "552 5.2.2 over quota", "soft_bounce"],
    ["5.2.3", "", "not_sent"],
    ["5.3.0", "", "soft_bounce"],
    ["5.3.4", "552 5.3.4 too large", "not_sent"],
    ["5.4.4", "host not found", "soft_bounce"],
    ["5.4.6", "mail loop", "soft_bounce"],
    ["5.4.7", "expired", "soft_bounce"],
    ["5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "hard_bounce"],
    ["5.4.1", "no answer from host", "soft_bounce"],
    ["5.5.0", "550 5.5.0 Requested action not taken: mailbox unavailable", "hard_bounce"],
    ["5.6.1", "", "not_sent"],
    ["5.7.1", "550 5.7.1 blocked, see our policy", "not_sent"],
    ["5.7.1", "550 5.7.1 user unknown, or not ours", "not_sent"],
    ["5.7.17", "mailbox owner has changed", "hard_bounce"],
    ["5.7.26", "", "not_sent"],
    ["4.2.2", "452 4.2.2 over quota", "soft_bounce"],
    ["4.4.7", "delivery time expired", "soft_bounce"],
    ["4.7.1", "451 4.7.1 too many complaints of your network", "not_sent"],
    ["4.7.1", "451 4.7.1 greylisted", "soft_bounce"],
  ])("%s %s", (status, words, kind) => {
    expect(classifyBounce(status, words)).toBe(kind);
  });

  it.each([
    ["550 No such user here", "hard_bounce"],
    ["550 unknown user account", "hard_bounce"],
    ["550 pat@members.example does not exist", "hard_bounce"],
    ["550 The address pat@members.example is unknown here", "hard_bounce"],
    ["550 The address is fine. Our server is unknown.", "soft_bounce"],
    ["Unrouteable address", "hard_bounce"],
    ["554 Your mail was rejected as spam", "not_sent"],
    ["554 rejected by policy: no such user", "hard_bounce"],
    ["552 mailbox exceeds its size", "soft_bounce"],
    ["550 Benutzer hat das Postfach geschlossen", "soft_bounce"],
    ["450 user unknown, try later", "soft_bounce"],
    ["554 Access denied", "soft_bounce"],
    ["connection timed out", "soft_bounce"],
    ["", "soft_bounce"],
  ])("without a status, or with one that says nothing: %s", (words, kind) => {
    for (const status of [null, "5.0.0"]) expect(classifyBounce(status, words)).toBe(kind);
  });

  it("has the status of the server's words where the report's own says nothing", () => {
    expect(tellingStatus("5.0.0", "smtp; 550-5.1.1 no such user")).toBe("5.1.1");
    expect(tellingStatus(null, "host mx[192.5.1.1] said: 550 no")).toBeNull();
    expect(tellingStatus("5.2.2", "550 5.1.1 no")).toBe("5.2.2");
    expect(tellingStatus("5.0.0", "550 retry: was 4.4.1")).toBe("5.0.0");
    expect(tellingStatus("nonsense", "")).toBeNull();
  });
});
