import type { Duration } from "../calendar.ts";
import type { Language, LocalDate, LocalTime } from "../community.ts";
import type { Condition } from "./condition.ts";

export const RULE_STATES = ["draft", "live", "paused"] as const;
export type RuleState = (typeof RULE_STATES)[number];

/** One text in each language; every language of the settings is there. */
export type ByLanguage = Readonly<Record<Language, string>>;

export interface Sender {
  readonly name: string;
  readonly address: string;
}

export type Recurrence =
  | { readonly kind: "day" }
  /** 1 is Monday, 7 is Sunday. */
  | { readonly kind: "weekdays"; readonly days: readonly number[] }
  /** A moment every day; each member is due that many days after their last one. */
  | { readonly kind: "spaced"; readonly days: number }
  /** A day that the month does not have is its last. */
  | { readonly kind: "month"; readonly day: number }
  | { readonly kind: "once"; readonly date: LocalDate };

/** When a rule is due, in each member's own local time; `from` and `until` are local dates, both included. */
export interface Schedule {
  readonly every: Recurrence;
  readonly at: LocalTime;
  readonly from: LocalDate | null;
  readonly until: LocalDate | null;
}

/** Texts are Liquid templates. */
export interface DigestSpec {
  readonly template: string;
  readonly subject: ByLanguage;
  readonly preheader: ByLanguage | null;
  readonly intro: ByLanguage | null;
  readonly closing: ByLanguage | null;
  readonly button: ByLanguage | null;
  readonly from: Sender | null;
  readonly replyTo: string | null;
  /** External ids of contents that come first in this rule's digests. */
  readonly pin: readonly string[];
  readonly picks: { readonly hot: number; readonly cold: number };
  readonly skipBelow: number;
}

/** One rule file that holds no mistake. */
export interface CheckedRule {
  readonly name: string;
  readonly about: string | null;
  readonly state: RuleState;
  readonly when: Condition;
  readonly schedule: Schedule;
  readonly digest: DigestSpec;
  /** Counted from the local date of the slot before; null: only the schedule and the caps space the mails. */
  readonly againAfter: Duration | null;
  /** The rule's own share held out, 0 to 1; null: it has no experiment of its own. */
  readonly holdout: number | null;
  /** Path of the file in the rules folder, its text, and the SHA-256 of that text in hexadecimal. */
  readonly file: string;
  readonly source: string;
  readonly hash: string;
}
