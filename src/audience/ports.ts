import type { Arm, CatalogueContent, DigestKey, Language, LocalDate, LocalTime } from "../core/community.ts";
import type { ContentFate } from "../core/picks/explain-picks.ts";
import type { PickKind, PickReason, SkipReason } from "../core/picks/pick.ts";
import type { Frequency } from "../core/preferences.ts";
import type { Audiences } from "../core/rules/compile.ts";
import type { CommunityFacts, CommunityQuestion, MemberFacts } from "../core/rules/evaluation.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import type { WaitPlan } from "../core/rules/wait-plan.ts";
import type { Statement } from "../core/statement.ts";

/** A text of the rules folder; `file` is its path from there, `/` between folders. */
export interface RuleFile {
  readonly file: string;
  /** Empty where it could not be read. */
  readonly text: string;
  /** Why the file could not be read, and what to do. */
  readonly trouble?: { readonly message: string; readonly hint: string };
}

export interface RuleFiles {
  /** Every .yaml and .yml below the folder, in name order. Rejects with `configuration` when there is no folder. */
  read(): Promise<RuleFile[]>;
  /** The `file` that a path from the working folder means; one outside begins with `../`. */
  nameOf(path: string): string;
}

/** One rule's status beside its file: what people and time did to it. */
export interface RuleStatus {
  readonly rule: string;
  readonly paused: boolean;
  /** Since when, in community time, the rule has been live without a break; null: it is not. */
  readonly liveSince: Date | null;
}

export interface VersionSeen {
  readonly rule: string;
  readonly hash: string;
  readonly file: string;
  readonly source: string;
}

export interface RuleStore {
  /** The newest valid text of each of these files, for those that had one. */
  lastValidTexts(files: readonly string[]): Promise<RuleFile[]>;
  /** The text that a rule had under this hash; null: it was never used. */
  versionText(rule: string, hash: string): Promise<RuleFile | null>;
  /** Keeps the texts in use at `at`, and since when each rule of `live` has been live; the others no longer are. */
  recordVersions(versions: readonly VersionSeen[], live: readonly string[], at: Date): Promise<void>;
  statuses(): Promise<RuleStatus[]>;
  /** `rule` null: everything. Answers whether anything changed. */
  setPaused(rule: string | null, paused: boolean): Promise<boolean>;
  paused(): Promise<boolean>;
}

/** A cap: at most `count` digests in `days` local days. */
export interface Cap {
  readonly count: number;
  readonly days: number;
}

export interface PlannedRule {
  readonly rule: string;
  readonly hash: string;
  /** A digest of this rule with a local date after this one blocks another (`again_after`, `every: 10 days`). */
  readonly blockedAfter: LocalDate;
  /** Where `again_after` is in hours: a digest whose slot is later than this instant blocks another. */
  readonly blockedSince: Date | null;
  /** Share held out in this rule's own experiment; null: it has none. */
  readonly heldOut: number | null;
  /** false: it only takes its place in the order (`run --rule`), and gets no slot. */
  readonly planned: boolean;
  /** Outside caps, the order of the others, holdout and exposure. */
  readonly transactional: boolean;
  /** null: the rule is due at an hour. */
  readonly wait: WaitPlan | null;
}

/** What is planned in one transaction: all rules due at one send moment, in their order. */
export interface MomentPlan {
  readonly timezone: string;
  readonly localDate: LocalDate;
  readonly localTime: LocalTime;
  /** When the slot is due; exposure is stamped with it. */
  readonly instant: Date;
  /** The community's now: evaluation uses what happened at or before it. */
  readonly at: Date;
  readonly expiresAt: Date;
  /** The end of the local date, when what is held expires. */
  readonly dayEndsAt: Date;
  /** `settings.brake`: see `isTooLarge`. */
  readonly brake: number | null;
  readonly rules: readonly PlannedRule[];
  /** Whom each of the rules matches: a select for each, in their order. */
  readonly audiences: Audiences;
  readonly caps: readonly Cap[];
  readonly consent: "assumed" | "recorded";
  /** The global holdout; null: there is none. */
  readonly programme: { readonly heldOut: number; readonly never: Statement | null } | null;
  readonly holdoutBy: "member" | "company";
}

