import { armOf, unitOf } from "../assignment.ts";
import { DAY_MS } from "../calendar.ts";
import type { Arm, LocalDate } from "../community.ts";
import type { MemberFacts } from "../rules/evaluation.ts";
import type { Settings } from "../rules/settings.ts";
import { aliveProbability, type BgNbd } from "../stats/bg-nbd.ts";
import { drawBeta, drawGamma, type Random } from "./randomness.ts";
import { type EarlierMail, type ForecastMember, type ForecastScene, PAST_DAYS } from "./scene.ts";

/** A member in one future: what rules see of them goes on as the days pass. */
export interface Life {
  readonly member: ForecastMember;
  readonly facts: MemberFacts & {
    lastActAt: Date | null;
    views: Map<number, number>;
    replays: Map<number, number>;
    mailed: Set<number>;
    visits: number[];
    digests: number[];
  };
  /** Content → day of the first view, in days since 1970. */
  readonly viewedDays: Map<number, number>;
  readonly proposedOn: Map<number, LocalDate>;
  readonly mails: EarlierMail[];
  /** In a programme withheld from every rule; null: in none, ever. By its name, as it is asked for. */
  readonly heldOutIn: Map<string, boolean> | null;
  /** First views on a day with a visit. */
  readonly appetite: number;
  /** How they come, once they have come. */
  temper: Temper | null;
  /** The instant of a first visit that is known to come; null: by chance, if never yet. */
  readonly firstVisitMs: number | null;
}

interface Temper {
  /** The chance of a visit on a day. */
  readonly chance: number;
  /** The chance to leave for good after one. */
  readonly leaving: number;
  gone: boolean;
}

/** So many visiting days of the community's mean stand beside a member's own, who may have few. */
const PRIOR_VISITS = 3;
/** A day is come to or not: a rate of one a day is nearly every day. */
const MOST_CHANCE = 0.98;

export function beginLife(scene: ForecastScene, member: ForecastMember, neverHeldOut: boolean, random: Random): Life {
  const { facts } = member;
  return {
    member,
    facts: {
      ...facts,
      views: new Map(facts.views),
      replays: new Map(facts.replays),
      mailed: new Set(facts.mailed),
      visits: [...facts.visits],
      digests: [...facts.digests],
    },
    viewedDays: new Map([...facts.views].map(([content, viewedMs]) => [content, Math.floor(viewedMs / DAY_MS)])),
    proposedOn: new Map(member.proposedOn),
    mails: [...member.digests],
    heldOutIn: neverHeldOut || scene.settings.holdout.share === 0 ? null : new Map(),
    appetite: appetiteOf(scene, facts),
    temper: facts.visits.length === 0 ? null : drawTemper(scene, facts, random),
    firstVisitMs: null,
  };
}

/** Somebody who will join as this member did, 8 weeks later; null: not within the days looked at. */
export function beginNewcomer(scene: ForecastScene, life: Life, byDays: number, neverHeldOut: boolean): Life | null {
  const { facts } = life.member;
  const joinedAt = new Date(facts.joinedAt.getTime() + byDays * DAY_MS);
  if (joinedAt <= scene.at || joinedAt.getTime() >= scene.at.getTime() + scene.days * DAY_MS) return null;
  const [firstMs] = facts.visits;
  const externalId = `coming:${byDays}:${facts.externalId}`;
  return {
    member: { ...life.member, digests: [], pausedUntil: null, arms: new Map() },
    facts: {
      ...facts,
      externalId,
      joinedAt,
      createdAt: facts.createdAt == null ? null : joinedAt,
      renewalAt: null,
      lastActAt: null,
      views: new Map(),
      replays: new Map(),
      mailed: new Set(),
      visits: [],
      acts: new Map(),
      digests: [],
    },
    viewedDays: new Map(),
    proposedOn: new Map(),
    mails: [],
    heldOutIn: neverHeldOut || scene.settings.holdout.share === 0 ? null : new Map(),
    appetite: scene.habits.viewsPerVisit,
    temper: null,
    firstVisitMs: firstMs === undefined ? null : firstMs + byDays * DAY_MS,
  };
}

