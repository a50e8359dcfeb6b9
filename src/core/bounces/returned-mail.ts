/** A header field, or one of a report: its name in lower case, its value on one line. */
export interface MailField {
  readonly name: string;
  readonly value: string;
}

/** A mail that came to a return address, taken apart by a MIME parser: what the readers here look at. */
export interface ReturnedMail {
  /** The same for the same mail, however often it is read. */
  readonly fingerprint: string;
  readonly headers: readonly MailField[];
  /** What people read of it, as plain text. */
  readonly text: string;
  /** Everything else, in its order, whatever it was nested in; a returned mail is one part. */
  readonly parts: readonly MailPart[];
}

export interface MailPart {
  /** In lower case, such as `message/delivery-status`. */
  readonly type: string;
  /** Decoded, each byte a character where no character set is named. */
  readonly text: string;
}

/** `not_sent`: it came back for what we are or what we sent, and nothing is said of the address. */
export type BounceKind = "hard_bounce" | "soft_bounce" | "not_sent";

/** What a report says of one recipient. `nothing`: it is late, or was passed on to where nobody reports. */
export interface RecipientFate {
  readonly address: string | null;
  readonly fate: BounceKind | "delivered" | "nothing";
  /** RFC 3463, such as `5.1.1`. */
  readonly status: string | null;
  /** The server's words as one line, its reply first. */
  readonly text: string;
  readonly at: Date | null;
}

/** What a report tells of the mail that it is about. Anybody can write this: only signatures in it prove something. */
export interface OriginalMail {
  readonly headers: readonly MailField[];
  /** Envelope senders that the report names. */
  readonly senders: readonly string[];
}

export type MailReport =
  | { readonly kind: "delivery"; readonly recipients: readonly RecipientFate[]; readonly original: OriginalMail }
  | {
      readonly kind: "complaint";
      readonly text: string;
      readonly at: Date | null;
      readonly original: OriginalMail;
    }
  /** By a machine, in the member's absence. */
  | { readonly kind: "auto_reply" }
  | { readonly kind: "other" };

/** The value of the first field of this name (lower case); null: there is none. */
export function fieldOf(fields: readonly MailField[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null;
}
