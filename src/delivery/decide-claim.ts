import { addDays, instantOf, localDateOf, localTimeOf } from "../core/calendar.ts";
import type { DigestState } from "../core/community.ts";
import type { Settings } from "../core/rules/settings.ts";
import type { ClaimCandidate, ClaimDecision, CountedDigest, DeliverySettings } from "./ports.ts";

/** What happens to a digest that asks to be sent at `at`: everything that held at planning is asked again. */
export function decideClaim(candidate: ClaimCandidate, settings: DeliverySettings, at: Date): ClaimDecision {
  if (candidate.expiresAt <= at) return { kind: "end", state: "expired", reason: "late" };
  const refusal = refusalOf(candidate, settings);
  if (refusal !== null) return { kind: "end", state: "suppressed", reason: refusal };
  if (candidate.paused || !maySendTo(candidate.email ?? "", settings.sending)) return { kind: "hold", until: null };
  if (candidate.picksClosed) {
    return candidate.recomposed ? { kind: "end", state: "skipped", reason: "withdrawn" } : { kind: "recompose" };
  }
  if (isOverCaps(candidate, settings.caps, at)) return { kind: "end", state: "skipped", reason: "capped" };
  const until = endOfQuietHours(at, candidate.timezone, settings.quietHours);
  return until === null ? { kind: "claim" } : { kind: "hold", until };
}

function refusalOf(candidate: ClaimCandidate, settings: DeliverySettings): string | null {
  if (candidate.email === null) return "no_email";
  if (candidate.subscribed === false) return "unsubscribed";
  if (candidate.suppressed) return "suppressed";
  return settings.consent === "recorded" && candidate.consentAt === null ? "no_consent" : null;
}

function maySendTo(email: string, sending: Settings["sending"]): boolean {
  if (typeof sending === "string") return sending === "on";
  const address = email.trim().toLowerCase();
  return sending.only.some((allowed) => allowed.trim().toLowerCase() === address);
}

const WAITING: ReadonlySet<DigestState> = new Set(["planned", "rendered", "deferred"]);

/** Digests that wait as well take their place in the order of their slots, so that two of them never refuse each other. */
function comesFirst(other: CountedDigest, candidate: ClaimCandidate): boolean {
  if (!WAITING.has(other.state)) return true;
  const apart = other.slotAt.getTime() - candidate.slotAt.getTime();
  return apart < 0 || (apart === 0 && other.key.digestId < candidate.key.digestId);
}

function isOverCaps(candidate: ClaimCandidate, caps: Settings["caps"], at: Date): boolean {
  const today = localDateOf(at, candidate.timezone);
  const dates = candidate.others.filter((other) => comesFirst(other, candidate)).map((other) => other.capDate);
  return caps.some(({ count, days }) => {
    const first = addDays(today, 1 - days);
    return dates.filter((date) => first <= date && date <= today).length >= count;
  });
}

/** The end of the quiet hours that `at` falls in, or null outside them. */
export function endOfQuietHours(at: Date, timezone: string, quietHours: Settings["quietHours"]): Date | null {
  if (quietHours === null) return null;
  const { from, to } = quietHours;
  const now = localTimeOf(at, timezone);
  const overnight = from > to;
  if (overnight ? now < from && now >= to : now < from || now >= to) return null;
  const today = localDateOf(at, timezone);
  return instantOf(overnight && now >= from ? addDays(today, 1) : today, to, timezone);
}
