import { addDays, instantOf, localDateOf, localTimeOf, startOfLocalDay } from "../core/calendar.ts";
import type { DigestState, LocalDate } from "../core/community.ts";
import { type OwnLimit, ownLimitBefore } from "../core/preferences.ts";
import { firstOpenDate, isClosed } from "../core/rules/closed-days.ts";
import type { Settings } from "../core/rules/settings.ts";
import type { ClaimCandidate, ClaimDecision, CountedDigest, DeliverySettings } from "./ports.ts";

/** What an instant means in one timezone: worked out once for all candidates there, since calendars are slow. */
interface LocalMoment {
  readonly today: LocalDate;
  /** When closed days and quiet hours are over; null: mail may leave. */
  readonly opensAt: Date | null;
  /** Of each cap: how many digests it allows since which date. */
  readonly caps: readonly { readonly count: number; readonly since: LocalDate }[];
  /** Of each limit that members may set: one digest since which date. */
  readonly own: Readonly<Record<OwnLimit, LocalDate>>;
}

/** What happens to digests that ask to be sent at `at`: everything that held at planning is asked again. */
export function decideClaims(
  candidates: readonly ClaimCandidate[],
  settings: DeliverySettings,
  at: Date,
): readonly ClaimDecision[] {
  const moments = new Map<string, LocalMoment>();
  return candidates.map((candidate) => {
    const moment = moments.get(candidate.timezone) ?? momentIn(candidate.timezone, settings, at);
    moments.set(candidate.timezone, moment);
    return decideClaim(candidate, settings, at, moment);
  });
}

function momentIn(timezone: string, { caps, closed, quietHours }: DeliverySettings, at: Date): LocalMoment {
  const today = localDateOf(at, timezone);
  return {
    today,
    opensAt: endOfClosedDays(at, timezone, { closed, quietHours }) ?? endOfQuietHours(at, timezone, quietHours),
    caps: caps.map(({ count, days }) => ({ count, since: addDays(today, 1 - days) })),
    own: {
      weekly: addDays(ownLimitBefore("weekly", today), 1),
      monthly: addDays(ownLimitBefore("monthly", today), 1),
    },
  };
}

function decideClaim(
  candidate: ClaimCandidate,
  settings: DeliverySettings,
  at: Date,
  moment: LocalMoment,
): ClaimDecision {
  if (candidate.expiresAt <= at) return { kind: "end", state: "expired", reason: "late" };
  const refusal = refusalOf(candidate, settings, at);
  if (refusal !== null) return { kind: "end", state: "suppressed", reason: refusal };
  if (candidate.paused || !maySendTo(candidate.email ?? "", settings.sending)) return { kind: "hold", until: null };
  if (candidate.picksClosed) {
    return candidate.recomposed ? { kind: "end", state: "skipped", reason: "withdrawn" } : { kind: "recompose" };
  }
  if (candidate.transactional) return { kind: "claim" };
  if (isOverCaps(candidate, moment)) return { kind: "end", state: "skipped", reason: "capped" };
  return moment.opensAt === null ? { kind: "claim" } : { kind: "hold", until: moment.opensAt };
}

/** A member who asked for silence gets none of what waits, transactional mails included: none of it is worth breaking a word. */
function refusalOf(candidate: ClaimCandidate, settings: DeliverySettings, at: Date): string | null {
  if (candidate.email === null) return "no_email";
  if (candidate.subscribed === false) return "unsubscribed";
  if (candidate.suppressed) return "suppressed";
  if (candidate.pausedUntil !== null && candidate.pausedUntil > at) return "on_pause";
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

function isOverCaps(candidate: ClaimCandidate, { today, caps, own }: LocalMoment): boolean {
  const dates = candidate.others.filter((other) => comesFirst(other, candidate)).map(({ capDate }) => capDate);
  const { frequency } = candidate;
  const limits = frequency === "any" ? caps : [...caps, { count: 1, since: own[frequency] }];
  return limits.some(({ count, since }) => dates.filter((date) => since <= date && date <= today).length >= count);
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

/** The end of the quiet hours in which the next open day begins, or null when `at` falls on an open day. */
export function endOfClosedDays(
  at: Date,
  timezone: string,
  { closed, quietHours }: Pick<Settings, "closed" | "quietHours">,
): Date | null {
  const today = localDateOf(at, timezone);
  if (!isClosed(today, closed)) return null;
  const opening = startOfLocalDay(firstOpenDate(today, closed), timezone);
  return endOfQuietHours(opening, timezone, quietHours) ?? opening;
}
