import { isAutoReply } from "./is-auto-reply.ts";
import { readDeliveryStatus } from "./read-delivery-status.ts";
import { readFieldGroups, readHeader, readMailDate } from "./read-fields.ts";
import { readTextBounce } from "./read-text-bounce.ts";
import { addressesIn } from "./report-text.ts";
import { fieldOf, type MailField, type MailPart, type MailReport, type ReturnedMail } from "./returned-mail.ts";

const RETURNED = [
  "message/rfc822",
  "message/global",
  "text/rfc822-headers",
  "message/rfc822-headers",
  "message/global-headers",
];

/**
 * What a mail that came back says, whoever wrote it: a delivery status for each recipient (RFC 3464), a complaint
 * (RFC 5965), a bounce in words of qmail, Exim or Exchange, an answer by a machine, or none of these.
 */
export function readReport(mail: ReturnedMail): MailReport {
  const copied = mail.parts.find(({ type }) => RETURNED.includes(type));
  const headers = copied === undefined ? [] : readHeader(copied.text);
  const complaint = partOf(mail, "message/feedback-report");
  if (complaint !== undefined) return readFeedbackReport(complaint, headers);
  const status = partOf(mail, "message/delivery-status") ?? partOf(mail, "message/global-delivery-status");
  if (status !== undefined) {
    const recipients = readDeliveryStatus(status.text);
    if (recipients.length > 0) return { kind: "delivery", recipients, original: { headers, senders: [] } };
  }
  // Microsoft's complaints are the mail itself, with who complains in its header.
  if (fieldOf(headers, "x-hmxmroriginalrecipient") !== null) {
    return { kind: "complaint", text: "abuse", at: dateOf(mail), original: { headers, senders: [] } };
  }
  if (partOf(mail, "message/disposition-notification") !== undefined) return { kind: "other" };
  const bounce = readTextBounce(mail);
  if (bounce !== null) {
    const recipients = bounce.recipients.map((recipient) => ({ ...recipient, at: dateOf(mail) }));
    const original = { headers: headers.length > 0 ? headers : bounce.copied, senders: [] };
    return { kind: "delivery", recipients, original };
  }
  return { kind: isAutoReply(mail.headers) ? "auto_reply" : "other" };
}

/** Only `abuse` is a complaint: the others tell of signatures, viruses, or that a mail was none after all. */
function readFeedbackReport({ text }: MailPart, headers: readonly MailField[]): MailReport {
  const fields = readFieldGroups(text).flat();
  if (fieldOf(fields, "feedback-type")?.toLowerCase() !== "abuse") return { kind: "other" };
  return {
    kind: "complaint",
    text: "abuse",
    at: readMailDate(fieldOf(fields, "arrival-date") ?? fieldOf(fields, "received-date")),
    original: { headers, senders: addressesIn(fieldOf(fields, "original-mail-from") ?? "") },
  };
}

function partOf({ parts }: ReturnedMail, type: string): MailPart | undefined {
  return parts.find((part) => part.type === type);
}

function dateOf({ headers }: ReturnedMail): Date | null {
  return readMailDate(fieldOf(headers, "date"));
}
