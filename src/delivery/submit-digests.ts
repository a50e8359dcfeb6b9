import { addDays, localDateOf, startOfLocalDay } from "../core/calendar.ts";
import type { DigestKey } from "../core/community.ts";
import { formatDigestKey } from "../core/digest-key.ts";
import { mostOn } from "../core/pace/warm-up.ts";
import { LONGEST_OWN_LIMIT_DAYS } from "../core/preferences.ts";
import { bindsToRelay, type SubmitOutcome } from "../core/smtp-replies.ts";
import { retryMs } from "./back-off.ts";
import { decideClaims } from "./decide-claim.ts";
import type { Feedback } from "./feedback/ports.ts";
import { readRefusal } from "./feedback/read-refusal.ts";
import { rememberLocalDates } from "./local-dates.ts";
import { outgoingMail } from "./outgoing-mail.ts";
import type { ClaimedDigest, ClaimPace, MailLane, StoredMail, SubmitDeps } from "./ports.ts";
import { SAME_TIME_MS } from "./sweep-outbox.ts";
import { type LimitWatch, watchLimits } from "./watch-limits.ts";

/** Long enough for a stalled process to come back, short enough that a dead one's digests leave in the same minutes. */
export const CLAIM_LEASE_MS = 60_000;

/** What one claim takes: a few hundred mails of about ten kilobytes in memory. */
const CLAIM_BATCH = 250;

/** What became of the digests that were asked for. Those that no longer wait to be submitted are in no count. */
export interface SubmittedDigests {
  readonly accepted: number;
  readonly deferred: number;
  readonly failed: number;
  readonly unknown: number;
  readonly suppressed: number;
  readonly skipped: number;
  readonly expired: number;
  readonly held: number;
  /** Their turn has not come. */
  readonly waiting: number;
  /** Of these, those whose turn comes soon: the others are found when it does. */
  readonly later: readonly { readonly keys: readonly DigestKey[]; readonly afterMs: number }[];
  /** Back to `planned`, since a pick of theirs was withdrawn: to be composed again. */
  readonly recompose: readonly DigestKey[];
}

type Counts = {
  -readonly [Name in Exclude<keyof SubmittedDigests, "later">]: SubmittedDigests[Name] extends number
    ? number
    : DigestKey[];
};

/** What is due no later is asked for at once; the rest is found by the sweep. */
const SOON_MS = 90_000;

/**
 * Claims the digests, hands each to SMTP at most once, and records what became of it. Safe to call with the same keys
 * any number of times, at once or later. Throws `unreachable` when the database is; what was in flight is recorded first.
 */
export async function submitDigests(deps: SubmitDeps, keys: readonly DigestKey[]): Promise<SubmittedDigests> {
  const counts: Counts = {
    accepted: 0,
    deferred: 0,
    failed: 0,
    unknown: 0,
    suppressed: 0,
    skipped: 0,
    expired: 0,
    held: 0,
    waiting: 0,
    recompose: [],
  };
  const later = new Map<number, DigestKey[]>();
  const limits = watchLimits(deps);
  const batches: DigestKey[][] = [];
  for (let start = 0; start < keys.length; start += CLAIM_BATCH) batches.push(keys.slice(start, start + CLAIM_BATCH));
  for (let batch = batches.shift(); batch; batch = batches.shift()) {
    const { claimed, left, troubled } = await claimBatch(deps, batch, counts, later);
    if (left.length > 0) batches.push(left.slice());
    limits.know(troubled);
    if (claimed.length > 0 && !(await sendClaimed(deps, limits, claimed, counts))) break;
  }
  return { ...counts, later: [...later].map(([afterMs, due]) => ({ keys: due, afterMs })) };
}

async function claimBatch(
  deps: SubmitDeps,
  keys: readonly DigestKey[],
  counts: Counts,
  later: Map<number, DigestKey[]>,
) {
  const at = deps.clock.now();
  const longestCapDays = Math.max(LONGEST_OWN_LIMIT_DAYS, ...deps.settings.caps.map(({ days }) => days));
  const request = {
    keys,
    claimedBy: deps.claimedBy,
    leaseMs: deps.leaseMs ?? CLAIM_LEASE_MS,
    at,
    countedSince: addDays(localDateOf(at, "UTC"), -longestCapDays - 1),
    pace: paceAt(deps, at),
  };
  const answer = await deps.store.claim(request, (candidates) => decideClaims(candidates, deps.settings, at));
  for (const { key, decision } of answer.decisions) {
    if (decision.kind === "hold") counts.held += 1;
    else if (decision.kind === "wait") {
      counts.waiting += 1;
      const afterMs = Math.ceil(decision.ms / SAME_TIME_MS) * SAME_TIME_MS;
      if (afterMs <= SOON_MS) later.set(afterMs, [...(later.get(afterMs) ?? []), key]);
    } else if (decision.kind === "recompose") counts.recompose.push(key);
    else if (decision.kind === "end") counts[decision.state] += 1;
  }
  return answer;
}

function paceAt({ settings, transport, random }: SubmitDeps, at: Date): ClaimPace {
  const { pace, timezone } = settings;
  const today = localDateOf(at, timezone);
  const most = pace.warmUp === null ? null : mostOn(today, pace.warmUp);
  return {
    limits: pace,
    preferredRelay: transport.preferredRelay(),
    onlyRelay: transport.relays.length === 1 ? transport.relays[0] : null,
    warmUp:
      most === null
        ? null
        : { most, since: startOfLocalDay(today, timezone), until: startOfLocalDay(addDays(today, 1), timezone) },
    random,
  };
}

