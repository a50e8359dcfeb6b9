import type { Duration } from "../calendar.ts";
import type { Language, LocalDate, LocalTime } from "../community.ts";
import type { Goal, Targets } from "../indicators/goal.ts";
import type { Pace } from "../pace/pace.ts";
import type { Treatment } from "../treatment.ts";
import type { ClosedSpan } from "./closed-days.ts";
import type { Condition } from "./condition.ts";
import type { ByLanguage, Sender } from "./rule.ts";

/** off: nothing leaves; only: these addresses; on: everyone. */
export type Sending = "off" | "on" | { readonly only: readonly string[] };

export interface Brand {
  readonly name: string;
  readonly logo: string | null;
  readonly colour: string;
  readonly font: string;
  readonly postalAddress: string;
  readonly legal: ByLanguage;
}

/** At most `count` digests on any `days` consecutive local dates. */
export interface Cap {
  readonly count: number;
  readonly days: number;
}

export interface GlobalHoldout {
  /** 0 to 1. */
  readonly share: number;
  readonly by: "member" | "company";
  /** quarterly: units are drawn anew at each calendar quarter of the community's timezone. */
  readonly rotate: "never" | "quarterly";
  /** Members who are never held out. */
  readonly never: Condition | null;
}

export interface PinnedContent {
  /** The content's external id. */
  readonly content: string;
  /** Last local date, included; null: for good. */
  readonly until: LocalDate | null;
  /** Who gets it; null: everyone. */
  readonly for: Condition | null;
}

export interface Links {
  /** Added to what leads to the site, each as `utm_…`. */
  readonly utm: Readonly<Record<string, string>>;
  /** Links to the site lead through us, so that clicks are known. */
  readonly clicks: boolean;
  /** Mails carry an image of one point, so that it is known who may have opened them. */
  readonly opens: boolean;
}

/** How many days each kind of what members did is kept; null: for good. */
export interface Retention {
  /** Whole months go, once the last of their days is older. Visits and views stay. */
  readonly activities: number | null;
  /** Texts of mails that can no longer leave; their digests stay. */
  readonly mails: number | null;
  readonly clicks: number | null;
  readonly opens: number | null;
  /** What mail servers said of mails. Addresses to which nothing is sent stay excluded. */
  readonly returns: number | null;
}

/** What the organisation says that something is worth to it, for the sponsor's page; without it nothing is said in money. */
export interface Worth {
  /** ISO 4217. */
  readonly currency: string;
  readonly visit: number | null;
  readonly avoidedCall: number | null;
  /** Who says so: "Finance, 2026". */
  readonly source: string | null;
}

/** What happened on a day and is worth a mark on the report's charts: a new home page, a strike. */
export interface DatedNote {
  readonly date: LocalDate;
  readonly text: ByLanguage;
}

/** settings.yaml, checked, defaults filled in. */
export interface Settings {
  readonly sending: Sending;
  readonly brand: Brand;
  readonly from: Sender;
  readonly languages: readonly [Language, ...Language[]];
  /** `all`: it is meant that members whose `reads` is not known get contents in all languages. `known`: nobody said so. */
  readonly reads: "known" | "all";
  readonly timezone: string;
  /** Local times; `to` may be on the next morning. null: none. */
  readonly quietHours: { readonly from: LocalTime; readonly to: LocalTime } | null;
  readonly closed: readonly ClosedSpan[];
  readonly caps: readonly Cap[];
  readonly order: readonly string[];
  readonly holdout: GlobalHoldout;
  /** A slot of more than so many times the rule's usual waits for a person; null: none does. Above 1. */
  readonly brake: number | null;
  readonly catchUp: Duration;
  readonly expireAfter: Duration;
  readonly hotFor: Duration;
  /** A content may be proposed again, as cold, from so many days after its slot on; null: never. */
  readonly offerAgainDays: number | null;
  readonly visitGap: Duration;
  readonly consent: "assumed" | "recorded";
  /** Addresses, or `@domain`, of people who are no audience. */
  readonly team: readonly string[];
  readonly passiveEvents: readonly string[];
  /** The site's own names of events → ours. */
  readonly events: Readonly<Record<string, string>>;
  readonly pinned: readonly PinnedContent[];
  /** External ids. */
  readonly blocked: readonly string[];
  readonly evergreen: readonly string[];
  readonly links: Links;
  readonly unknown: "hold" | "retry";
  readonly pace: Pace;
  /** Who gets a proof of each mailing, and how long before its first mail; to nobody: there is none. */
  readonly review: { readonly before: Duration; readonly to: readonly string[] };
  /** Where mail comes back to, digest by digest; null: to the sender. */
  readonly bounces: { readonly address: string } | null;
  readonly retention: Retention;
  /** Who is told when something needs a person. */
  readonly alerts: { readonly to: readonly string[] };
  /** Who gets the report of each week; `weekday` (1 is Monday) and `at` in the settings' timezone. */
  readonly reports: {
    readonly weekly: readonly string[];
    readonly weekday: number;
    readonly at: LocalTime;
    readonly language: "en" | "fr";
  };
  readonly goals: readonly Goal[];
  readonly targets: Targets;
  readonly treatments: readonly Treatment[];
  /** null: nothing is said in money. */
  readonly worth: Worth | null;
  /** By date. */
  readonly notes: readonly DatedNote[];
}
