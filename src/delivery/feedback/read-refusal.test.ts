import { expect, it } from "vitest";
import type { SubmitOutcome } from "../../core/smtp-replies.ts";
import { readRefusal } from "./read-refusal.ts";

const AT = new Date("2026-11-24T07:30:00Z");
const read = (text: string, change: Partial<SubmitOutcome> = {}) =>
  readRefusal(
    { memberId: 3, digestId: 7 },
    "zoe@members.example",
    { kind: "failed", code: Number(text.slice(0, 3)), text, stage: "envelope", ...change },
    AT,
  );

it.each([
  ["550 5.1.1 <zoe@members.example>: Recipient address rejected: User unknown", "hard_bounce"],
  ["550 No such user here", "hard_bounce"],
  ["550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Try again", "hard_bounce"],
  ["550 5.5.0 requested action not taken", "soft_bounce"],
  ["554 5.7.1 Service unavailable; client host blocked by a blocklist", undefined],
  ["550 5.7.1 refused by policy", undefined],
])("reads %s at the recipient as what a bounce with these words would say", (text, kind) => {
  expect(read(text)?.kind).toBe(kind);
});

it("names the digest, its address and the server's words", () => {
  expect(read("550 5.1.1 unknown")).toEqual({
    kind: "hard_bounce",
    key: { memberId: 3, digestId: 7 },
    address: "zoe@members.example",
    source: "reply",
    sourceId: "3.7",
    at: AT,
    status: "5.1.1",
    text: "550 5.1.1 unknown",
  });
});

it("believes only plain words once the mail itself was seen, and nothing of what is no refusal of a recipient", () => {
  expect(read("554 5.0.0 rejected", { stage: "data" })).toBeNull();
  expect(read("550 5.1.1 no such user", { stage: "data" })?.kind).toBe("hard_bounce");
  expect(read("550 5.1.1 no such user", { kind: "deferred" })).toBeNull();
  expect(read("550 5.1.1 no such user", { stage: "message" })).toBeNull();
});
