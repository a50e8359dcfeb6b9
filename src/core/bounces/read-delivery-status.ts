import { classifyBounce, tellingStatus } from "./classify-bounce.ts";
import { readFieldGroups, readMailDate } from "./read-fields.ts";
import { reportedAddress, serverWords } from "./report-text.ts";
import { fieldOf, type MailField, type RecipientFate } from "./returned-mail.ts";

/** A digest has one recipient; who forwards it may have some more. */
const MOST_RECIPIENTS = 100;

/**
 * The recipients of a `message/delivery-status` (RFC 3464): its first group is about the whole mail, each other about one
 * recipient. Some servers leave the first out.
 */
export function readDeliveryStatus(text: string): RecipientFate[] {
  const groups = readFieldGroups(text);
  const arrived = readMailDate(fieldOf(groups[0] ?? [], "arrival-date"));
  return groups
    .filter((group) => group.some(({ name }) => name === "final-recipient" || name === "original-recipient"))
    .slice(0, MOST_RECIPIENTS)
    .map((group) => readRecipient(group, arrived));
}

function readRecipient(group: readonly MailField[], arrived: Date | null): RecipientFate {
  const diagnostic = fieldOf(group, "diagnostic-code") ?? "";
  const given = fieldOf(group, "status");
  const status = tellingStatus(given, diagnostic);
  const text = serverWords(diagnostic);
  return {
    address:
      reportedAddress(fieldOf(group, "original-recipient")) ?? reportedAddress(fieldOf(group, "final-recipient")),
    fate: fateOf(fieldOf(group, "action"), given, diagnostic),
    status,
    text: text === "" ? (status ?? "") : text,
    at: readMailDate(fieldOf(group, "last-attempt-date")) ?? arrived,
  };
}

function fateOf(action: string | null, status: string | null, diagnostic: string): RecipientFate["fate"] {
  const [word] = /^[a-z]+/i.exec(action?.trim() ?? "") ?? [];
  switch (word?.toLowerCase()) {
    case "failed":
      return classifyBounce(status, diagnostic);
    case "delivered":
      return "delivered";
    case "delayed":
    case "relayed":
    case "expanded":
      return "nothing";
    default:
      // Without an action only a refusal for good is sure to be the end.
      return tellingStatus(status, diagnostic)?.startsWith("5.") === true
        ? classifyBounce(status, diagnostic)
        : "nothing";
  }
}
