import type { Html } from "./html.ts";
import type { ReportPages } from "./report/report-pages.ts";
import type { SavedPages } from "./report/saved-routes.ts";
import type { PageLanguage } from "./wording.ts";

/** What app.ts, or the demo, gives to the pages. */
export interface WebDependencies {
  /** The brand's name, as settings.yaml has it now. */
  readonly community: () => Promise<string>;
  readonly access: PageAccess;
  /** Whether the database answers. */
  readonly isReady: () => Promise<boolean>;
  readonly readOverview: (language: PageLanguage) => Promise<Overview>;
  readonly readRules: (language: PageLanguage) => Promise<RulesOverview>;
  readonly report: ReportPages;
  readonly saved: SavedPages;
  /** Only the demo has one. */
  readonly inbox: Inbox | null;
  /** What a person will want to read when a page fails. */
  readonly onTrouble: (error: unknown) => void;
}

/** `open` is for the demo on this machine; `closed`: no password is set, so there are no pages. */
export type PageAccess =
  | { readonly kind: "open" }
  | { readonly kind: "password"; readonly password: string }
  | { readonly kind: "closed" };

export interface Overview {
  /** One sentence, the answer. */
  readonly headline: string;
  readonly detail: string;
  /** None before anybody was due a digest, when there are `steps`, and none where nobody is held out. */
  readonly outcomes: readonly OutcomeRow[];
  readonly steps: readonly FirstStep[];
  readonly figures: readonly Figure[];
  readonly attention: readonly string[];
  /** Charts as markup of ours, each with its own title. */
  readonly charts: readonly Html[];
}

/** What an installation without anything to measure does next, in order. */
export interface FirstStep {
  readonly text: string;
  readonly isDone: boolean;
}

export interface OutcomeRow {
  readonly name: string;
  readonly explanation: string;
  readonly treated: string;
  readonly heldOut: string;
  /** null: it cannot be said yet, and `reason` says why. */
  readonly difference: RangeRow | null;
  readonly reason: string;
}

/** Numbers for the drawing, texts for the eye. */
export interface RangeRow {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly planted: number | null;
  readonly estimateText: string;
  readonly intervalText: string;
  readonly plantedText: string | null;
}

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

export interface RulesOverview {
  readonly rules: readonly RuleRow[];
  /** Files that are wrong, as the compiler says it. */
  readonly mistakes: readonly string[];
}

export interface RuleRow {
  readonly name: string;
  readonly about: string | null;
  readonly file: string;
  readonly state: "draft" | "live" | "paused";
  /** The condition in plain words. */
  readonly who: string;
  readonly when: string;
  readonly next: string | null;
  /** What waits to be released, a sentence for each date and holder. */
  readonly waiting: readonly string[];
  /** Steps from `matched` to `planned`, summed over the last slots; empty before the first. */
  readonly funnel: readonly { readonly step: string; readonly members: number }[];
}

/** Of one slot, how its audience became digests. */
export interface SlotFunnel {
  readonly rule: string;
  readonly funnel: Readonly<Record<string, number>>;
}

export interface Inbox {
  list(query: InboxQuery): Promise<{ readonly mails: readonly InboxMail[]; readonly total: number }>;
  read(id: string): Promise<OpenedMail | null>;
}

export interface InboxQuery {
  /** Part of a name, an address, a subject or a rule's name; empty: everything. */
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

export interface InboxMail {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly subject: string;
  /** Empty: no rule made it. */
  readonly rule: string;
  readonly receivedAt: Date;
  readonly timezone: string;
}

export interface OpenedMail extends InboxMail {
  readonly html: string;
  readonly text: string;
  /** The header block as it came over the wire. */
  readonly headers: string;
}
