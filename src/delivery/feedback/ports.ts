import type { DigestKey } from "../../core/community.ts";

/**
 * What a report says: `hard_bounce`, the address takes no mail; `soft_bounce`, it did not take this one; `not_sent`, who
 * sends for us threw it away, or who receives refused it for what we are or what it is: it came back too, and nothing is
 * said of the address; `unsubscribed`, by a button of the
 * provider's. A delay or an answer by a machine says nothing, and is no feedback.
 */
export const FEEDBACK_KINDS = [
  "delivered",
  "hard_bounce",
  "soft_bounce",
  "not_sent",
  "complaint",
  "unsubscribed",
] as const;
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];

/** What somebody outside says became of a digest. Whoever makes one has verified who says it. */
export interface Feedback {
  readonly kind: FeedbackKind;
  /** The digest that it speaks of; null: only the address is known. */
  readonly key: DigestKey | null;
  /** As reported; null: not said, and the digest's member has it. */
  readonly address: string | null;
  /** Who says so: `reply` (to the submission), `smtp`, `mailbox`, `ses`, `postmark`, `sendgrid`, `mailgun`, `click`. */
  readonly source: string;
  /** Of the source's own: the same one counts once. */
  readonly sourceId: string;
  /** When it happened, by the reporter's word. */
  readonly at: Date;
  /** The enhanced status (RFC 3463), such as `5.1.1`. */
  readonly status: string | null;
  /** The receiving server's words, or the provider's; one line. */
  readonly text: string;
}

export interface RecordedFeedback {
  /** Reports that were not known yet. */
  readonly recorded: number;
  /** Of these, those that speak of no digest and no member's address: kept, and nothing follows from them. */
  readonly unmatched: number;
  /** Addresses to which nothing is sent any more because of these. */
  readonly suppressed: number;
}

export interface FeedbackStore {
  /** All of it in one transaction, or none. Repeating it changes nothing. Throws `unreachable` when the database is. */
  record(feedback: readonly Feedback[], at: Date): Promise<RecordedFeedback>;
}

/** A provider's POST as it came, before anything of it is believed. */
export interface WebhookRequest {
  /** The bytes that were signed. */
  readonly body: Uint8Array;
  readonly header: (name: string) => string | undefined;
  /** What the path ends on, where the provider signs nothing; null: nothing. */
  readonly pathToken: string | null;
}

/** A message whose sender is known. */
export interface WebhookMessage {
  /** The provider's own id of it; null: it has none but those inside. */
  readonly id: string | null;
  readonly text: string;
  /** To be called once what it says is stored: from then on it is refused. */
  readonly settle: (() => Promise<void>) | null;
}

export type WebhookVerdict =
  | { readonly kind: "verified"; readonly message: WebhookMessage }
  /** All that was to do is done: nothing follows. */
  | { readonly kind: "done"; readonly says: string }
  /** `unproven`: nothing shows who sent it; `forbidden`: late, used before, or of somebody who may not. */
  | { readonly kind: "unproven" | "forbidden"; readonly says: string }
  /** It cannot be told now: the provider sends it again. */
  | { readonly kind: "again"; readonly says: string };

/** By machine time. Rejects with `unreachable` when what it remembers cannot be read. */
export type VerifyWebhook = (request: WebhookRequest, now: Date) => Promise<WebhookVerdict>;

/** A provider that signs a token, and not what it says: each token is good for one body, once. */
export interface WebhookTokenStore {
  /** False: the token was used, or stands for another body. Forgets the tokens signed before `forgetBefore`. */
  claim(token: WebhookToken, forgetBefore: Date): Promise<boolean>;
  use(token: WebhookToken): Promise<void>;
}

export interface WebhookToken {
  readonly token: string;
  readonly signedAt: Date;
  readonly bodyHash: Uint8Array;
}

/** A mail as a server handed it over, before anybody has looked into it. */
export interface HandedMail {
  /** Of its envelope. */
  readonly recipients: readonly string[];
  readonly receivedAt: Date;
  readonly bytes: Uint8Array;
}

/** Mails that cannot be taken in now, on a disk that outlives the process. */
export interface MailSpool {
  /** Once it resolves a crash loses nothing. Rejects when it is full, or cannot be written. */
  keep(mail: HandedMail): Promise<void>;
  /** The names of those that wait, in the order in which they came. */
  list(): Promise<readonly string[]>;
  /** Null: somebody else has taken it meanwhile. */
  read(name: string): Promise<HandedMail | null>;
  remove(name: string): Promise<void>;
  /** Keeps it for a person, as it came: nothing can be read in it. As safe as `keep`. */
  setAside(mail: HandedMail): Promise<void>;
  /** Throws away what waits, and what lies aside, where `isTheirs` says so; answers how many. */
  forget(isTheirs: (mail: Pick<HandedMail, "recipients" | "bytes">) => boolean): Promise<number>;
  count(): Promise<SpoolCounts>;
}

export interface SpoolCounts {
  readonly waiting: number;
  readonly unreadable: number;
}

/** A mail of a mailbox that somebody hands over as a whole. */
export interface MailboxMail {
  /** Where to find it, for whoever looks after it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Digests that servers took within some days, and what came of them. */
export interface ReturnCounts {
  readonly days: number;
  readonly mailed: number;
  readonly hardBounces: number;
  readonly complaints: number;
}

export interface ReturnWatch {
  /**
   * Of the days before `at`, for each of these numbers of days. Empty, and quickly so, when less than `atLeast` hard bounces
   * and complaints were told within the last day.
   */
  countReturns(at: Date, days: readonly number[], atLeast: number): Promise<ReturnCounts[]>;
}
