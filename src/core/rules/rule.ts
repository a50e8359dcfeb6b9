import type { Duration } from "../calendar.ts";
import type { ContentType, Language, LocalDate, LocalTime } from "../community.ts";
import type { About } from "./about.ts";
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

export const UPON_ROLES = ["author", "participants", "followers", "interested", "registered", "member"] as const;
export type UponRole = (typeof UPON_ROLES)[number];

/** Who is told of an activity, never its own actor: by their part in its content, or by a property that holds their id. */
export type UponRecipient = { readonly role: UponRole } | { readonly property: string };

/** What a rule waits for instead of an hour, and whom it then tells. */
export interface Upon {
  /** As stored with activities; `Content Published` and `Live Starting` come from the catalogue. */
  readonly activity: string;
  readonly to: readonly [UponRecipient, ...UponRecipient[]];
  /** In minutes or hours: a member's window opens at the first activity not yet told, and is told when it ends. */
  readonly gather: Duration;
  /** With `Live Starting`: how long before its start. null otherwise. */
  readonly before: Duration | null;
  /** Only of contents of these types, on one of these themes; null: of any, or of none. */
  readonly types: readonly ContentType[] | null;
  readonly themes: readonly string[] | null;
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
  /** 0 where what happened is the subject, and the mail leaves without picks as well. */
  readonly skipBelow: number;
}

/** One rule file that holds no mistake. */
export interface CheckedRule {
  readonly name: string;
  readonly about: About | null;
  readonly state: RuleState;
  /** `EVERYONE` where an `upon` rule has none. */
  readonly when: Condition;
  /** Exactly one of the two is there. */
  readonly schedule: Schedule | null;
  readonly upon: Upon | null;
  /** Outside caps, quiet hours, closed days, holdout and exposure; only with `upon`. */
  readonly transactional: boolean;
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
