/**
 * How far a submission came: it could not be written as a mail; up to the end of the login; the answer to MAIL; to RCPT or
 * DATA, or silence where one of the three was due; after the server's 354.
 */
export type SubmitStage = "message" | "connect" | "sender" | "envelope" | "data";

export interface SubmitOutcome {
  readonly kind: "accepted" | "deferred" | "failed" | "unknown";
  /** The server's reply code, where it gave one. */
  readonly code: number | null;
  readonly text: string;
  readonly stage: SubmitStage;
}

/** What a server said. */
export interface SmtpReply {
  /** Three digits, 200 to 599; null: nothing, or nothing that is a reply. */
  readonly code: number | null;
  /** The enhanced status (RFC 3463) such as `4.7.1`; null: the reply has none. */
  readonly status: string | null;
}

export const NO_REPLY: SmtpReply = { code: null, status: null };

const REPLY_LINE = /^([2-5]\d\d)(?:[ -](?:([245]\.\d{1,3}\.\d{1,3})\b)?|$)/;

/** Reads a whole reply, of one line or several. Lines that do not agree on a code make none. */
export function readReply(text: string | null | undefined): SmtpReply {
  const lines = (text ?? "").split(/\r?\n/).filter((line) => line.trim() !== "");
  const [first = null, ...others] = lines.map((line) => REPLY_LINE.exec(line));
  if (first === null || others.some((line) => line?.[1] !== first[1])) return NO_REPLY;
  return { code: Number(first[1]), status: first[2] ?? null };
}

/** It is our account that the server refuses: it wants another login, or has closed it. */
const ABOUT_ACCOUNT: ReadonlySet<number> = new Set([525, 530, 534, 535, 538]);
/** The server did not follow the conversation, or takes no mail at all. */
const ABOUT_CONVERSATION: ReadonlySet<number> = new Set([500, 502, 503, 504, 521]);
/** What receivers ask of a sender: login, SPF, DKIM, DMARC, PTR, TLS; and Microsoft's blocks of senders and networks. */
const ABOUT_SENDER = /^5\.7\.(?:8|9|11|13|14|2\d|3[0-2]|[567]\d\d)$/;
/** Whether it is our login or account that is refused: all mails wait until a person mends it. */
export function refusesAccount(text: string | null): boolean {
  const { code, status } = readReply(text);
  return (code !== null && ABOUT_ACCOUNT.has(code)) || /^5\.7\.(?:8|9|11|13|14)$/.test(status ?? "");
}

const MAILBOX_FULL = /^[45]\.2\.2$/;
const TOO_LARGE = /^5\.(?:3\.4|2\.3)$/;

function isMailboxFull({ code, status }: SmtpReply): boolean {
  return status === null ? code === 552 : MAILBOX_FULL.test(status);
}

/** A 5xx that speaks of neither this recipient nor this mail: whoever runs this can mend it, or time does. */
function isNotAboutMail(reply: SmtpReply, stage: SubmitStage): boolean {
  const { code, status } = reply;
  if (code !== null && (ABOUT_ACCOUNT.has(code) || ABOUT_CONVERSATION.has(code))) return true;
  if (isMailboxFull(reply) || (status !== null && ABOUT_SENDER.test(status))) return true;
  // The sender's address is ours, and the same for everybody.
  return stage === "sender" && !(status !== null && TOO_LARGE.test(status));
}

/**
 * What becomes of a digest by how far it came and what the server said. Once the server has answered 354, only its own
 * word settles it: a 25x, a 4xx or a 5xx. Before, nothing can have gone out. docs/smtp-replies.md has the whole table.
 */
export function fateOf(reply: SmtpReply, stage: SubmitStage): SubmitOutcome["kind"] {
  if (stage === "message") return "failed";
  if (stage === "connect") return "deferred";
  const { code } = reply;
  if (stage === "data") {
    if (code !== null && code >= 250 && code < 260) return "accepted";
    if (code === null || code < 400) return "unknown";
  }
  return code !== null && code >= 500 && !isNotAboutMail(reply, stage) ? "failed" : "deferred";
}

/** Postgrey and Exim say so in words, others by 4.7.0 and 4.7.1. */
function isGreylisting({ code, status }: SmtpReply, text: string): boolean {
  if (code !== 450 && code !== 451) return false;
  return status === "4.7.0" || status === "4.7.1" || /gr[ea]y-?\s?list/i.test(text);
}

/** Whether asking again within seconds would only be refused again: greylisting, a full mailbox, a refusal for good. */
export function asksForPatience({ kind, code, text }: SubmitOutcome): boolean {
  if (kind !== "deferred" || code === null) return false;
  const reply = readReply(text);
  return code >= 500 || isMailboxFull(reply) || isGreylisting(reply, text);
}

/**
 * Whether the reply makes the recipient's whole domain wait: a 421 or another 4xx once the recipient was named, that
 * speaks neither of one address (x.1.x) or mailbox (x.2.x), nor is greylisting, where everybody has to be tried once.
 */
export function holdsDomain({ kind, code, text, stage }: SubmitOutcome): boolean {
  if (kind !== "deferred" || code === null || (stage !== "envelope" && stage !== "data")) return false;
  if (code >= 500) return !isMailboxFull(readReply(text)) && ABOUT_SENDER.test(readReply(text).status ?? "");
  const reply = readReply(text);
  return !isGreylisting(reply, text) && !/^4\.[12]\./.test(reply.status ?? "");
}

/** Whether the reply makes the mail server itself wait: it is about to close, or refuses our account or our sender. */
export function holdsRelay({ kind, code, stage }: SubmitOutcome): boolean {
  if (kind !== "deferred") return false;
  if (stage === "connect") return true;
  if (code === null) return false;
  return ABOUT_ACCOUNT.has(code) || ((code === 421 || code >= 500) && stage === "sender");
}

/**
 * Whether a digest must not go to another mail server any more: this one has said something of its recipient or of the
 * mail itself, or bytes of it may have gone out. Silence before the 354, and refusals of our account, bind it to nobody.
 */
export function bindsToRelay({ code, stage }: SubmitOutcome): boolean {
  if (stage === "data") return true;
  return stage === "envelope" && code !== null && !ABOUT_ACCOUNT.has(code);
}
