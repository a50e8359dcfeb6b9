import type { Arm, DigestKey, DigestState } from "../../core/community.ts";
import type { MailBody } from "../../core/mail.ts";
import type { OpenCounts, ShownClick } from "../clicks/ports.ts";
import type { Feedback } from "../feedback/ports.ts";

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
  /** It is because a restored database waits to be confirmed. */
  readonly restored: boolean;
  /** Rules of which something waits or which are paused. */
  readonly rules: readonly RuleWaits[];
}

export interface WaitingStore {
  countOpen(): Promise<OpenWaits>;
  listHeld(): Promise<readonly HeldLimit[]>;
  /** Digests that wait for their turn or their next try, by the recipient's domain, the most first. */
  countWaiting(): Promise<readonly { readonly domain: string; readonly digests: number }[]>;
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
