import { addDays, daysBetween } from "../../core/calendar.ts";
import type { LocalDate } from "../../core/community.ts";
import { type OwnLimit, ownLimitBefore, ownLimitOver } from "../../core/preferences.ts";
import type { Cap, MomentPlan, PlannedRule, RoadVerdict } from "../ports.ts";
import type { EarlierDigest, ExplainedMember } from "./ports.ts";

/** Why this rule waits for this member, and until when: `again_after`, or the schedule's own spacing. */
export interface Wait {
  readonly digest: EarlierDigest;
  /** The first local date on which it no longer waits; where `again_after` is in hours, the instant. */
  readonly until: LocalDate | Date;
}

/** A cap without room: one of the settings, or the member's own. */
export interface FullCap {
  readonly cap: Cap | OwnLimit;
  readonly digests: readonly EarlierDigest[];
  /** The first local date on which there is room, if nothing else is sent. */
  readonly roomFrom: LocalDate;
}

/** What stands between a member whom a rule matches and a mail, each obstacle on its own. */
export interface Road {
  readonly closed: "unsubscribed" | "on_pause" | "suppressed" | "no_email" | null;
  /** The end of the pause that the member is taking; null: none. */
  readonly pausedUntil: Date | null;
  readonly wait: Wait | null;
  readonly fullCaps: readonly FullCap[];
  /** A digest that the member has from this very moment. */
  readonly placed: EarlierDigest | null;
}

/** The moment as its obstacles depend on it. */
export type RoadMoment = Pick<MomentPlan, "timezone" | "localDate" | "instant" | "at" | "caps" | "consent">;

/**
 * The road of one rule for one member, as the planning statement walks it for everybody; that one decides, this one tells
 * what it saw. The order among rules is not part of it.
 */
export function walkRoad(
  moment: RoadMoment,
  rule: Pick<PlannedRule, "rule" | "blockedAfter" | "blockedSince" | "transactional">,
  { facts, standing }: ExplainedMember,
): Road {
  // Transactional mails take no place, and ask for none.
  const digests = rule.transactional
    ? []
    : standing.digests.filter(({ counts, transactional }) => counts && !transactional);
  const refused =
    moment.consent === "recorded"
      ? facts.subscribed !== true || standing.consentAt === null
      : facts.subscribed === false;
  const pausedUntil = standing.pausedUntil !== null && standing.pausedUntil > moment.at ? standing.pausedUntil : null;
  const address = standing.suppressed !== null ? "suppressed" : facts.email == null ? "no_email" : null;
  return {
    closed: refused ? "unsubscribed" : pausedUntil === null ? address : "on_pause",
    pausedUntil,
    wait: findWait(moment, rule, standing.digests),
    fullCaps: [
      ...moment.caps.flatMap((cap) => fullCap(moment, cap, digests) ?? []),
      ...(standing.frequency === "any" ? [] : fullLimit(moment, standing.frequency, digests)),
    ],
    placed:
      digests.find(
        ({ slotAt, timezone }) => slotAt.getTime() === moment.instant.getTime() && timezone === moment.timezone,
      ) ?? null,
  };
}

/** The first obstacle; null: none but the order among rules. */
export function roadVerdict({ closed, wait, fullCaps, placed }: Road): Exclude<RoadVerdict, "planned"> | null {
  if (closed !== null) return closed === "on_pause" ? "unsubscribed" : closed;
  if (wait !== null) return "again_after";
  if (fullCaps.length > 0) return "capped";
  return placed === null ? null : "outranked";
}

/** The last digest that makes the rule wait. */
function findWait(
  { localDate, at }: RoadMoment,
  { rule, blockedAfter, blockedSince }: Parameters<typeof walkRoad>[1],
  digests: readonly EarlierDigest[],
): Wait | null {
  const untilOf = ({ counts, localDate: date, slotAt, period }: EarlierDigest): Wait["until"] | null => {
    if (counts && date > blockedAfter) return addDays(date, daysBetween(blockedAfter, localDate));
    if (counts && blockedSince !== null && slotAt > blockedSince) {
      return new Date(slotAt.getTime() + at.getTime() - blockedSince.getTime());
    }
    // One a local date, whatever became of it.
    return period === localDate ? addDays(localDate, 1) : null;
  };
  return digests.reduce<Wait | null>((found, digest) => {
    const until = digest.rule === rule ? untilOf(digest) : null;
    return until === null ? found : { digest, until };
  }, null);
}

function fullCap({ localDate }: RoadMoment, cap: Cap, digests: readonly EarlierDigest[]): FullCap | null {
  const within = digests
    .filter(({ capDate }) => capDate > addDays(localDate, -cap.days))
    .sort((a, b) => (a.capDate < b.capDate ? 1 : -1));
  // There is room again once the one that fills it has left the span.
  const filling = within[cap.count - 1];
  return filling === undefined ? null : { cap, digests: within, roomFrom: addDays(filling.capDate, cap.days) };
}

function fullLimit({ localDate }: RoadMoment, limit: OwnLimit, digests: readonly EarlierDigest[]): FullCap[] {
  const within = digests
    .filter(({ capDate }) => capDate > ownLimitBefore(limit, localDate))
    .sort((a, b) => (a.capDate < b.capDate ? 1 : -1));
  const [last] = within;
  return last === undefined ? [] : [{ cap: limit, digests: within, roomFrom: ownLimitOver(limit, last.capDate) }];
}
