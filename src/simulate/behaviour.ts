import { DAY_MS, MINUTE_MS } from "../core/calendar.ts";
import type { SimulatedContent } from "./catalogue.ts";
import { type Community, homeTimezone } from "./community.ts";
import { draw, drawWith, hashKeys, PURPOSES } from "./draw.ts";
import type { SimulatedMember } from "./people.ts";
import { THEMES } from "./titles.ts";

/** What a digest changes in whoever receives it: the effect that the report has to find. */
export interface DigestEffect {
  /** Added to the rate of visits on the day it arrives, for an average member. */
  readonly comeBack: number;
  /** The share of that which is left each day later. */
  readonly lasting: number;
  /** For how many days it works. */
  readonly days: number;
  /** How likely a visit in these days opens one of the picks, for someone who cares for its theme. */
  readonly readPick: number;
  /** Digests of slots from here on change nothing, while earlier ones go on working. Absent: all work. */
  readonly until?: Date;
}

export const PLANTED_EFFECT: DigestEffect = { comeBack: 0.05, lasting: 0.6, days: 5, readPick: 0.45 };
export const NO_EFFECT: DigestEffect = { comeBack: 0, lasting: 0, days: 0, readPick: 0 };

/** A digest as it works on its reader: by the day whose opening it precedes. */
export interface ReceivedDigest {
  readonly day: number;
  readonly contents: readonly SimulatedContent[];
}

export interface SimulatedVisit {
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly day: number;
  /** 0 or 1 in the day. */
  readonly part: number;
  readonly views: readonly SimulatedView[];
}

export interface SimulatedView {
  readonly content: SimulatedContent;
  readonly at: number;
}

/** Monday first. */
const WEEKDAY_FACTORS = [1.05, 1.15, 1.1, 1.05, 0.85, 0.3, 0.35];
const FADED_FLOOR = 0.12;
/** Two parts of the day, minutes after opening, far enough apart that two visits never run into one. */
const PARTS = [
  { from: 2, length: 240 },
  { from: 320, length: 400 },
] as const;
const MOST_VIEWS_A_VISIT = 9;
/** Interest in a content halves in about four days, down to a floor that old ones keep. */
const FRESH_DAYS = 6;
const OLD_INTEREST = 0.012;

/** The visits of one member's local day. They depend on the seed, the member and the digests received by then. */
export function visitsOfDay(
  community: Community,
  member: SimulatedMember,
  day: number,
  digests: readonly ReceivedDigest[],
  effect: DigestEffect,
): SimulatedVisit[] {
  const { seed } = community.options;
  const opening = community.opening.get(homeTimezone(member))?.[day];
  if (opening === undefined || opening < member.createdAt.getTime()) return [];
  const chance = 1 - Math.exp(-rateOfDay(community, member, day) - broughtBy(community, member, day, digests, effect));
  if (draw(seed, PURPOSES.visit, member.index, day) >= chance) return [];
  const first = draw(seed, PURPOSES.hour, member.index, day) < 0.6 ? 0 : 1;
  const again = draw(seed, PURPOSES.visit, member.index, day, 1) < 0.3 * chance;
  const parts = again ? [0, 1] : [first];
  return parts.map((part) => visitPart(community, member, day, part, opening, digests, effect));
}

function rateOfDay(community: Community, member: SimulatedMember, day: number): number {
  const { dailyRate, fading } = member.temper;
  const age = fading ? Math.max(0, day - fading.fromDay) / fading.halfLifeDays : 0;
  return dailyRate * weekdayFactor(community, day) * Math.max(FADED_FLOOR, 2 ** -age);
}

function broughtBy(
  community: Community,
  member: SimulatedMember,
  day: number,
  digests: readonly ReceivedDigest[],
  effect: DigestEffect,
): number {
  let brought = 0;
  for (const digest of digests) {
    const age = day - digest.day;
    if (age < 0 || age >= effect.days) continue;
    const match =
      digest.contents.reduce((sum, content) => sum + interestIn(member, content), 0) /
      Math.max(1, digest.contents.length);
    brought += effect.comeBack * effect.lasting ** age * (0.5 + match);
  }
  return brought * member.temper.responsiveness * weekdayFactor(community, day);
}

function weekdayFactor(community: Community, day: number): number {
  return WEEKDAY_FACTORS[(community.firstWeekday - 1 + day) % 7] as number;
}

/** 0 to 1: the best of the content's themes. */
function interestIn(member: SimulatedMember, content: SimulatedContent): number {
  let best = 0;
  for (const theme of content.themes) best = Math.max(best, member.temper.tastes[THEMES.indexOf(theme)] as number);
  return best;
}

function visitPart(
  community: Community,
  member: SimulatedMember,
  day: number,
  part: number,
  opening: number,
  digests: readonly ReceivedDigest[],
  effect: DigestEffect,
): SimulatedVisit {
  const { seed } = community.options;
  const { from, length } = PARTS[part] as (typeof PARTS)[number];
  const startsAt =
    opening + Math.floor((from + length * draw(seed, PURPOSES.hour, member.index, day, 1 + part)) * MINUTE_MS);
  const wanted = new Set<SimulatedContent>();
  const key = day * 2 + part;
  for (const digest of digests) {
    const age = day - digest.day;
    if (age < 0 || age >= effect.days) continue;
    for (const content of digest.contents) {
      const chance = effect.readPick * (0.4 + 0.6 * interestIn(member, content));
      if (isOpen(content, startsAt) && draw(seed, PURPOSES.readPick, member.index, key, content.index) < chance)
        wanted.add(content);
    }
  }
  browse(community, member, startsAt, key, wanted);
  let at = startsAt;
  const views = [...wanted].map((content) => {
    at += Math.floor((0.4 + 2 * draw(seed, PURPOSES.dwell, member.index, key, content.index)) * MINUTE_MS);
    return { content, at };
  });
  return { startsAt, endsAt: at, day, part, views };
}

/** Adds what the member opens by themselves, newest first. */
function browse(
  community: Community,
  member: SimulatedMember,
  now: number,
  key: number,
  wanted: Set<SimulatedContent>,
): void {
  const { seed } = community.options;
  const { contents } = community;
  const { appetite } = member.temper;
  const hash = hashKeys(seed, PURPOSES.read, member.index, key);
  for (let position = contents.length - 1; position >= 0 && wanted.size < MOST_VIEWS_A_VISIT; position--) {
    const content = contents[position] as SimulatedContent;
    const published = content.publishedAt.getTime();
    if (published > now) continue;
    const freshness = Math.exp((published - now) / DAY_MS / FRESH_DAYS);
    const chance = appetite * content.appeal * interestIn(member, content) * (freshness + OLD_INTEREST);
    if (drawWith(hash, content.index) >= chance) continue;
    if (isOpen(content, now) && content.authorId !== member.externalId && member.reads.includes(content.language))
      wanted.add(content);
  }
}

function isOpen(content: SimulatedContent, now: number): boolean {
  return content.publishedAt.getTime() <= now && (content.withdrawnAt === null || content.withdrawnAt.getTime() > now);
}
