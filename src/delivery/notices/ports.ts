import type { Sender } from "../../core/rules/rule.ts";
import type { SubmitOutcome } from "../../core/smtp-replies.ts";
import type { BuiltMail } from "../ports.ts";
import type { Notice } from "./notice.ts";
import type { TeamMail } from "./write-notice.ts";

export interface NoticeKey {
  readonly kind: Notice["kind"];
  readonly key: string;
  readonly recipient: string;
}

export interface NoticeStore {
  /** Of these, those that may still be sent: never tried, or where nothing can have gone out. */
  findOpen(keys: readonly NoticeKey[]): Promise<readonly NoticeKey[]>;
  /** Commits `submitting`; false when somebody else has taken it. */
  markSubmitting(key: NoticeKey, at: Date): Promise<boolean>;
  /** Commits what became of it; `deferred` opens it again. */
  record(key: NoticeKey, outcome: SubmitOutcome): Promise<void>;
}

/** A mail to one of the team, ready to be written. */
export interface AddressedTeamMail extends TeamMail {
  readonly messageId: string;
  readonly from: Sender;
  readonly to: string;
  /** Community time. */
  readonly date: Date;
}

export interface TeamMailWriter {
  /** The mail as bytes, or `failed` when it cannot be written as a mail at all. */
  build(mail: AddressedTeamMail): Promise<BuiltMail | SubmitOutcome>;
}
