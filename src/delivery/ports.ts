import type { CommunityClock } from "../core/clock.ts";
import type { Arm, DigestKey, DigestState, LocalDate } from "../core/community.ts";
import type { MailBody } from "../core/mail.ts";
import type { Pace } from "../core/pace/pace.ts";
import type { Frequency } from "../core/preferences.ts";
import type { CheckedRule, Sender } from "../core/rules/rule.ts";
import type { Settings } from "../core/rules/settings.ts";
import type { SubmitOutcome } from "../core/smtp-replies.ts";
import type { OpenCounts, ShownClick } from "./clicks/ports.ts";
import type { Feedback, FeedbackStore } from "./feedback/ports.ts";

/** What delivery reads of settings.yaml. */
export type DeliverySettings = Pick<
  Settings,
  "sending" | "quietHours" | "closed" | "caps" | "consent" | "unknown" | "from" | "pace" | "timezone"
>;

/** What delivery reads of a rule file. */
export type DeliveryRule = Pick<CheckedRule, "name"> & {
  readonly digest: Pick<CheckedRule["digest"], "from" | "replyTo">;
};

/** A digest in the hands of one submitter. Only who still has the fence may write what became of it. */
export interface Claim {
  readonly key: DigestKey;
  readonly fence: number;
}

/** Another digest of the same member that may take a place under the caps: none that is transactional. */
export interface CountedDigest {
  readonly key: DigestKey;
  readonly state: DigestState;
  readonly slotAt: Date;
  readonly capDate: LocalDate;
}

/** A digest that may be claimed, with all that the claim checks again, read under a lock on its member. */
export interface ClaimCandidate extends Claim {
  readonly state: "rendered" | "deferred";
  readonly rule: string;
  readonly timezone: string;
  readonly slotAt: Date;
  readonly expiresAt: Date;
  /** Tries of handing it to SMTP so far. */
  readonly attempts: number;
  /** The mail server that has heard of it, which alone may get it; null: any may. */
  readonly boundTo: string | null;
  readonly email: string | null;
  readonly subscribed: boolean | null;
  readonly consentAt: Date | null;
  readonly suppressed: boolean;
  /** How often the member wants digests at most. */
  readonly frequency: Frequency;
  /** The member wants no mail before; null: no pause. */
  readonly pausedUntil: Date | null;
  /** Held by no cap, quiet hour or closed day, and no place under a cap to the others. */
  readonly transactional: boolean;
  /** It has waited for its turn, or for its next try. */
  readonly awaited: boolean;
  /** By `pause`, for this rule or for all; or its slot is held. */
  readonly paused: boolean;
  /** A pick, or a content that it tells of, was withdrawn, or is no longer open to the member. */
  readonly picksClosed: boolean;
  /** It was already sent back to be composed once. */
  readonly recomposed: boolean;
  readonly others: readonly CountedDigest[];
}

export type ClaimDecision =
  | { readonly kind: "claim" }
  /** Stays where it is. */
  | { readonly kind: "hold"; readonly until: Date | null }
  /** Stays where it is for so long, by the machine's clock: its turn has not come. */
  | { readonly kind: "wait"; readonly ms: number }
  /** Back to `planned`, without picks and mail. */
  | { readonly kind: "recompose" }
  | { readonly kind: "end"; readonly state: "suppressed" | "skipped" | "expired"; readonly reason: string };

/** What bounds how many of a claim leave now. */
export interface ClaimPace {
  readonly limits: Pace;
  /** The mail server that takes what is new. */
  readonly preferredRelay: string;
  /** The same, when there is no other to go to while it is held; else null. */
  readonly onlyRelay: string | null;
  /** How many mails each server gets between those instants of community time; null: as many as there are. */
  readonly warmUp: { readonly most: number; readonly since: Date; readonly until: Date } | null;
  /** 0 to 1, for the spread of what comes back after a hold. */
  readonly random: () => number;
}

export interface ClaimRequest {
  readonly keys: readonly DigestKey[];
  readonly claimedBy: string;
  /** Machine time. */
  readonly leaseMs: number;
  /** Community time: what has been withdrawn by then is closed. */
  readonly at: Date;
  /** Other digests count from this day on, which lies before every cap's window in every timezone. */
  readonly countedSince: LocalDate;
  readonly pace: ClaimPace;
}

export type Decide = (candidates: readonly ClaimCandidate[]) => readonly ClaimDecision[];

export interface ClaimedDigest extends Claim {
  readonly rule: string;
  readonly timezone: string;
  readonly attempts: number;
  readonly boundTo: string | null;
  readonly email: string;
}

