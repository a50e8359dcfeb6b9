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
import type { MailTemplates, ToldKind } from "./mails/ports.ts";

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
  | "sending"
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
  readonly kind: ToldKind;
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
  /** The installation's own, a UUID. */
  findIdentity(): Promise<string>;
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
    context: {
      readonly at: Date;
      readonly holdoutBy: "member" | "company";
      readonly longAgo: LocalDate | null;
      /** Whether these digests are exposures; else they wait for `exposeWaiting`. */
      readonly exposes: boolean;
    },
  ): Promise<Settled>;
  /**
   * Members are exposed to the digests that were settled without it and have not expired by then, in both arms, as of the earliest's slot.
   * Some at a time, each transaction by itself: what breaks off goes on with the next call. Answers at once where none waits.
   */
  exposeWaiting(context: { readonly at: Date; readonly holdoutBy: "member" | "company" }): Promise<void>;
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