/** Each is drawn once a programme. */
export function isHeldOut({ settings }: ForecastScene, life: Life, programme: string): boolean {
  const { heldOutIn } = life;
  if (heldOutIn === null) return false;
  let heldOut = heldOutIn.get(programme);
  if (heldOut === undefined) {
    heldOut = armIn(settings, life, programme, settings.holdout.share) === "held_out";
    heldOutIn.set(programme, heldOut);
  }
  return heldOut;
}

/** The arm that was drawn, or that will be. */
export function armIn({ holdout }: Settings, { member, facts }: Life, experiment: string, share: number): Arm {
  const unit = () => unitOf(holdout.by, { externalId: facts.externalId, company: facts.company ?? null });
  return member.arms.get(experiment) ?? armOf(experiment, unit(), share);
}

/** Whether the member comes on a day that has not been yet; `atMs` is when on it. */
export function comesOn(scene: ForecastScene, life: Life, atMs: number, random: Random): boolean {
  const { temper, facts, firstVisitMs } = life;
  if (facts.joinedAt.getTime() > atMs) return false;
  if (temper === null) {
    const comes = firstVisitMs === null ? random() < scene.habits.firstVisitChance : firstVisitMs <= atMs;
    if (comes) life.temper = newTemper(scene.community.rhythm, random);
    return comes;
  }
  if (temper.gone || random() >= temper.chance) return false;
  temper.gone = random() < temper.leaving;
  return true;
}

/**
 * The posterior of BG/NBD for somebody with this history, drawn: alive or not, and if alive the rate is gamma with shape
 * r + repeats and rate alpha + age, the chance to leave beta with a and b + repeats (the densities under formula 10).
 */
function drawTemper({ at, community: { rhythm } }: ForecastScene, { visits, joinedAt }: MemberFacts, random: Random) {
  const days = [...new Set(visits.map((startMs) => Math.floor(startMs / DAY_MS)))].sort((one, other) => one - other);
  const today = Math.floor(at.getTime() / DAY_MS);
  if (rhythm === null) return pastTemper(days, today, Math.floor(joinedAt.getTime() / DAY_MS));
  const [first = today] = days;
  const repeats = days.length - 1;
  const history = { repeats, recency: (days.at(-1) ?? first) - first, age: Math.max(0, today - first) };
  const { r, alpha, a, b } = rhythm;
  return {
    chance: Math.min(MOST_CHANCE, drawGamma(random, r + repeats, alpha + history.age)),
    leaving: drawBeta(random, a, b + repeats),
    gone: random() >= aliveProbability(rhythm, history),
  };
}

/** Without a rhythm: as often as in the last weeks, and nobody leaves. */
function pastTemper(days: readonly number[], today: number, joined: number): Temper {
  const span = Math.max(7, Math.min(PAST_DAYS, today - joined));
  const recent = days.filter((day) => day > today - span).length;
  return { chance: Math.min(MOST_CHANCE, recent / span), leaving: 0, gone: false };
}

/** Of somebody who came for the first time. Without a rhythm nobody can tell: they come no more. */
function newTemper(rhythm: BgNbd | null, random: Random): Temper {
  if (rhythm === null) return { chance: 0, leaving: 0, gone: true };
  const { r, alpha, a, b } = rhythm;
  const leaving = drawBeta(random, a, b);
  return { chance: Math.min(MOST_CHANCE, drawGamma(random, r, alpha)), leaving, gone: false };
}

function appetiteOf({ at, habits }: ForecastScene, { visits, views }: MemberFacts): number {
  const since = at.getTime() - PAST_DAYS * DAY_MS;
  const days = new Set(visits.filter((startMs) => startMs >= since).map((startMs) => Math.floor(startMs / DAY_MS)));
  let seen = 0;
  for (const viewedMs of views.values()) if (viewedMs >= since) seen++;
  return (seen + PRIOR_VISITS * habits.viewsPerVisit) / (days.size + PRIOR_VISITS);
}