/** What became of a claim, as it is stored. */
export interface RecordedOutcome extends Claim {
  readonly outcome: SubmitOutcome;
  /** Tries so far, this one included. */
  readonly attempts: number;
  /** Community time. */
  readonly at: Date;
  /** Machine time to wait until the next try; for `deferred` only. */
  readonly retryInMs: number | null;
  /** The mail server that said so, or could not be reached; null: it was none. */
  readonly relay: string | null;
  /** No other mail server may get it any more. */
  readonly bound: boolean;
}

export interface StoredMail {
  readonly key: DigestKey;
  readonly messageId: string;
  readonly subject: string;
  readonly name: string | null;
  /** Unpacks it: a batch waits for its lanes packed, a tenth of the size. */
  readonly open: () => MailBody;
}

export interface SubmitStore {
  /**
   * One transaction for a batch: locks the members in order, reads the candidates, writes what `decide` says of each.
   * Of two digests of one member only the first is a candidate; `left` names the others, to be claimed after it.
   */
  claim(
    request: ClaimRequest,
    decide: Decide,
  ): Promise<{
    readonly claimed: readonly ClaimedDigest[];
    readonly decisions: readonly { readonly key: DigestKey; readonly decision: ClaimDecision }[];
    readonly left: readonly DigestKey[];
    /** Domains and mail servers that refused the last mail they were offered. */
    readonly troubled: readonly string[];
  }>;
  loadMails(keys: readonly DigestKey[]): Promise<readonly StoredMail[]>;
  /**
   * Commits `submitting`, together with whatever else is asked for at the same time and never before an outcome that was
   * asked for earlier. False when it must not be sent: the claim is no longer ours, or since then sending was paused, or
   * the member unsubscribed or paused their mails.
   */
  markSubmitting(claim: Claim, at: Date, capDate: LocalDate, leaseMs: number, relay: string): Promise<boolean>;
  /** Commits what became of it; false when the fence has moved on. Waits out a database that is away for a moment. */
  recordOutcome(outcome: RecordedOutcome): Promise<boolean>;
  renewLeases(claims: readonly Claim[], leaseMs: number): Promise<void>;
  /** Back to `rendered`: nothing of these has been sent. They may be claimed again after that time. */
  releaseClaims(claims: readonly Claim[], afterMs?: number): Promise<void>;
}

/** A domain or a mail server that is left alone, since it refused mail after mail. */
export interface HeldLimit {
  /** A domain, or `host:port`. */
  readonly name: string;
  /** Machine time, of its first refusal. */
  readonly since: Date;
  /** Machine time; past: one mail may find out whether it is over. Null: not held yet. */
  readonly until: Date | null;
  /** The server's words. */
  readonly said: string | null;
  readonly refusals: number;
}

/** Digests of one rule that are planned or written and have not left; each is counted once, by the first that holds it. */
export interface RuleWaits {
  readonly rule: string;
  readonly paused: boolean;
  /** All of them. */
  readonly digests: number;
  /** Held with their slot. */
  readonly brake: number;
  readonly review: number;
  /** Written, and held by quiet hours or closed days. */
  readonly closed: number;
  /** Community time: when the first of them may leave. */
  readonly opensAt: Date | null;
  /** Contents are not chosen yet. */
  readonly planned: number;
  /** Machine time: since when the first of them is so. */
  readonly plannedSince: Date | null;
  /** Written, and wait for a turn or the next try. */
  readonly turn: number;
}

export interface OpenWaits {
  /** All sending is. */
  readonly paused: boolean;
  /** Rules of which something waits or which are paused. */
  readonly rules: readonly RuleWaits[];
}

export interface LimitStore {
  countOpen(): Promise<OpenWaits>;
  /** One more refusal in a row; answers for how long the whole domain or server is held, in ms; 0: it is not. */
  refused(name: string, said: string, holdTimes: readonly number[]): Promise<number>;
  /** They took a mail: nothing is held any more. */
  took(names: readonly string[]): Promise<void>;
  listHeld(): Promise<readonly HeldLimit[]>;
  /** Digests that wait for their turn or their next try, by the recipient's domain, the most first. */
  countWaiting(): Promise<readonly { readonly domain: string; readonly digests: number }[]>;
}

/** Providers that replace our Message-ID or leave it out of reports, and give a header of ours back instead. */
export const ECHOING_PROVIDERS = ["postmark", "sendgrid", "mailgun"] as const;
export type EchoingProvider = (typeof ECHOING_PROVIDERS)[number];

