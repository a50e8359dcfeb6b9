import { z } from "zod";
import { aboutDigest, type OwnSignatures } from "./about-digest.ts";
import type { Feedback, FeedbackKind } from "./ports.ts";
import { readJson, reportedStatus, reportedText } from "./report-words.ts";

const recipient = z.object({
  emailAddress: z.string(),
  action: z.string().optional(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional(),
});
const timestamp = z.coerce.date();

const mail = z.object({
  timestamp,
  destination: z.array(z.string()).default([]),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  /** Of its envelope. */
  source: z.string().optional(),
});

const EVENTS = {
  Bounce: z.object({
    mail,
    bounce: z.object({
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z.array(recipient),
      timestamp,
    }),
  }),
  Complaint: z.object({
    mail,
    complaint: z.object({
      complaintFeedbackType: z.string().optional(),
      complainedRecipients: z.array(recipient),
      timestamp,
    }),
  }),
  Delivery: z.object({
    mail,
    delivery: z.object({ recipients: z.array(z.string()), smtpResponse: z.string().optional(), timestamp }),
  }),
  Reject: z.object({ mail, reject: z.object({ reason: z.string() }) }),
  "Rendering Failure": z.object({ mail, failure: z.object({ errorMessage: z.string() }) }),
};

type Bounce = z.infer<typeof EVENTS.Bounce>["bounce"];
type Recipient = z.infer<typeof recipient>;

/** A receiver's report that somebody took a mail out of the spam folder, or that a signature was wrong, is no complaint. */
const NO_COMPLAINTS: readonly string[] = ["not-spam", "auth-failure"];

/** Nothing for a delay, and for the answer by a machine (out of office), which SES reports without any status. */
function kindOfBounce({ bounceType, bounceSubType }: Bounce, to: Recipient): FeedbackKind | null {
  if (to.action === "delayed") return null;
  if (bounceType === "Permanent") return bounceSubType === "UnsubscribedRecipient" ? "unsubscribed" : "hard_bounce";
  const saysNothing = to.action === undefined && to.status === undefined && to.diagnosticCode === undefined;
  if (bounceType === "Transient" && bounceSubType === "General" && saysNothing) return null;
  return "soft_bounce";
}

type Reported = Pick<Feedback, "kind" | "address" | "at" | "status" | "text">;

/**
 * An event of Amazon SES, as its notifications (`notificationType`) and its event publishing (`eventType`) write it.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 * What speaks of no delivery is no feedback; null: an event that cannot be read.
 * @param messageId of the SNS message, the same when it comes again
 */
export function readSes(text: string, messageId: string, own: OwnSignatures): readonly Feedback[] | null {
  const event = readJson(text) as { readonly eventType?: unknown; readonly notificationType?: unknown } | null;
  const type = event?.eventType ?? event?.notificationType;
  // SES greets a new topic with a sentence, and tells of much else: sends, opens, delays.
  if (typeof type !== "string" || !Object.hasOwn(EVENTS, type)) return [];
  const read = reportsOf(type as keyof typeof EVENTS, event);
  if (read === null) return null;
  const unsubscribe = read.mail.headers.filter(({ name }) => name.toLowerCase() === "list-unsubscribe");
  const givenBack = [read.mail.source, ...unsubscribe.map(({ value }) => value)];
  return read.reports.map((report, at) => ({
    ...report,
    ...aboutDigest(own, givenBack, /<([^<>]+)>$/.exec(report.address ?? "")?.[1] ?? report.address),
    source: "ses",
    // A message may speak of several recipients.
    sourceId: at === 0 ? messageId : `${messageId} ${at + 1}`,
  }));
}

function reportsOf(
  type: keyof typeof EVENTS,
  event: unknown,
): { readonly mail: z.infer<typeof mail>; readonly reports: readonly Reported[] } | null {
  if (type === "Bounce") {
    const { data } = EVENTS.Bounce.safeParse(event);
    if (data === undefined) return null;
    const { bounce } = data;
    const reports = bounce.bouncedRecipients.flatMap((to): Reported[] => {
      const kind = kindOfBounce(bounce, to);
      const said = to.diagnosticCode ?? `${bounce.bounceType} ${bounce.bounceSubType ?? ""}`;
      return kind === null
        ? []
        : [
            {
              kind,
              address: to.emailAddress,
              at: bounce.timestamp,
              status: reportedStatus(to.status, to.diagnosticCode),
              text: reportedText(said),
            },
          ];
    });
    return { mail: data.mail, reports };
  }
  if (type === "Complaint") {
    const { data } = EVENTS.Complaint.safeParse(event);
    if (data === undefined) return null;
    const { complaintFeedbackType: feedbackType, complainedRecipients, timestamp: at } = data.complaint;
    const isOne = feedbackType === undefined || !NO_COMPLAINTS.includes(feedbackType);
    const text = reportedText("complaint", feedbackType);
    const reports = complainedRecipients.map(
      ({ emailAddress: address }): Reported => ({ kind: "complaint", address, at, status: null, text }),
    );
    return { mail: data.mail, reports: isOne ? reports : [] };
  }
  if (type === "Delivery") {
    const { data } = EVENTS.Delivery.safeParse(event);
    if (data === undefined) return null;
    const { recipients, smtpResponse, timestamp: at } = data.delivery;
    const rest = { at, status: reportedStatus(smtpResponse), text: reportedText(smtpResponse) };
    return { mail: data.mail, reports: recipients.map((address) => ({ kind: "delivered", address, ...rest })) };
  }
  return type === "Reject"
    ? thrownAway(EVENTS.Reject.safeParse(event).data, ({ reject }) => reject.reason)
    : thrownAway(EVENTS["Rendering Failure"].safeParse(event).data, ({ failure }) => failure.errorMessage);
}

/** SES took it and did not send it. */
function thrownAway<Event extends { readonly mail: z.infer<typeof mail> }>(
  event: Event | undefined,
  whyOf: (event: Event) => string,
): { readonly mail: z.infer<typeof mail>; readonly reports: readonly Reported[] } | null {
  if (event === undefined) return null;
  const { destination, timestamp: at } = event.mail;
  const text = reportedText("not sent by SES:", whyOf(event));
  return {
    mail: event.mail,
    reports: destination.map((address) => ({ kind: "not_sent", address, at, status: null, text })),
  };
}
