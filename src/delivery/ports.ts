import type { CommunityClock } from "../core/clock.ts";
import type { DigestKey, DigestState, LocalDate } from "../core/community.ts";
import type { MailBody } from "../core/mail.ts";
import type { Pace } from "../core/pace/pace.ts";
import type { Frequency } from "../core/preferences.ts";
import type { CheckedRule, Sender } from "../core/rules/rule.ts";
import type { Settings } from "../core/rules/settings.ts";
import type { SubmitOutcome } from "../core/smtp-replies.ts";
import type { FeedbackStore } from "./feedback/ports.ts";

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

export interface LimitStore {
  /** One more refusal in a row; answers for how long the whole domain or server is held, in ms; 0: it is not. */
  refused(name: string, said: string, holdTimes: readonly number[]): Promise<number>;
  /** They took a mail: nothing is held any more. */
  took(names: readonly string[]): Promise<void>;
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