export interface OutgoingMail extends MailBody {
  readonly key: DigestKey;
  readonly messageId: string;
  readonly from: Sender;
  readonly to: { readonly name: string | null; readonly address: string };
  readonly replyTo: string | null;
  readonly subject: string;
  /** Community time. */
  readonly date: Date;
  readonly unsubscribeUrl: string;
  /** Those that may be the ones who send it. */
  readonly echoedBy: readonly EchoingProvider[];
  readonly rule: string;
}

/** A connection kept for one message. */
export interface MailLane {
  /** The mail server that it leads to, `host:port`. */
  readonly relay: string;
  /** Resolves always: what happened is a value. */
  submit(message: BuiltMail): Promise<SubmitOutcome>;
  /** Gives it back, used or not. */
  release(): void;
}

/** A message ready for the wire. */
export interface BuiltMail {
  readonly envelope: { readonly from: string; readonly to: string };
  readonly bytes: Uint8Array;
}

/** No connection could be had: what that mail server said, or what kept it from saying anything. */
export interface RefusedLane extends SubmitOutcome {
  readonly relay: string;
}

export interface MailTransport {
  /** The mail as bytes for that mail server, or `failed` when it cannot be written as a mail at all. */
  build(mail: OutgoingMail, relay?: string): Promise<BuiltMail | SubmitOutcome>;
  /**
   * Waits for a free, open connection: to the mail server that is named, else to the first that takes mail. `deferred`
   * when it, or none of them, does; null once the transport is closing.
   */
  reserve(boundTo?: string | null): Promise<MailLane | RefusedLane | null>;
  /** How many messages it can have in flight. */
  readonly lanes: number;
  /** `host:port` of every mail server, the preferred one first. */
  readonly relays: readonly [string, ...string[]];
  /** The one that takes what is new by now. */
  preferredRelay(): string;
  /** Takes nothing more, lets what is in flight end within that time, then breaks off. */
  close(withinMs: number): Promise<void>;
}

export interface SubmitDeps {
  readonly store: SubmitStore;
  /** Learns which addresses a server refuses for good. */
  readonly feedback: Pick<FeedbackStore, "record">;
  readonly limits: LimitStore;
  readonly transport: MailTransport;
  readonly clock: CommunityClock;
  /** 0 to 1, for the jitter of back-off. */
  readonly random: () => number;
  readonly settings: DeliverySettings;
  readonly rules: readonly DeliveryRule[];
  readonly unsubscribeUrl: (key: DigestKey) => string;
  readonly echoedBy: readonly EchoingProvider[];
  /** Who claims, for the eyes of an engineer: host and process. */
  readonly claimedBy: string;
  readonly leaseMs?: number;
}

export interface LapsedClaims {
  /** Back to `rendered`: nothing had been sent. */
  readonly released: number;
  /** Were being submitted when their submitter went away. */
  readonly uncertain: number;
}

export interface OutboxCursor {
  readonly slotAt: Date;
  readonly key: DigestKey;
}

export interface OutboxQuery {
  readonly kind: "compose" | "submit";
  /** Community time. */
  readonly at: Date;
  readonly sending: DeliverySettings["sending"];
  readonly untouchedForMs: number;
  /** With what waits for the machine's clock no longer than that. */
  readonly aheadMs: number;
  readonly after: OutboxCursor | null;
  readonly limit: number;
}

export interface SweepStore {
  endLapsedClaims(uncertain: "unknown" | "deferred"): Promise<LapsedClaims>;
  /** Oldest first. `inMs`: machine time until it may be taken up; 0: now. */
  findOpenDigests(query: OutboxQuery): Promise<readonly (OutboxCursor & { readonly inMs: number })[]>;
}

export interface ExpireStore {
  /** At most `limit`; how many. `rules`: those that may still send. */
  expire(at: Date, rules: readonly string[], limit: number): Promise<number>;
  /** Held slots whose day is over, and whose digests have expired: they hold nothing any more. */
  expireHeldSlots(at: Date): Promise<void>;
}

export interface UnsubscribeMember {
  readonly memberId: number;
  readonly email: string | null;
  readonly locale: string | null;
  /** Neither they nor their address gets digests. */
  readonly unsubscribed: boolean;
}

export interface UnsubscribeStore {
  findMember(memberId: number): Promise<UnsubscribeMember | null>;
  /** The member, everyone with the same address, and what is queued for them. Repeating it changes nothing. */
  unsubscribe(memberId: number, act: UnsubscribeAct): Promise<void>;
  /**
   * Takes it back by a yes of that date, also for those with the same address to whom the same no was extended. Nothing
   * else that stops mails to the address is lifted.
   */
  resubscribe(memberId: number, source: string, at: Date): Promise<void>;
}

