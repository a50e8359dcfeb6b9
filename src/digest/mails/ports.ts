import type { Language } from "../../core/community.ts";
import type { MailBody } from "../../core/mail.ts";
import type { UponRole } from "../../core/rules/rule.ts";

/** What of a digest is shown, and what makes mails of it. */

/** What a digest of an `upon` rule may tell of. */
export type ToldKind = "activity" | "published" | "starting";

/** Liquid sources of a rule, in one language. */
export interface Wording {
  readonly subject: string;
  readonly preheader: string | null;
  readonly intro: string | null;
  readonly closing: string | null;
  readonly button: string | null;
}

/**
 * A pick as a mail shows it: plain text on one line each, not escaped, which is the template's part. The same object wherever it is the same, so that what is made of it can be kept.
 */
export interface ShownPick {
  readonly title: string;
  readonly url: string;
  readonly kind: "pinned" | "hot" | "cold" | "evergreen";
  readonly type: string;
  readonly theme: string | null;
  readonly summary: string | null;
  readonly reason: string;
  readonly image: string | null;
  /** When a live or an event that is still to come begins, in the member's timezone and language. */
  readonly startsOn: string | null;
  /** Where the member may say that it was useful; a placeholder until the mail is finished (`trackLinks`). */
  readonly usefulUrl: string;
}

/**
 * What happened on one content, or to the member on none. Plain text on one line each, not escaped: that is the
 * template's part.
 */
export interface ShownSubject {
  readonly kind: ToldKind;
  /** What happened, in a sentence: "Léa, Tom and 2 others wrote 5 comments". */
  readonly says: string;
  /** The content's; null: it happened on none, as a message does. */
  readonly title: string | null;
  /** Where it leads; null: nowhere. */
  readonly url: string | null;
  readonly type: string | null;
  readonly theme: string | null;
  readonly summary: string | null;
  readonly image: string | null;
  /** How many times it happened. */
  readonly count: number;
  /** First names of those who did it, where they are known: the latest, three at most. */
  readonly names: readonly string[];
  /** When a live or an event begins, in the member's timezone and language. */
  readonly startsOn: string | null;
  /** The live or event as a calendar file. */
  readonly calendarUrl: string | null;
}

/** A live that is coming, for which the rule mails. Plain text on one line each. */
export interface ShownLive {
  readonly title: string;
  readonly url: string;
  readonly theme: string | null;
  readonly summary: string | null;
  readonly image: string | null;
  /** When it begins, in the member's timezone and language. */
  readonly startsOn: string;
  readonly calendarUrl: string;
}

/** What the member has read in the twelve months before the mail. */
export interface ShownReading {
  readonly contents: number;
  /** The themes of most of them, as a list in words; "": none. */
  readonly themes: string;
}

/** One thing that happened. */
export interface ShownEvent {
  readonly activity: string;
  /** The first name of who did it, where it is known. */
  readonly name: string | null;
  /** The content's. */
  readonly title: string | null;
  readonly url: string | null;
  /** When, in the member's timezone and language. */
  readonly happenedOn: string;
}

/** Why this member gets this mail; templates word it. The first ones are those of rules that wait for something. */
export type Why =
  | { readonly code: Exclude<UponRole, "member"> | "addressed" }
  | { readonly code: "member" }
  | { readonly code: "away"; readonly duration: string }
  | { readonly code: "late" }
  | { readonly code: "renewal" }
  | { readonly code: "live" }
  | { readonly code: "interest"; readonly themes: string }
  | { readonly code: "unseen" }
  | { readonly code: "joined" };

/** Everything a template may show. */
export interface DigestModel {
  readonly language: Language;
  readonly rule: string;
  readonly brand: {
    readonly name: string;
    readonly logo: string | null;
    readonly colour: string;
    readonly font: string;
    readonly postalAddress: string;
    readonly legal: string;
  };
  /** The member's attributes, and over them `id`, `firstName`, `lastName`, `name`, `company`, `renewsOn`. */
  readonly member: Readonly<Record<string, unknown>>;
  readonly picks: readonly ShownPick[];
  /** What happened, by content, the latest first; none where the rule is due at an hour. `events`: each thing on its own. */
  readonly subjects: readonly ShownSubject[];
  readonly moreSubjects: number;
  readonly events: readonly ShownEvent[];
  /** Those that a rule asks for by its condition `live`, the first one first; none for any other rule. */
  readonly lives: readonly ShownLive[];
  readonly moreLives: number;
  /** For a rule that asks for a renewal; null for any other. */
  readonly reading: ShownReading | null;
  readonly why: Why;
  /** The site's front page, where the rest is to be found. */
  readonly siteUrl: string;
  /** Asks, and stops the mails at once. */
  readonly unsubscribeUrl: string;
  /** Frequency, themes, language, a pause. */
  readonly preferencesUrl: string;
}

export interface RenderedMail extends MailBody {
  /** One line. */
  readonly subject: string;
}

export interface MailToRender {
  readonly template: string;
  readonly wording: Wording;
  readonly model: DigestModel;
}

/** `error`: a RekindleError `configuration` when there is no such template, or its Liquid or the wording's fails or does not end. */
export type RenderOutcome = { readonly mail: RenderedMail } | { readonly error: unknown };

export interface TemplateProblem {
  /** Path from the folder of the mails. */
  readonly file: string;
  /** The template that cannot be used; null: it is the words of a language. */
  readonly template: string | null;
  readonly error: Error;
  /** All that is wrong, where it stands; none: there is no place. */
  readonly flaws: readonly TemplateStranger[];
}

/** Something wrong in a file of the mails: what nothing can be made of, or a name that no mail has, which is empty for everybody. */
export interface TemplateStranger {
  /** Path from the folder of the mails. */
  readonly file: string;
  /** All of the file. */
  readonly text: string;
  /** Offsets into it, the second one excluded. */
  readonly span: readonly [start: number, end: number];
  readonly message: string;
  readonly hint: string;
}

export interface MailTemplates {
  /** The names that `digest.template` may have. */
  readonly names: readonly string[];
  /** Files that cannot be used; only the mails that need them fail. */
  readonly problems: readonly TemplateProblem[];
  /** Templates with a part in which nothing leads to unsubscribing, by the file that lacks it. */
  readonly withoutWayOut: readonly { readonly template: string; readonly file: string }[];
  /** Of the templates that can be used, and of the words of each language. Mails leave all the same. */
  strangers(): readonly TemplateStranger[];
  /** @throws what `RenderOutcome` says */
  render(template: string, wording: Wording, model: DigestModel): RenderedMail;
  /** In their order; each on its own, so that what fails of one keeps no other. Far quicker for many than one by one. */
  renderEach(mails: readonly MailToRender[]): readonly RenderOutcome[];
}
