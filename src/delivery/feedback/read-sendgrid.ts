import { z } from "zod";
import { aboutDigest, type OwnSignatures } from "./about-digest.ts";
import type { Feedback, FeedbackKind } from "./ports.ts";
import { readJson, reportedStatus, reportedText } from "./report-words.ts";

const event = z.object({
  event: z.string(),
  email: z.string(),
  /** Seconds. */
  timestamp: z.number(),
  sg_event_id: z.string(),
  type: z.string().optional(),
  reason: z.string().nullish(),
  response: z.string().nullish(),
  status: z.string().nullish(),
  digest: z.unknown().optional(),
});
type Event = z.infer<typeof event>;

/** Why SendGrid drops a mail without trying; anything else is a fault of the mail or the account. */
const DROPS: Readonly<Record<string, FeedbackKind>> = {
  "Bounced Address": "hard_bounce",
  Invalid: "hard_bounce",
  "Spam Reporting Address": "complaint",
  "Unsubscribed Address": "unsubscribed",
};

/** Null: an event that says nothing, such as `deferred`, `processed` or an opening. */
function kindOf({ event: name, type, reason }: Event): FeedbackKind | null {
  switch (name) {
    case "bounce":
      return type === "blocked" ? "soft_bounce" : "hard_bounce";
    case "dropped":
      return DROPS[reason ?? ""] ?? "not_sent";
    case "delivered":
      return "delivered";
    case "spamreport":
      return "complaint";
    case "unsubscribe":
    case "group_unsubscribe":
      return "unsubscribed";
    default:
      return null;
  }
}

/**
 * A batch of SendGrid's Event Webhook; what signs a mail comes back as `digest`, but for bounces that arrive by mail,
 * of which only the address is known. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 * An event that cannot be read is left out; null: it is no batch.
 */
export function readSendgrid(text: string, own: OwnSignatures): readonly Feedback[] | null {
  const batch = readJson(text);
  if (!Array.isArray(batch)) return null;
  return batch.flatMap((candidate): Feedback[] => {
    const { data } = event.safeParse(candidate);
    const kind = data && kindOf(data);
    if (!data || !kind) return [];
    return [
      {
        kind,
        ...aboutDigest(own, [data.digest], data.email),
        source: "sendgrid",
        sourceId: data.sg_event_id,
        at: new Date(data.timestamp * 1000),
        status: reportedStatus(data.status, data.reason, data.response),
        text: reportedText(data.reason ?? data.response ?? data.event),
      },
    ];
  });
}
