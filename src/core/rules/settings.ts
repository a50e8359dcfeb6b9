import type { Duration } from "../calendar.ts";
import type { Language, LocalDate, LocalTime } from "../community.ts";
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

/** settings.yaml, checked, defaults filled in. */
export interface Settings {
  readonly sending: Sending;
  readonly brand: Brand;
  readonly from: Sender;
  readonly languages: readonly [Language, ...Language[]];
  readonly timezone: string;
  /** Local times; `to` may be on the next morning. null: none. */
  readonly quietHours: { readonly from: LocalTime; readonly to: LocalTime } | null;
  /** Local dates, both ends included. */
  readonly closed: readonly { readonly from: LocalDate; readonly to: LocalDate }[];
  readonly caps: readonly Cap[];
  readonly order: readonly string[];
  readonly holdout: GlobalHoldout;
  readonly catchUp: Duration;
  readonly expireAfter: Duration;
  readonly hotFor: Duration;
  readonly visitGap: Duration;
  readonly consent: "assumed" | "recorded";
  /** Addresses, or `@domain`, of people who are no audience. */
  readonly team: readonly string[];
  readonly passiveEvents: readonly string[];
  readonly pinned: readonly PinnedContent[];
  /** External ids. */
  readonly blocked: readonly string[];
  readonly evergreen: readonly string[];
  readonly links: { readonly utm: Readonly<Record<string, string>> };
  readonly unknown: "hold" | "retry";
}