export interface UnsubscribeAct {
  /** Of the no: `digest 12.345` where one led to it, else `person NAME`. */
  readonly source: string;
  /** Who ends what is queued, as the log of transitions keeps it. */
  readonly by: string;
  readonly at: Date;
}

/** What a calendar file says of a content. */
export interface CalendarContent {
  readonly title: string;
  readonly summary: string | null;
  readonly url: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  /** When the site last said something of it. */
  readonly statedAt: Date;
}

export interface CalendarStore {
  /** A content of which this digest tells, as long as it is open and has a start. */
  findToldContent(key: DigestKey, contentId: number): Promise<CalendarContent | null>;
}

export interface OutboxEntry {
  readonly key: DigestKey;
  /** The site's own id. */
  readonly member: string;
  readonly rule: string;
  readonly period: string;
  readonly arm: Arm;
  readonly state: DigestState;
  readonly reason: string | null;
  /** What holds its whole slot until it is released; null: nothing. */
  readonly heldBy: "brake" | "review" | null;
  readonly slotAt: Date;
  readonly expiresAt: Date;
  readonly holdUntil: Date | null;
  readonly retryAt: Date | null;
  readonly attempts: number;
  readonly submittedAt: Date | null;
  readonly acceptedAt: Date | null;
  readonly smtpCode: number | null;
  readonly smtpText: string | null;
}

export interface ShownPick {
  readonly position: number;
  readonly contentId: string;
  readonly title: string | null;
  readonly kind: string;
  readonly score: number;
  /** As data; `sayReason` of the picks words it. */
  readonly reason: unknown;
  readonly held: boolean;
}

/** A line of the log of transitions. */
export interface DigestChange {
  /** Machine time. */
  readonly at: Date;
  readonly from: DigestState;
  readonly to: DigestState;
  /** `worker HOST PID`, `person NAME`, `webhook ses`, …; null: before that was kept. */
  readonly by: string | null;
  readonly reason: string | null;
  /** The mail server it was handed to, where there are several. */
  readonly relay: string | null;
  readonly smtpCode: number | null;
  readonly smtpText: string | null;
}

export type ShownFeedback = Pick<Feedback, "at" | "kind" | "source" | "status" | "text">;

export interface ShownDigest extends OutboxEntry {
  readonly timezone: string;
  /** When its slot was planned, in community time. */
  readonly plannedAt: Date | null;
  /** The oldest first. */
  readonly history: readonly DigestChange[];
  /** What providers, mail servers and members' clicks said of it, the oldest first. */
  readonly feedback: readonly ShownFeedback[];
  /** The oldest first. */
  readonly clicks: readonly ShownClick[];
  /** How many, by what made them. Said here and nowhere else. */
  readonly opens: OpenCounts;
  readonly email: string | null;
  readonly name: string | null;
  readonly locale: string | null;
  readonly ruleVersion: { readonly hash: string; readonly file: string | null; readonly source: string | null };
  readonly picks: readonly ShownPick[];
  /** Null until it is rendered. */
  readonly mail: (MailBody & { readonly messageId: string; readonly subject: string }) | null;
}

export interface OutboxStore {
  countStates(): Promise<Readonly<Partial<Record<DigestState, number>>>>;
  /** Those whose fate is unknown before all others; the latest first. */
  listDigests(filter: { readonly state: DigestState | null; readonly limit: number }): Promise<readonly OutboxEntry[]>;
  findDigest(key: DigestKey): Promise<ShownDigest | null>;
}

export const RESOLUTIONS = ["accepted", "resend", "abandon"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

export interface ResolveRequest {
  readonly resolution: Resolution;
  readonly at: Date;
  /** A digest sent again does not expire before. */
  readonly resendUntil: Date;
  /** Who says so, as the log of transitions keeps it. */
  readonly by: string;
}

export interface ResolveStore {
  findState(key: DigestKey): Promise<DigestState | null>;
  /** Those that have been `unknown` for so long, by machine time. */
  findUnknown(olderThanMs: number): Promise<readonly DigestKey[]>;
  /** Only from `unknown`; answers how many were. */
  resolve(keys: readonly DigestKey[], request: ResolveRequest): Promise<number>;
}

/** The languages in which pages and mails of ours speak. */
export type PageLanguage = "en" | "fr";