/** How a rule's audience shrinks to its digests. matched = the sum of all others. */
export interface Funnel {
  readonly matched: number;
  readonly unsubscribed: number;
  readonly suppressed: number;
  readonly no_email: number;
  readonly again_after: number;
  readonly capped: number;
  readonly outranked: number;
  readonly planned: number;
}

export interface PlannedSlot {
  readonly rule: string;
  readonly hash: string;
  /** null: it stood already, so nothing was planned. */
  readonly slotId: number | null;
  readonly funnel: Funnel;
  /** Its digests are planned and wait for `release`; null: they go on. */
  readonly heldBy: Holder | null;
}

/** `brake`: larger than usual. `review`: somebody who read the proof. */
export type Holder = "brake" | "review";

/** A slot whose digests are neither composed nor sent until somebody lets them go, or their day is over. */
export interface HeldSlot {
  readonly rule: string;
  readonly timezone: string;
  readonly localDate: LocalDate;
  readonly heldBy: Holder;
  /** Digests that still wait. */
  readonly digests: number;
  /** What the rule usually plans there; null where it is not known. */
  readonly usual: number | null;
  readonly until: Date;
}

export interface BrakeStore {
  /** What waits at `at`, the earliest first; `rule` null: of every rule. */
  heldSlots(at: Date, rule: string | null): Promise<HeldSlot[]>;
  /**
   * Lets what waits of the rule go, and what is yet to be planned for dates that are held; answers what waited.
   * `localDate` null: of every date.
   */
  release(rule: string, localDate: LocalDate | null, at: Date): Promise<HeldSlot[]>;
  /** Holds the rule's slots of a local date in every timezone, those that are planned and those that are yet to be. */
  hold(rule: string, localDate: LocalDate, at: Date): Promise<void>;
  countMailing(rule: string, localDate: LocalDate): Promise<MailingCounts>;
}

/** How a rule's mailing of one local date stands, all timezones together. */
export interface MailingCounts {
  /** By a reader of the proof: what is yet to be planned will be held as well. */
  readonly isHeld: boolean;
  /** Digests that can still leave: planned or composed. */
  readonly waiting: number;
  /** Of those, the ones that are held, be it by the brake. */
  readonly held: number;
  /** Digests that are in a submitter's hands or beyond. */
  readonly left: number;
}

/** A live rule whose last mailings reached nobody. */
export interface SilentRule {
  readonly rule: string;
  /** The local date of the first of them. */
  readonly since: LocalDate;
  readonly mailings: number;
}

export interface WatchStore {
  /**
   * Of these versions, those whose last mailings, at least `atLeast`, all reached nobody: nothing was planned, in no
   * timezone, and nobody was left out for having had the rule lately. Mailings of dates before `before` count.
   */
  silentRules(
    versions: readonly { readonly name: string; readonly hash: string }[],
    before: LocalDate,
    atLeast: number,
  ): Promise<SilentRule[]>;
}

export interface Candidate {
  readonly rule: string;
  readonly memberId: number;
  readonly externalId: string;
  readonly arm: Arm;
}

/** Where a member whom a rule matches ends on the road; see `Funnel`. */
export type RoadVerdict = Exclude<keyof Funnel, "matched">;

/** What the planning statement says of one member and one rule of the moment. Whom a rule does not match has none. */
export interface RuleVerdict {
  readonly rule: string;
  readonly memberId: number;
  readonly verdict: RoadVerdict;
  /** Only of those who would be planned. */
  readonly arm: Arm | null;
}

/** How many members a moment's road ends where; see `Funnel`. */
export interface RoadCount {
  readonly rule: string;
  readonly verdict: RoadVerdict;
  readonly members: number;
}

/** Visits of each member over some time: what tells how large an experiment must be. */
export interface VisitSpread {
  /** Everyone whom rules are for. */
  readonly members: number;
  /** Those of them who were there for all of the time: whose visits these figures are of. */
  readonly whole: number;
  readonly mean: number | null;
  readonly variance: number | null;
}

