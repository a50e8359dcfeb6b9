import { z } from "zod";
import { aboutDigest, type OwnSignatures } from "./about-digest.ts";
import type { Feedback, FeedbackKind } from "./ports.ts";
import { readJson, reportedStatus, reportedText } from "./report-words.ts";

/**
 * What each of Postmark's bounces says of the address, by name and by number.
 * https://postmarkapp.com/developer/api/bounce-api#bounce-types
 * null: nothing. A delay (`Transient`) is not the end, answers by machines are none of the member's, and what Postmark
 * refuses to send for a fault of the mail or the account says nothing of who was to get it.
 */
const BOUNCES: readonly (readonly [name: string, code: number, kind: FeedbackKind | null])[] = [
  ["HardBounce", 1, "hard_bounce"],
  ["Transient", 2, null],
  ["Unsubscribe", 16, "unsubscribed"],
  ["Subscribe", 32, null],
  ["AutoResponder", 64, null],
  ["AddressChange", 128, null],
  ["DnsError", 256, "soft_bounce"],
  ["SpamNotification", 512, "soft_bounce"],
  ["OpenRelayTest", 1024, null],
  ["Unknown", 2048, "soft_bounce"],
  ["SoftBounce", 4096, "soft_bounce"],
  ["VirusNotification", 8192, "soft_bounce"],
  ["ChallengeVerification", 16_384, null],
  ["BadEmailAddress", 100_000, "hard_bounce"],
  ["SpamComplaint", 100_001, "complaint"],
  ["ManuallyDeactivated", 100_002, "hard_bounce"],
  ["Unconfirmed", 100_003, "not_sent"],
  ["Blocked", 100_006, "soft_bounce"],
  ["SMTPApiError", 100_007, "not_sent"],
  ["InboundError", 100_008, null],
  ["DMARCPolicy", 100_009, "soft_bounce"],
  ["TemplateRenderingFailed", 100_010, "not_sent"],
];

/** Why Postmark sends nothing to an address any more. */
const SUPPRESSIONS: Readonly<Record<string, FeedbackKind>> = {
  HardBounce: "hard_bounce",
  SpamComplaint: "complaint",
  ManualSuppression: "unsubscribed",
};

const shared = {
  MessageID: z.string().optional(),
  Metadata: z.record(z.string(), z.unknown()).catch({}),
};

const bounce = z.object({
  ...shared,
  ID: z.union([z.number(), z.string()]),
  Type: z.string().optional(),
  TypeCode: z.number().optional(),
  Email: z.string(),
  BouncedAt: z.coerce.date(),
  Description: z.string().nullish(),
  Details: z.string().nullish(),
});

const RECORDS = {
  Bounce: bounce,
  SpamComplaint: bounce,
  Delivery: z.object({
    ...shared,
    MessageID: z.string(),
    Recipient: z.string(),
    DeliveredAt: z.coerce.date(),
    Details: z.string().nullish(),
  }),
  SubscriptionChange: z.object({
    ...shared,
    Recipient: z.string(),
    ChangedAt: z.coerce.date(),
    SuppressSending: z.boolean(),
    SuppressionReason: z.string().nullish(),
    Origin: z.string().nullish(),
  }),
};

type Reported = Omit<Feedback, "key" | "source">;

/**
 * A record of Postmark's webhooks; what signs a mail comes back as `Metadata.digest`.
 * https://postmarkapp.com/developer/webhooks/webhooks-overview
 * What speaks of no delivery is no feedback; null: a record that cannot be read.
 */
export function readPostmark(text: string, own: OwnSignatures): readonly Feedback[] | null {
  const record = readJson(text) as { readonly RecordType?: unknown; readonly Metadata?: unknown } | null;
  const type = record?.RecordType;
  if (typeof type !== "string") return null;
  if (!Object.hasOwn(RECORDS, type)) return [];
  const reported = reportOf(type as keyof typeof RECORDS, record);
  if (reported === null || reported === "nothing") return reported === null ? null : [];
  // Named by the rest of a header's name, whose letters have no case.
  const metadata = Object.entries(shared.Metadata.parse(record?.Metadata));
  const digest = metadata.find(([name]) => name.toLowerCase() === "digest")?.[1];
  return [{ ...reported, ...aboutDigest(own, [digest], reported.address), source: "postmark" }];
}

function reportOf(type: keyof typeof RECORDS, record: unknown): Reported | "nothing" | null {
  if (type === "Delivery") {
    const { data } = RECORDS.Delivery.safeParse(record);
    if (data === undefined) return null;
    return {
      kind: "delivered",
      address: data.Recipient,
      sourceId: `delivery ${data.MessageID} ${data.Recipient}`,
      at: data.DeliveredAt,
      status: reportedStatus(data.Details),
      text: reportedText(data.Details),
    };
  }
  if (type === "SubscriptionChange") {
    const { data } = RECORDS.SubscriptionChange.safeParse(record);
    if (data === undefined) return null;
    const kind = SUPPRESSIONS[data.SuppressionReason ?? ""];
    // Sending to an address again is for its member to ask for, by our own page.
    if (!data.SuppressSending || kind === undefined) return "nothing";
    return {
      kind,
      address: data.Recipient,
      sourceId: `suppression ${data.Recipient} ${data.ChangedAt.toISOString()} ${kind}`,
      at: data.ChangedAt,
      status: null,
      text: reportedText(data.SuppressionReason, data.Origin ? `by ${data.Origin}` : null),
    };
  }
  const { data } = bounce.safeParse(record);
  if (data === undefined) return null;
  const known = BOUNCES.find(([name, code]) => (data.Type === undefined ? code === data.TypeCode : name === data.Type));
  const kind = type === "SpamComplaint" ? "complaint" : (known?.[2] ?? null);
  if (kind === null) return "nothing";
  return {
    kind,
    address: data.Email,
    // Its number alone may be too long for a JSON number.
    sourceId: `${known?.[0] ?? type} ${data.MessageID ?? ""} ${data.ID}`,
    at: data.BouncedAt,
    status: reportedStatus(data.Details, data.Description),
    text: reportedText(data.Type ?? type, data.Details ?? data.Description),
  };
}
