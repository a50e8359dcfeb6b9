import { describe, expect, it } from "vitest";
import { mailgunEvent, OWN } from "../../../test/support/webhook-samples.ts";
import { readMailgun } from "./read-mailgun.ts";

const MAILED = { key: { memberId: 12, digestId: 345 }, address: "zoe@members.example" };
const read = (event: object) => readMailgun(JSON.stringify({ "event-data": event }), OWN);
const failure = (severity: string, reason: string, said: object = {}) =>
  mailgunEvent(MAILED, "failed", { severity, reason, "delivery-status": { code: 550, message: "", ...said } });

describe("an event of Mailgun", () => {
  it("tells of whom it speaks, of which digest, and in whose words", () => {
    const said = { "enhanced-code": "5.1.1", message: "5.1.1 No such user", "bounce-type": "hard" };
    expect(read({ ...failure("permanent", "bounce", said), id: "m1" })).toEqual([
      {
        kind: "hard_bounce",
        key: MAILED.key,
        address: MAILED.address,
        source: "mailgun",
        sourceId: "m1 1795505404.25",
        at: new Date(1_795_505_404_250),
        status: "5.1.1",
        text: "550 5.1.1 No such user",
      },
    ]);
  });

  it.each([
    ["a mailbox that is not there", failure("permanent", "bounce"), "hard_bounce"],
    ["soft, by Mailgun's word", failure("permanent", "bounce", { "bounce-type": "soft" }), "soft_bounce"],
    ["a refusal by policy", failure("permanent", "generic", { message: "5.7.1 spam" }), "soft_bounce"],
    ["given up after a day of trying", failure("permanent", "old", { code: 602 }), "soft_bounce"],
    ["a full mailbox", failure("permanent", "bounce", { code: 452 }), "soft_bounce"],
    ["bounced before", failure("permanent", "suppress-bounce", { code: 605 }), "hard_bounce"],
    ["complained before", failure("permanent", "suppress-complaint", { code: 607 }), "complaint"],
    ["unsubscribed before", failure("permanent", "suppress-unsubscribe", { code: 606 }), "unsubscribed"],
    ["a failure that is tried again", failure("temporary", "generic", { code: 451 }), null],
    ["complained", mailgunEvent(MAILED, "complained"), "complaint"],
    ["unsubscribed", mailgunEvent(MAILED, "unsubscribed"), "unsubscribed"],
    ["delivered", mailgunEvent(MAILED, "delivered", { "delivery-status": { code: 250 } }), "delivered"],
    ["an opening", mailgunEvent(MAILED, "opened"), null],
  ])("%s", (_, event, kind) => {
    expect(read(event)?.map((feedback) => feedback.kind)).toEqual(kind ? [kind] : []);
  });

  it("acts on the address where nothing signed came back: a Message-ID says nothing", () => {
    expect(read(mailgunEvent(MAILED, "complained", { "user-variables": [] }))).toMatchObject([
      { key: null, address: MAILED.address },
    ]);
  });

  it("is told apart from one that cannot be read", () => {
    expect(readMailgun(JSON.stringify({ "event-data": { event: "failed" } }), OWN)).toBeNull();
    expect(readMailgun("no JSON", OWN)).toBeNull();
  });
});