/** What `rules check` asks of the data. Reads only; every answer is a few rows. */
export interface CheckStore {
  /** The road of all rules of a moment, without a trace and whatever stands already. Where nobody ends has no row. */
  countRoad(plan: MomentPlan): Promise<readonly RoadCount[]>;
  spreadOfVisits(from: Date, to: Date): Promise<VisitSpread>;
  /** Members by the languages they read. */
  countReaders(
    at: Date,
    languages: readonly Language[],
  ): Promise<readonly { reads: readonly Language[]; members: number }[]>;
  /** Contents open to everyone, published since then and not withdrawn. `language` null: for every reader. */
  countPublished(since: Date, at: Date): Promise<readonly { language: Language | null; contents: number }[]>;
}

export interface MatchedMembers {
  readonly rule: string;
  readonly verdict: RoadVerdict;
  /** Ascending. */
  readonly memberIds: readonly number[];
}

export interface ExpiredSlot {
  readonly rule: string;
  readonly hash: string;
  readonly timezone: string;
  readonly localDate: LocalDate;
  readonly localTime: LocalTime;
  readonly instant: Date;
}

export interface AudienceStore {
  /** The timezones of the members in rules; members without one count as `fallback`. */
  timezones(fallback: string): Promise<string[]>;
  /** Whether an activity or a digest later than `at` is stored: then running facts would tell the future. */
  knowsLaterThan(at: Date): Promise<boolean>;
  /**
   * What is asked of the community, of members that rules are for. A rhythm is that of the last fit of the 24 hours before;
   * else it is fitted at the instant, and kept when `keepFit` says so.
   */
  communityFacts(question: CommunityQuestion, keepFit?: boolean): Promise<CommunityFacts>;
  /** The slots due after an instant that stand already, planned or expired. */
  standingSlots(after: Date): Promise<Omit<ExpiredSlot, "hash" | "instant">[]>;
  /** Plans a moment once: slots that stand already are left alone. Everything or nothing is committed. */
  planMoment(plan: MomentPlan): Promise<PlannedSlot[]>;
  /** The same road without a trace. `force` plans slots that stand already as if they did not. */
  rehearseMoment(plan: MomentPlan, force: boolean): Promise<{ slots: PlannedSlot[]; members: Candidate[] }>;
  /** The same of slots that need not stand yet, with how many are held out and at most `most` of the others. */
  sampleMoment(
    plan: MomentPlan,
    most: number,
  ): Promise<{ slots: PlannedSlot[]; members: Candidate[]; heldOut: number }>;
  /** The same road, told for each rule of the plan and each of these members; slots that stand already do not matter. */
  judgeMembers(plan: MomentPlan, memberIds: readonly number[]): Promise<readonly RuleVerdict[]>;
  /** The same for everybody, as lists: whom each rule of the plan matches, by where they end. */
  listMatched(plan: MomentPlan): Promise<readonly MatchedMembers[]>;
  /** The timezones in which a member's window of one of these rules has ended; those without one count as `fallback`. */
  timezonesWaiting(waits: readonly WaitPlan[], at: Date, fallback: string): Promise<string[]>;
  /** Records slots that nobody planned in time. Answers how many were new. */
  recordExpired(slots: readonly ExpiredSlot[], at: Date): Promise<number>;
  /** The slots that were planned since an instant, with how each audience became digests. */
  slotsSince(since: Date): Promise<{ readonly rule: string; readonly funnel: Readonly<Record<string, number>> }[]>;
}

/** All that is kept of one member, for the person who answers their question. */
export interface ShownMember {
  /** The site's own id. */
  readonly id: string;
  readonly email: string | null;
  readonly locale: string | null;
  /** null: that of the settings. */
  readonly timezone: string | null;
  readonly role: string;
  readonly joinedAt: Date;
  readonly consent: {
    readonly subscribed: boolean | null;
    readonly at: Date | null;
    readonly source: string | null;
    /** Why no mail may go to the address; null: none of these reasons. */
    readonly suppressed: string | null;
  };
  readonly visits: {
    readonly count: number;
    /** The start of the last one. */
    readonly last: Date | null;
    readonly usualIntervalDays: number | null;
  };
  readonly views: { readonly count: number };
  /** Contents viewed by theme, most first. */
  readonly themes: readonly { readonly theme: string; readonly views: number }[];
  /** The latest first. */
  readonly digests: readonly {
    readonly id: string;
    readonly rule: string;
    readonly period: string;
    readonly arm: Arm;
    readonly state: string;
    readonly reason: string | null;
    readonly subject: string | null;
  }[];
}

