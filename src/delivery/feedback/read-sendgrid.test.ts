import { describe, expect, it } from "vitest";
import { OWN, sendgridEvent } from "../../../test/support/webhook-samples.ts";
import { readSendgrid } from "./read-sendgrid.ts";

const MAILED = { key: { memberId: 12, digestId: 345 }, address: "zoe@members.example" };
const read = (...events: unknown[]) => readSendgrid(JSON.stringify(events), OWN);

describe("a batch of SendGrid's", () => {
  it("tells of whom each event speaks, of which digest, and in whose words", () => {
    const reason = "550 5.1.1 The email account does not exist";
    const event = sendgridEvent(MAILED, "bounce", { type: "bounce", status: "5.1.1", reason, sg_event_id: "e1" });
    expect(read(event)).toEqual([
      {
        kind: "hard_bounce",
        key: MAILED.key,
        address: MAILED.address,
        source: "sendgrid",
        sourceId: "e1",
        at: new Date(1_795_505_404_000),
        status: "5.1.1",
        text: reason,
      },
    ]);
  });

  it.each([
    ["bounce", { type: "bounce" }, "hard_bounce"],
    ["bounce", { type: "blocked" }, "soft_bounce"],
    ["dropped", { reason: "Bounced Address" }, "hard_bounce"],
    ["dropped", { reason: "Invalid" }, "hard_bounce"],
    ["dropped", { reason: "Spam Reporting Address" }, "complaint"],
    ["dropped", { reason: "Unsubscribed Address" }, "unsubscribed"],
    ["dropped", { reason: "Recipient List over Package Quota" }, "not_sent"],
    ["delivered", { response: "250 OK" }, "delivered"],
    ["spamreport", {}, "complaint"],
    ["unsubscribe", {}, "unsubscribed"],
    ["group_unsubscribe", { asm_group_id: 1 }, "unsubscribed"],
    ["deferred", { response: "451 4.7.1 try later" }, null],
    ["processed", {}, null],
    ["open", {}, null],
    ["group_resubscribe", {}, null],
  ])("%s %j", (name, part, kind) => {
    expect(read(sendgridEvent(MAILED, name, part))?.map((feedback) => feedback.kind)).toEqual(kind ? [kind] : []);
  });

  it("acts on the address where nothing signed came back: a Message-ID says nothing", () => {
    expect(read(sendgridEvent(MAILED, "bounce", { type: "bounce", digest: undefined }))).toMatchObject([
      { key: null, address: MAILED.address },
    ]);
  });

  it("is not lost for one event that cannot be read", () => {
    expect(read({ event: "bounce" }, null, sendgridEvent(MAILED, "delivered"))).toMatchObject([{ kind: "delivered" }]);
    expect(readSendgrid(JSON.stringify({ event: "bounce" }), OWN)).toBeNull();
    expect(readSendgrid("no JSON", OWN)).toBeNull();
  });
});
