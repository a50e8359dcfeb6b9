import type { DigestKey } from "../../core/community.ts";

/**
 * What a report says: `hard_bounce`, the address takes no mail; `soft_bounce`, it did not take this one; `not_sent`, who
 * sends for us threw it away, so it came back too, and nothing is said of the address; `unsubscribed`, by a button of the
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
  /** Who says so: `smtp`, `mailbox`, `ses`, `postmark`, `sendgrid`, `mailgun`, `click`. */
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
