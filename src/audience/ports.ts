import type { Arm, LocalDate, LocalTime } from "../core/community.ts";
import type { Audiences } from "../core/rules/compile.ts";
import type { CommunityFacts, CommunityQuestion } from "../core/rules/evaluation.ts";
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
  /** The folder as people find it: from where the command was given, or in full where it lies elsewhere. Ends with `/`. */
  readonly folder: string;
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
export interface PlannedProgramme {
  readonly heldOut: number;
  readonly never: Statement | null;
  /** The quarter of the moment, where members are drawn anew each quarter; absent: they are not. */
  readonly quarter?: string;
}

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
  readonly programme: PlannedProgramme | null;
  readonly holdoutBy: "member" | "company";
  /**
   * Whom of the timezone each segment describes, for the contents that are open to it; `isFallback`: members without a
   * timezone are of this one. Absent: what is known of them stays.
   */
  readonly segments?: { readonly isFallback: boolean; readonly named: ReadonlyMap<string, Statement> };
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
  /** The names of the segments that contents are open to. */
  segmentsOfContents(): Promise<readonly string[]>;
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