/** False once the transport takes nothing more. */
async function sendClaimed(
  deps: SubmitDeps,
  limits: LimitWatch,
  claimed: readonly ClaimedDigest[],
  counts: Counts,
): Promise<boolean> {
  const leaseMs = deps.leaseMs ?? CLAIM_LEASE_MS;
  const inHand = new Map(claimed.map((digest) => [formatDigestKey(digest.key), digest]));
  // A renewal that fails is made up for by the next, or the lease lapses and the sweep decides.
  const heartbeat = setInterval(() => {
    deps.store.renewLeases([...inHand.values()], leaseMs).catch(() => undefined);
  }, leaseMs / 3);
  const waiting = [...claimed];
  const failures: unknown[] = [];
  const refusals: Feedback[] = [];
  let open = true;
  const settle = async (digest: ClaimedDigest, sent: Sent): Promise<void> => {
    try {
      const ending = await record(deps, digest, sent);
      inHand.delete(formatDigestKey(digest.key));
      if (ending !== "lost") counts[ending] += 1;
      const refusal =
        ending === "failed" ? readRefusal(digest.key, digest.email, sent.outcome, deps.clock.now()) : null;
      if (refusal !== null) refusals.push(refusal);
      await limits.note(digest.email, sent);
    } catch (error) {
      failures.push(error);
    }
  };
  const work = async (mails: ReadonlyMap<string, StoredMail>): Promise<void> => {
    // What became of one digest is committed with the mark of the next, in one round trip: the store writes in the order
    // it is asked, and the lane is free for another only then. So no lane ever leaves two of them uncertain.
    let settling = Promise.resolve();
    for (let digest = waiting.shift(); digest && open && failures.length === 0; digest = waiting.shift()) {
      try {
        const heldMs = limits.heldMs(digest.email);
        if (heldMs > 0) {
          await deps.store.releaseClaims([digest], heldMs);
          inHand.delete(formatDigestKey(digest.key));
          counts.waiting += 1;
          continue;
        }
        const sent = await sendOne(deps, digest, mails.get(formatDigestKey(digest.key)), leaseMs);
        if (sent === "closing") open = false;
        if (typeof sent === "string") continue;
        await settling;
        settling = settle(digest, sent);
        sent.lane?.release();
      } catch (error) {
        failures.push(error);
      }
    }
    await settling;
  };
  try {
    const stored = await deps.store.loadMails(claimed.map(({ key }) => key));
    const mails = new Map(stored.map((mail) => [formatDigestKey(mail.key), mail]));
    await Promise.all(Array.from({ length: Math.min(deps.transport.lanes, claimed.length) }, () => work(mails)));
    // After what became of the digests. Where the database goes away in between, the next refusal says the same.
    if (refusals.length > 0) await deps.feedback.record(refusals, deps.clock.now());
    if (failures.length > 0) throw failures[0];
  } finally {
    clearInterval(heartbeat);
    // What was claimed and never marked goes back; the store touches nothing that was.
    await deps.store.releaseClaims([...inHand.values()]).catch(() => undefined);
  }
  return open;
}

/** Cannot be: a digest is rendered in the transaction that stores its mail. Sending it again would not help. */
const MAIL_MISSING: SubmitOutcome = { kind: "failed", code: null, text: "its mail is not stored", stage: "message" };

/** What became of it, to be recorded before the lane is released. */
interface Sent {
  readonly outcome: SubmitOutcome;
  readonly relay: string | null;
  readonly lane: MailLane | null;
}

/** `released`: it is no longer ours to send; `closing`: nothing more is sent. */
async function sendOne(
  deps: SubmitDeps,
  digest: ClaimedDigest,
  stored: StoredMail | undefined,
  leaseMs: number,
): Promise<Sent | "released" | "closing"> {
  if (!stored) return { outcome: MAIL_MISSING, relay: null, lane: null };
  const lane = await deps.transport.reserve(digest.boundTo);
  if (lane === null) return "closing";
  if ("kind" in lane) return { outcome: lane, relay: lane.relay, lane: null };
  const { relay } = lane;
  // The mail's own date, and the instant that is stored: with it the mail can be written again as it was sent.
  const at = deps.clock.now();
  let marked = false;
  try {
    const built = await deps.transport.build(outgoingMail(deps, digest, stored, at), relay);
    if ("kind" in built) return { outcome: built, relay: null, lane: null };
    // `submitting` stands in the database before the first byte leaves.
    marked = await deps.store.markSubmitting(digest, at, localDates(at, digest.timezone), leaseMs, relay);
    return marked ? { outcome: await lane.submit(built), relay, lane } : "released";
  } finally {
    if (!marked) lane.release();
  }
}

const localDates = rememberLocalDates();

/** `lost`: the fence has moved on, and somebody else says what became of it. */
async function record(
  deps: SubmitDeps,
  digest: ClaimedDigest,
  { outcome, relay }: Sent,
): Promise<SubmitOutcome["kind"] | "lost"> {
  const kind = outcome.kind === "unknown" && deps.settings.unknown === "retry" ? "deferred" : outcome.kind;
  const attempts = digest.attempts + 1;
  const recorded = await deps.store.recordOutcome({
    key: digest.key,
    fence: digest.fence,
    outcome: { ...outcome, kind },
    attempts,
    at: deps.clock.now(),
    retryInMs: kind === "deferred" ? retryMs({ ...outcome, kind }, attempts, deps.random) : null,
    relay,
    bound: bindsToRelay(outcome) || (digest.boundTo !== null && relay === digest.boundTo),
  });
  return recorded ? kind : "lost";
}
