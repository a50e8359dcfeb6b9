import type { CommunityClock } from "../core/clock.ts";
import type { Arm, CatalogueContent, DigestKey, Language, LocalDate } from "../core/community.ts";
import type { ClickLinks } from "../core/links/mail-link-token.ts";
import type { Links } from "../core/links/token.ts";
import type { UsefulLinks } from "../core/links/useful-token.ts";
import type { MailBody } from "../core/mail.ts";
import type { Candidates } from "../core/picks/candidates.ts";
import type { Pick as ChosenPick, SkipReason } from "../core/picks/pick.ts";
import type { ContentPopularity } from "../core/picks/popularity.ts";
import type { CommunityFacts, CommunityQuestion } from "../core/rules/evaluation.ts";
import type { CheckedRule, UponRole } from "../core/rules/rule.ts";
import type { Settings as AllSettings } from "../core/rules/settings.ts";
import type { WaitPlan } from "../core/rules/wait-plan.ts";
import type { Statement } from "../core/statement.ts";

/** What composing reads of settings.yaml. */
export type DigestSettings = Pick<
  AllSettings,
  | "brand"
  | "languages"
  | "timezone"
  | "expireAfter"
  | "closed"
  | "team"
  | "hotFor"
  | "offerAgainDays"
  | "pinned"
  | "blocked"
  | "evergreen"
  | "links"
  | "from"
  | "holdout"
>;

