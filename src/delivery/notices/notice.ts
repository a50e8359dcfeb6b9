import type { LocalDate } from "../../core/community.ts";
import type { Mailing } from "../../core/links/review-token.ts";
import type { About } from "../../core/rules/about.ts";

/** What the team is told by mail, as data. */
export type NoticeFacts = ProofFacts | BrokenFacts | SilentFacts | HeldFacts | ReturnedFacts;

/** Before a mailing leaves: whom it would reach, some of its mails, and a way to hold it. */
export interface ProofFacts extends Mailing {
  readonly kind: "proof";
  /** The rule's own sentence about itself. */
  readonly about: About | null;
  readonly firstAt: Date;
  /** matched = the sum of all others. */
  readonly funnel: Readonly<Record<FunnelStep, number>>;
  /** Of the planned ones, those that are withheld to measure the effect. */
  readonly withheld: number;
  /** Of the planned ones, those that something will hold. */
  readonly held: number;
  readonly samples: readonly ProofSample[];
  readonly reviewUrl: string;
}

export const FUNNEL_LOSSES = ["unsubscribed", "suppressed", "no_email", "again_after", "capped", "outranked"] as const;
export type FunnelStep = "matched" | (typeof FUNNEL_LOSSES)[number] | "planned";

export interface ProofSample {
  /** The site's own id of the member. */
  readonly member: string;
  readonly subject: string;
  /** A whole document. */
  readonly html: string;
}

export interface BrokenFacts {
  readonly kind: "broken";
  readonly file: string;
  /** Every mistake of it, as `rules check` prints them. */
  readonly mistakes: string;
  readonly standsIn: boolean;
}

export interface SilentFacts {
  readonly kind: "silent";
  readonly rule: string;
  readonly since: LocalDate;
  readonly mailings: number;
}

export interface HeldFacts extends Mailing {
  readonly kind: "held";
  readonly heldBy: "brake" | "review";
  readonly digests: number;
  /** Where there is more than one, of the slot that is furthest above it. */
  readonly usual: number | null;
  readonly timezones: readonly string[];
  /** When the first of it expires. */
  readonly until: Date;
}

/** More came back than receivers put up with. */
export interface ReturnedFacts {
  readonly kind: "returned";
  readonly what: "hard_bounce" | "complaint";
  readonly count: number;
  /** Digests that servers took in the days before. */
  readonly mailed: number;
  readonly days: number;
  /** Of `mailed`, 0 to 1. */
  readonly bound: number;
}

/** One event, told once to each recipient, whatever happens. Asked what it says only while somebody has still to be told. */
export type Notice = FactsNotice | WeeklyNotice;

interface NoticeTo {
  /** The event's own name among those of its kind. */
  readonly key: string;
  readonly to: readonly string[];
}

export interface FactsNotice extends NoticeTo {
  readonly kind: NoticeFacts["kind"];
  readonly facts: () => Promise<NoticeFacts>;
}

/** The report of a week, named by the local date on which it leaves. */
export interface WeeklyNotice extends NoticeTo {
  readonly kind: "weekly";
  readonly write: () => Promise<TeamMail>;
}

/** A mail to the team, as its parts. */
export interface TeamMail {
  readonly subject: string;
  readonly text: string;
  /** A whole document; without it the mail is plain text. */
  readonly html?: string;
  /** Of the document, where they stand as `cid:NAME`. */
  readonly images?: readonly { readonly name: string; readonly png: Uint8Array }[];
  readonly attachments: readonly { readonly name: string; readonly html: string }[];
}
