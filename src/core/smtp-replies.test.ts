import { describe, expect, it } from "vitest";
import {
  asksForPatience,
  fateOf,
  holdsDomain,
  holdsRelay,
  NO_REPLY,
  readReply,
  refusesAccount,
  type SubmitOutcome,
  type SubmitStage,
} from "./smtp-replies.ts";

function outcome(text: string, stage: SubmitStage = "envelope"): SubmitOutcome {
  const reply = readReply(text);
  return { kind: fateOf(reply, stage), code: reply.code, text, stage };
}

describe("a reply", () => {
  it("is read whole, with its enhanced status", () => {
    expect(readReply("450 4.7.1 later")).toEqual({ code: 450, status: "4.7.1" });
    expect(readReply("550-5.7.26 no SPF\n550-5.7.26 and no DKIM\n550 5.7.26 see https://a.example")).toEqual({
      code: 550,
      status: "5.7.26",
    });
    expect(readReply("571 Delivery not authorized")).toEqual({ code: 571, status: null });
    expect(readReply("250")).toEqual({ code: 250, status: null });
  });

  it.each(["", "ok", "25", "2500 ok", "999 no", "250ok", "250-one\n550 two", "199 odd"])(
    "is none when it is %j",
    (text) => {
      expect(readReply(text)).toEqual(NO_REPLY);
    },
  );

  it("settles nothing after the 354 unless it says so: what is no reply leaves the fate unknown", () => {
    for (const text of ["", "999 no", "250-one\n550 two", "354 go on", "220 hello", "221 bye"]) {
      expect(fateOf(readReply(text), "data")).toBe("unknown");
    }
  });
});

describe("what a reply makes wait", () => {
  it.each([
    ["450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted", true],
    ["451 4.7.1 come back later", true],
    ["450 4.7.0 try again", true],
    ["550 5.7.515 Access denied, sending domain does not pass", true],
    ["552 mailbox full", true],
    ["452 4.2.2 over quota", true],
    ["451 4.3.0 not now", false],
    ["421 4.7.0 try again later", false],
  ])("%j asks for patience: %s", (text, patient) => {
    expect(asksForPatience(outcome(text))).toBe(patient);
  });

  it.each([
    ["421 4.7.0 try again later", true],
    ["451 4.3.0 not now", true],
    ["451 4.7.500 server busy", true],
    ["550 5.7.26 no SPF", true],
    ["450 4.2.1 receives too much at the moment", false],
    ["452 4.2.2 over quota", false],
    ["450 4.1.1 not verified", false],
    ["451 4.7.1 greylisting in action", false],
    ["550 5.1.1 no such person", false],
    ["552 mailbox full", false],
  ])("%j holds the recipient's domain: %s", (text, holds) => {
    expect(holdsDomain(outcome(text))).toBe(holds);
    expect(holdsDomain(outcome(text, "data"))).toBe(holds);
    expect(holdsDomain(outcome(text, "sender"))).toBe(false);
    expect(holdsDomain(outcome(text, "connect"))).toBe(false);
  });

  it("holds the mail server where it takes no mail of ours at all", () => {
    expect(holdsRelay(outcome("535 5.7.8 bad password", "connect"))).toBe(true);
    expect(holdsRelay(outcome("421 4.3.2 going down", "sender"))).toBe(true);
    expect(holdsRelay(outcome("550 5.7.1 not your address", "sender"))).toBe(true);
    expect(holdsRelay(outcome("451 4.3.0 not now", "sender"))).toBe(false);
    expect(holdsRelay(outcome("550 5.1.1 no such person"))).toBe(false);
  });
});

describe("a refused account", () => {
  it("is told from other refusals by the reply's code or status", () => {
    for (const text of [
      "535 5.7.8 Bad username or password",
      "530 5.7.0 log in first",
      "454 4.7.0 x\n535 y",
      "550 5.7.8 no",
    ])
      expect(refusesAccount(text), text).toBe(!text.startsWith("454"));
    for (const text of [null, "421 4.7.28 too many mails", "550 5.7.1 blocked", "no reply"])
      expect(refusesAccount(text)).toBe(false);
  });
});
