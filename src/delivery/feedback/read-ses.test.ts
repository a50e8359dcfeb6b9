import { describe, expect, it } from "vitest";
import { OWN, sesBounce, sesEvent } from "../../../test/support/webhook-samples.ts";
import { readSes } from "./read-ses.ts";

const MAILED = { key: { memberId: 12, digestId: 345 }, address: "zoe@members.example" };
const AT = "2026-11-24T07:30:04.000Z";
const complaint = (complaintFeedbackType?: string) => ({
  complaint: { complainedRecipients: [{ emailAddress: MAILED.address }], timestamp: AT, complaintFeedbackType },
});
const delivery = {
  delivery: { timestamp: AT, recipients: [MAILED.address], smtpResponse: "250 2.6.0 Message received" },
};
const NOTHING_SAID = { action: undefined, status: undefined, diagnosticCode: undefined };

describe("an event of SES", () => {
  it("tells of whom it speaks, of which digest, and in whose words", () => {
    expect(readSes(sesBounce(MAILED, "Permanent", "NoEmail"), "m1", OWN)).toEqual([
      {
        kind: "hard_bounce",
        key: MAILED.key,
        address: MAILED.address,
        source: "ses",
        sourceId: "m1",
        at: new Date(AT),
        status: "5.1.1",
        text: "smtp; 550 5.1.1 user unknown",
      },
    ]);
  });

  it.each([
    ["permanent", sesBounce(MAILED, "Permanent", "General"), "hard_bounce"],
    ["on the account's suppression list", sesBounce(MAILED, "Permanent", "OnAccountSuppressionList"), "hard_bounce"],
    ["unsubscribed at SES", sesBounce(MAILED, "Permanent", "UnsubscribedRecipient"), "unsubscribed"],
    ["a full mailbox", sesBounce(MAILED, "Transient", "MailboxFull", { status: "4.2.2" }), "soft_bounce"],
    ["transient with a server's words", sesBounce(MAILED, "Transient", "General"), "soft_bounce"],
    ["undetermined", sesBounce(MAILED, "Undetermined", "Undetermined", NOTHING_SAID), "soft_bounce"],
    ["an out-of-office answer", sesBounce(MAILED, "Transient", "General", NOTHING_SAID), undefined],
    ["a bounce that is a delay", sesBounce(MAILED, "Transient", "General", { action: "delayed" }), undefined],
    ["a complaint", sesEvent("Complaint", complaint("abuse"), MAILED), "complaint"],
    ["a complaint without a type", sesEvent("Complaint", complaint(), MAILED), "complaint"],
    ["taken out of the spam folder", sesEvent("Complaint", complaint("not-spam"), MAILED), undefined],
    ["a broken signature", sesEvent("Complaint", complaint("auth-failure"), MAILED), undefined],
    ["delivered", sesEvent("Delivery", delivery, MAILED), "delivered"],
    ["delivered, by notification", sesEvent("Delivery", delivery, MAILED, "notificationType"), "delivered"],
    ["rejected", sesEvent("Reject", { reject: { reason: "Bad content" } }, MAILED), "not_sent"],
    [
      "not rendered",
      sesEvent("Rendering Failure", { failure: { errorMessage: "no name", templateName: "a" } }, MAILED),
      "not_sent",
    ],
    ["a delay", sesEvent("DeliveryDelay", { deliveryDelay: { delayType: "MailboxFull" } }, MAILED), undefined],
    ["an opening", sesEvent("Open", { open: {} }, MAILED), undefined],
    ["the greeting of a topic", "Successfully validated SNS topic for Amazon SES event publishing.", undefined],
  ])("%s", (_, event, kind) => {
    expect(readSes(event, "m1", OWN)?.map((feedback) => feedback.kind)).toEqual(kind === undefined ? [] : [kind]);
  });

  it("speaks of each of its recipients apart", () => {
    const both = JSON.parse(sesBounce(MAILED, "Permanent")) as { bounce: { bouncedRecipients: object[] } };
    both.bounce.bouncedRecipients.push({ emailAddress: "Ada <ada@members.example>", action: "failed" });
    const feedback = readSes(JSON.stringify(both), "m1", OWN);
    expect(feedback?.map(({ address, sourceId }) => [address, sourceId])).toEqual([
      [MAILED.address, "m1"],
      ["ada@members.example", "m1 2"],
    ]);
  });

  const without = (mail: object) => {
    const event = JSON.parse(sesBounce(MAILED, "Permanent")) as object;
    return JSON.stringify({ ...event, mail: { timestamp: AT, destination: [MAILED.address], ...mail } });
  };

  it("finds the digest by where the mail was to come back, when SES is not asked for headers", () => {
    const source = OWN.returnPaths.addressFor(MAILED.key, "bounces@example.org");
    expect(readSes(without({ source }), "m1", OWN)).toMatchObject([{ key: MAILED.key, address: MAILED.address }]);
  });

  it("acts on the address where it shows nothing that is signed: a Message-ID says nothing", () => {
    const headers = [{ name: "Message-ID", value: "<d.12.345@example.org>" }];
    expect(readSes(without({ headers, source: "news@example.org" }), "m1", OWN)).toMatchObject([
      { key: null, address: MAILED.address },
    ]);
  });

  it("is told apart from one that cannot be read", () => {
    expect(readSes(sesEvent("Bounce", { bounce: { bounceType: "Permanent" } }, MAILED), "m1", OWN)).toBeNull();
  });
});