/** The member as picks and mails see them. */
export interface DigestMember {
  readonly id: number;
  readonly externalId: string;
  readonly name: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  readonly locale: string | null;
  /** In which the member has asked for their mails; null: that of their locale. */
  readonly mailLanguage: Language | null;
  readonly reads: readonly Language[] | null;
  /** null: that of the settings. */
  readonly timezone: string | null;
  /** When their membership is due for renewal; null: not known. */
  readonly renewalAt: Date | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The members of one timezone at one send moment: what they share when picks are chosen. */
export interface DigestMoment {
  readonly timezone: string;
  readonly localDate: LocalDate;
  /** The instant at which the audience was evaluated: contents published by then are candidates. */
  readonly at: Date;
}

export interface PlannedDigest extends DigestMoment {
  readonly key: DigestKey;
  readonly rule: string;
  readonly ruleHash: string;
  readonly arm: Arm;
  /** It counts in no experiment. */
  readonly transactional: boolean;
  readonly member: DigestMember;
}

/** A content of which a digest tells something; see `CatalogueContent`. */
export type SubjectContent = Pick<
  CatalogueContent,
  "id" | "type" | "title" | "url" | "summary" | "imageUrl" | "themes" | "startsAt" | "endsAt"
>;

/** One thing of which a digest of an `upon` rule tells its member. */
export interface ToldEvent {
  readonly kind: "activity" | "published" | "starting";
  /** The activity's id, or the content's. */
  readonly subjectId: number;
  readonly occurredAt: Date;
  /** What makes the member one who is told. */
  readonly via: UponRole | "property";
  /** Who did it; of a passive activity whom its `fromUserId` or `fromName` names; null: not known. */
  readonly actor: {
    /** The site's own id; null: only a name is known. */
    readonly id: string | null;
    readonly firstName: string | null;
    readonly name: string | null;
  } | null;
  /** Where an activity leads by its own word, which may be no web address; null: nowhere. */
  readonly url: string | null;
  /** null: it happened on no content. */
  readonly content: SubjectContent | null;
}

/** What a member has viewed and been mailed; see `Reader` of core/picks. */
export interface ReadingHistory {
  /** Content id → day of the first view, in days since 1970-01-01 UTC. */
  readonly viewed: ReadonlyMap<number, number>;
  readonly replays: ReadonlySet<number>;
  readonly mailed: ReadonlySet<number>;
  readonly mailedLongAgo: ReadonlySet<number>;
  readonly themesOff: ReadonlySet<string>;
  /** The openings whose contents they may open. */
  readonly openings: ReadonlySet<number>;
}

export interface MailToStore extends MailBody {
  readonly messageId: string;
  readonly subject: string;
  /** Different targets that lead through us. */
  readonly links: number;
}

/** `withdrawn`: nothing is left of what it was to tell. */
export type DigestSkipReason = SkipReason | "withdrawn";

/** What a planned digest becomes. */
export type ComposedDigest =
  | { readonly key: DigestKey; readonly state: "skipped"; readonly reason: DigestSkipReason }
  | (ComposedParts & { readonly state: "rendered"; readonly mail: MailToStore })
  | (ComposedParts & { readonly state: "withheld" });

export interface ComposedParts {
  readonly key: DigestKey;
  readonly picks: readonly ChosenPick[];
  /** Contents of which it tells something: its subject, and no picks; null: its rule is due at an hour. */
  readonly subjects: readonly number[] | null;
  readonly experiments: Experiments;
}

/** The experiments in which these picks are an exposure, if the member has an arm there. */
export interface Experiments {
  readonly programme: boolean;
  /** The rule's own, which those whom the programme holds out are not part of. */
  readonly own: string | null;
}

export interface Settled {
  readonly settled: readonly DigestKey[];
  /** Still planned: a content of theirs was withdrawn, or got into another digest of the member, while this one was composed. */
  readonly lost: readonly DigestKey[];
}

export interface DigestStore {
  /** Those of these digests that are still planned, by member and digest. */
  loadPlanned(keys: readonly DigestKey[]): Promise<readonly PlannedDigest[]>;
  loadMembers(memberIds: readonly number[]): Promise<readonly DigestMember[]>;
  /** What these digests tell, as far as it may still be told at the instant; by digest. */
  loadTold(keys: readonly DigestKey[], at: Date): Promise<ReadonlyMap<number, readonly ToldEvent[]>>;
  /** What a digest of a rule that waits would tell these members; by member. */
  loadPending(
    memberIds: readonly number[],
    wait: WaitPlan,
    at: Date,
  ): Promise<ReadonlyMap<number, readonly ToldEvent[]>>;
  /** A page of the site, whatever it is; null: none is known. */
  findSitePage(): Promise<string | null>;
  /** The number of each of these URLs, under which it is stored for good. */
  numberLinks(urls: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Published and open to everybody; those withdrawn as well, which still tell what a member likes. */
  loadCatalogue(publishedUpTo: Date): Promise<readonly CatalogueContent[]>;
  /** Of the contents viewed by then. */
  loadPopularity(at: Date): Promise<readonly ContentPopularity[]>;
  /**
   * One query for the views, one for the held picks and one for the themes switched off, of all these members.
   * `mailedUpTo`: only picks of slots until then; null: all. `longAgo`: picks of slots of this local date and before may
   * be proposed again; null: none may.
   */
  loadHistories(
    memberIds: readonly number[],
    viewedUpTo: Date,
    mailedUpTo: Date | null,
    longAgo: LocalDate | null,
  ): Promise<ReadonlyMap<number, ReadingHistory>>;
  /** What conditions have to know of the community at an instant. */
  communityFacts(question: CommunityQuestion): Promise<CommunityFacts>;
  /** Those of these members that a statement of one column `member_id` answers. */
  membersAmong(memberIds: readonly number[], audience: Statement): Promise<ReadonlySet<number>>;
  /**
   * One transaction: only digests still planned change, and each of them wholly or not at all. At most one a member.
   * What a digest was to tell on contents that are closed by then is given back, to be told should they open again.
   * A cold pick takes the place of one of the same content whose slot's local date is `longAgo` or before.
   */
  settle(
    digests: readonly ComposedDigest[],
    context: { readonly at: Date; readonly holdoutBy: "member" | "company"; readonly longAgo: LocalDate | null },
  ): Promise<Settled>;
}

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
  readonly kind: ToldEvent["kind"];
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
}

export interface MailTemplates {
  /** The names that `digest.template` may have. */
  readonly names: readonly string[];
  /** Files that cannot be used; only the mails that need them fail. */
  readonly problems: readonly TemplateProblem[];
  /** Templates with a part in which nothing leads to unsubscribing, by the file that lacks it. */
  readonly withoutWayOut: readonly { readonly template: string; readonly file: string }[];
  /** @throws what `RenderOutcome` says */
  render(template: string, wording: Wording, model: DigestModel): RenderedMail;
  /** In their order; each on its own, so that what fails of one keeps no other. Far quicker for many than one by one. */
  renderEach(mails: readonly MailToRender[]): readonly RenderOutcome[];
}

/** The rule files in use, past versions included. */
export interface RuleBook {
  /** The rule as it was when the digest was planned; null when its text is not known. */
  find(rule: string, hash: string): Promise<CheckedRule | null>;
}

/** Candidates are dear to prepare and the same for all members of a moment: they are kept from batch to batch. */
export interface CandidateCache {
  readonly sources: Map<string, { readonly loadedAt: Date; readonly source: Promise<CandidateSource> }>;
  readonly prepared: Map<string, { readonly source: CandidateSource; readonly candidates: Candidates }>;
  /** Of the targets of links. */
  readonly links: LinkNumbers;
  /** By instant and question. */
  readonly community: Map<string, Promise<CommunityFacts>>;
}

/** By URL; kept by whoever composes. */
export type LinkNumbers = Map<string, number>;

export interface CandidateSource {
  readonly catalogue: readonly CatalogueContent[];
  readonly popularity: readonly ContentPopularity[];
}

export interface ProposeDeps {
  readonly store: DigestStore;
  readonly settings: DigestSettings;
  readonly clock: CommunityClock;
  readonly cache: CandidateCache;
}

export interface ComposeDeps extends ProposeDeps {
  readonly templates: MailTemplates;
  readonly rules: RuleBook;
  readonly unsubscribeUrl: (key: DigestKey) => string;
  readonly preferencesUrl: (key: DigestKey) => string;
  /** The calendar file of a content of which the digest tells. */
  readonly calendarUrl: (key: DigestKey, contentId: number) => string;
  readonly mailLinks: Pick<Links & ClickLinks & UsefulLinks, "clickUrl" | "isSigned" | "usefulUrl" | "pixelUrl">;
}
