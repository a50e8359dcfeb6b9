import { describe, expect, it } from "vitest";
import { OWN, postmarkBounce, tokenOf } from "../../../test/support/webhook-samples.ts";
import { readPostmark } from "./read-postmark.ts";

const MAILED = { key: { memberId: 12, digestId: 345 }, address: "zoe@members.example" };
const read = (record: object) => readPostmark(JSON.stringify(record), OWN);
const suppression = (SuppressionReason: string | null, SuppressSending = true) => ({
  RecordType: "SubscriptionChange",
  MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
  ChangedAt: "2026-11-24T07:30:04Z",
  Recipient: MAILED.address,
  Origin: "Recipient",
  SuppressSending,
  SuppressionReason,
  Metadata: { digest: tokenOf(MAILED) },
});
const delivery = {
  RecordType: "Delivery",
  MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
  Recipient: MAILED.address,
  DeliveredAt: "2026-11-24T07:30:04Z",
  Details: "smtp;250 2.0.0 OK",
  Metadata: { digest: tokenOf(MAILED) },
};

describe("a record of Postmark", () => {
  it("tells of whom it speaks, of which digest, and in whose words", () => {
    expect(read(postmarkBounce(MAILED, "HardBounce", 1))).toEqual([
      {
        kind: "hard_bounce",
        key: MAILED.key,
        address: MAILED.address,
        source: "postmark",
        sourceId: "HardBounce 883953f4-6105-42a2-a16a-77a8eac79483 4323372036854",
        at: new Date("2026-11-24T07:30:04.907Z"),
        status: "5.1.1",
        text: "HardBounce smtp;550 5.1.1 The email account that you tried to reach does not exist.",
      },
    ]);
  });

  it.each([
    ["HardBounce", 1, "hard_bounce"],
    ["Transient", 2, null],
    ["Unsubscribe", 16, "unsubscribed"],
    ["AutoResponder", 64, null],
    ["OutOfOffice", 64, null],
    ["DnsError", 256, "soft_bounce"],
    ["SpamNotification", 512, "soft_bounce"],
    ["SoftBounce", 4096, "soft_bounce"],
    ["ChallengeVerification", 16_384, null],
    ["BadEmailAddress", 100_000, "hard_bounce"],
    ["SpamComplaint", 100_001, "complaint"],
    ["ManuallyDeactivated", 100_002, "hard_bounce"],
    ["Blocked", 100_006, "soft_bounce"],
    ["SMTPApiError", 100_007, "not_sent"],
    ["TypeOfNextYear", 100_099, null],
  ])("%s, which has the number %i", (type, code, kind) => {
    const kinds = (record: object) => read(record)?.map((feedback) => feedback.kind);
    expect(kinds(postmarkBounce(MAILED, type, code))).toEqual(kind === null ? [] : [kind]);
  });

  it("is understood by its number alone", () => {
    expect(read(postmarkBounce(MAILED, "HardBounce", 4096, { Type: undefined }))).toMatchObject([
      { kind: "soft_bounce" },
    ]);
  });

  it.each([
    ["a complaint", postmarkBounce(MAILED, "SpamComplaint", 100_001, { RecordType: "SpamComplaint" }), "complaint"],
    ["delivered", delivery, "delivered"],
    ["suppressed for a bounce", suppression("HardBounce"), "hard_bounce"],
    ["suppressed for a complaint", suppression("SpamComplaint"), "complaint"],
    ["suppressed by hand", suppression("ManualSuppression"), "unsubscribed"],
  ])("%s", (_, record, kind) => {
    expect(read(record)).toMatchObject([{ kind, key: MAILED.key, address: MAILED.address }]);
  });

  it.each([
    ["taken off the list of suppressions", suppression(null, false)],
    ["an opening", { RecordType: "Open", Recipient: MAILED.address }],
  ])("says nothing: %s", (_, record) => {
    expect(read(record)).toEqual([]);
  });

  it.each([{ Digest: tokenOf(MAILED) }, { colour: "blue", digest: tokenOf(MAILED) }])(
    "finds the digest in %j",
    (Metadata) => {
      expect(read(postmarkBounce(MAILED, "HardBounce", 1, { Metadata }))).toMatchObject([{ key: MAILED.key }]);
    },
  );

  it.each(["of another", "12.345"])("acts on the address where %j came back, which nobody signed", (digest) => {
    expect(read(postmarkBounce(MAILED, "HardBounce", 1, { Metadata: { digest } }))).toMatchObject([
      { key: null, address: MAILED.address },
    ]);
  });

  it.each([[{}], [{ RecordType: "Bounce", Type: "HardBounce" }], ["no object"]])("is told apart from %j", (record) => {
    expect(readPostmark(JSON.stringify(record), OWN)).toBeNull();
  });
});