export interface MemberDirectory {
  /** By the site's own id; null: nobody has it. */
  find(externalId: string): Promise<ShownMember | null>;
}

/** A digest as the road to the next one sees it. */
export interface EarlierDigest {
  readonly key: DigestKey;
  readonly rule: string;
  readonly state: string;
  readonly period: string;
  readonly timezone: string;
  readonly slotAt: Date;
  readonly localDate: LocalDate;
  /** The local date from which caps count it. */
  readonly capDate: LocalDate;
  /** Whether it takes a place under `again_after` and, unless it is transactional, caps. */
  readonly counts: boolean;
  /** Under `again_after` of its own rule only. */
  readonly transactional: boolean;
}

/** What decides on the road whether a member may be mailed, beside what conditions read. */
export interface MemberStanding {
  readonly consentAt: Date | null;
  /** Why no mail may go to the address; null: none of these reasons. */
  readonly suppressed: string | null;
  /** How often the member wants digests at most. */
  readonly frequency: Frequency;
  /** The member wants no mail before; null: no pause. */
  readonly pausedUntil: Date | null;
  /** Oldest first, none of a slot later than the instant asked for. */
  readonly digests: readonly EarlierDigest[];
  /** Content id → the digest that holds it as a pick. */
  readonly mailedIn: ReadonlyMap<number, EarlierDigest>;
}

export interface ExplainedMember {
  readonly facts: MemberFacts;
  readonly standing: MemberStanding;
}

/** Reads members one by one, as evaluation in memory needs them: a thousand at a time, a query for each kind of fact. */
export interface MemberReader {
  /** By the site's own id; null: nobody has it. */
  findId(externalId: string): Promise<number | null>;
  /** Ids of the site that begin alike, to suggest one where somebody mistyped. */
  idsLike(externalId: string): Promise<readonly string[]>;
  /** The site's own ids, in the order of the internal ones. */
  externalIds(memberIds: readonly number[]): Promise<readonly string[]>;
  /** All that was so at `at`, whatever is stored later; `languages` are those of the settings. */
  load(
    memberIds: readonly number[],
    at: Date,
    languages: readonly Language[],
  ): Promise<ReadonlyMap<number, ExplainedMember>>;
  /** Published by then and open to everyone, withdrawn or not. */
  loadCatalogue(publishedUpTo: Date): Promise<readonly CatalogueContent[]>;
  /** Contents that are not in the catalogue at that instant. */
  loadOutside(at: Date): Promise<readonly OutsideContent[]>;
}

export interface OutsideContent {
  /** The site's own id. */
  readonly contentId: string;
  readonly title: string;
  readonly why: "not_published" | "not_open";
}

/** What became of one content when picks were chosen for a member. */
export interface ToldContent {
  readonly id: number;
  /** The site's own id. */
  readonly contentId: string;
  readonly title: string;
  readonly fate: ContentFate;
}

/** The picks that a rule would give a member, as far as an explanation tells of them. */
export interface ProposedPicks {
  readonly memberId: number;
  readonly picks: readonly {
    /** The site's own id. */
    readonly contentId: string;
    readonly title: string;
    readonly kind: PickKind;
    readonly score: number;
    readonly reason: PickReason;
    /** The reason in the language of the member's mail. */
    readonly says: string;
  }[];
  /** null when there are picks enough. */
  readonly skipped: SkipReason | null;
  /** Every candidate once, the picks first; worked out when asked for. null: whoever proposed did not keep it. */
  readonly explain: (() => readonly ToldContent[]) | null;
}

/** Chooses picks as composing does, at an instant given to it. */
export interface PickProposer {
  propose(rule: CheckedRule, at: Date, memberIds: readonly number[]): Promise<readonly ProposedPicks[]>;
}
