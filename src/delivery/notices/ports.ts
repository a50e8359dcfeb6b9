import type { Sender } from "../../core/rules/rule.ts";
import type { SubmitOutcome } from "../../core/smtp-replies.ts";
import type { BuiltMail } from "../ports.ts";
import type { Notice, TeamMail } from "./notice.ts";

export interface NoticeKey {
  readonly kind: Notice["kind"];
  readonly key: string;
  readonly recipient: string;
}

export interface NoticeStore {
  /** Of these, those that may still be sent: never tried, or where nothing can have gone out. */
  findOpen(keys: readonly NoticeKey[]): Promise<readonly NoticeKey[]>;
  /** The installation's own, a UUID. */
  findIdentity(): Promise<string>;
  /** Commits `submitting`; false when somebody else has taken it. */
  markSubmitting(key: NoticeKey, at: Date): Promise<boolean>;
  /** Commits what became of it; `deferred` opens it again. */
  record(key: NoticeKey, outcome: SubmitOutcome): Promise<void>;
}

/** What is kept of the weekly report, in the same place as all notices. */
export interface WeeklyStore {
  /** Recipients to whom no week was ever told: this one's hour was before they were named, and it is told to none of them. */
  passOver(week: string, recipients: readonly string[], at: Date): Promise<void>;
  /** It may have left before the database was restored: `unknown` for each of whom nothing is known. */
  doubt(week: string, recipients: readonly string[], at: Date): Promise<void>;
  /** Whether any of them may still be told. */
  isOpen(week: string, recipients: readonly string[]): Promise<boolean>;
  /** The last week of which anything is known; null: none yet. */
  findLast(): Promise<ToldWeekly | null>;
  /** Its report could not be measured or written; the newest reason is kept. */
  fail(week: string, reason: string): Promise<void>;
  /** Its report was made: what had kept it from that is over. */
  mend(week: string): Promise<void>;
  /** Why the report of a week cannot be made; null: it can, as far as is known. */
  findFailure(week: string): Promise<WeeklyFailure | null>;
}

export interface WeeklyFailure {
  /** Machine time of the last try. */
  readonly at: Date;
  readonly tries: number;
  readonly reason: string;
}

export interface ToldWeekly {
  readonly week: string;
  /** How many recipients each state has; `before`: named after its hour. */
  readonly states: Readonly<Record<string, number>>;
  /** With which codes servers refused it: "550 5.1.1". No address is in them. */
  readonly replies: readonly string[];
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
