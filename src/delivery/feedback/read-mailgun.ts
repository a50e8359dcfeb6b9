import { z } from "zod";
import { aboutDigest, type OwnSignatures } from "./about-digest.ts";
import type { Feedback, FeedbackKind } from "./ports.ts";
import { readJson, reportedStatus, reportedText } from "./report-words.ts";

const body = z.object({
  "event-data": z.object({
    event: z.string(),
    id: z.string(),
    /** Seconds. */
    timestamp: z.number(),
    recipient: z.string().optional(),
    severity: z.string().nullish(),
    reason: z.string().nullish(),
    "delivery-status": z
      .object({
        code: z.number().nullish(),
        "enhanced-code": z.string().nullish(),
        "bounce-type": z.string().nullish(),
        message: z.string().nullish(),
        description: z.string().nullish(),
      })
      .catch({}),
    "user-variables": z.record(z.string(), z.unknown()).catch({}),
  }),
});
type Event = z.infer<typeof body>["event-data"];

/** Why Mailgun gave up by itself. `old`: the receiving server was away, or did not take it, for as long as Mailgun tries. */
const REASONS: Readonly<Record<string, FeedbackKind>> = {
  "suppress-bounce": "hard_bounce",
  "suppress-complaint": "complaint",
  "suppress-unsubscribe": "unsubscribed",
  old: "soft_bounce",
};

function kindOfFailure({ reason, "delivery-status": said }: Event, status: string | null): FeedbackKind {
  const known = REASONS[reason ?? ""];
  if (known !== undefined) return known;
  if (said["bounce-type"] === "soft" || said["bounce-type"] === "hard") return `${said["bounce-type"]}_bounce`;
  // A refusal by policy, or for now, is about the mail.
  const ofTheMail = status?.startsWith("5.7.") === true || status?.startsWith("4.") === true;
  return ofTheMail || Math.trunc((said.code ?? 0) / 100) === 4 ? "soft_bounce" : "hard_bounce";
}

/** Null: an event that says nothing. A failure for now is tried again by Mailgun. */
function kindOf(event: Event, status: string | null): FeedbackKind | null {
  switch (event.event) {
    case "failed":
      return event.severity === "permanent" ? kindOfFailure(event, status) : null;
    case "delivered":
      return "delivered";
    case "complained":
      return "complaint";
    case "unsubscribed":
      return "unsubscribed";
    default:
      return null;
  }
}

/**
 * An event of Mailgun's webhooks; what signs a mail comes back in `user-variables`.
 * https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-structure
 * What speaks of no delivery is no feedback; null: an event that cannot be read.
 */
export function readMailgun(text: string, own: OwnSignatures): readonly Feedback[] | null {
  const { data } = body.safeParse(readJson(text));
  if (data === undefined) return null;
  const event = data["event-data"];
  const said = event["delivery-status"];
  const status = reportedStatus(said["enhanced-code"], said.message, said.description);
  const kind = kindOf(event, status);
  if (kind === null) return [];
  return [
    {
      kind,
      ...aboutDigest(own, [event["user-variables"].digest], event.recipient ?? null),
      source: "mailgun",
      // Its id is unique within a day only.
      sourceId: `${event.id} ${event.timestamp}`,
      at: new Date(event.timestamp * 1000),
      status,
      text: reportedText(
        said.code ? String(said.code) : null,
        said.message || said.description || event.reason || kind,
      ),
    },
  ];
}
