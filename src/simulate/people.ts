import { addDays } from "../core/calendar.ts";
import type { Language, LocalDate } from "../core/community.ts";
import { draw, drawNormal, PURPOSES, pickOne, pickWeighted } from "./draw.ts";
import * as names from "./names.ts";
import { THEMES } from "./titles.ts";

export const SITE_TIMEZONE = "Europe/Paris";
export const SITE_LANGUAGES: readonly Language[] = ["en", "fr"];

/** A person of the community: what the site tells about them, and what only the simulator knows. */
export interface SimulatedMember {
  /** From 0; the number that draws are keyed by. */
  readonly index: number;
  readonly externalId: string;
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly locale: string;
  readonly reads: readonly Language[];
  /** null: the site does not know; they live in SITE_TIMEZONE. */
  readonly timezone: string | null;
  readonly role: "member" | "expert" | "moderator" | "staff";
  readonly company: string;
  readonly plan: "starter" | "business" | "premium";
  /** false: has said no to mail; null: was never asked. */
  readonly subscribed: boolean | null;
  readonly createdOn: LocalDate;
  readonly createdAt: Date;
  readonly temper: Temper;
}

/** How someone uses the site. No one else's doing enters: members never influence one another. */
export interface Temper {
  /** Expected visits on a plain weekday, as a rate. */
  readonly dailyRate: number;
  /** Days after the history's start from which interest fades, and the days in which it halves; null: it lasts. */
  readonly fading: { readonly fromDay: number; readonly halfLifeDays: number } | null;
  /** How much a digest moves this member, 1 on average. */
  readonly responsiveness: number;
  /** Share of what interests them that they open in a visit. */
  readonly appetite: number;
  /** Interest by theme, 0 to 1, in the order of THEMES. */
  readonly tastes: readonly number[];
}

const PLACES: readonly (readonly [{ timezone: string; locale: string; reads: readonly Language[] }, number])[] = [
  [{ timezone: "Europe/Paris", locale: "fr-FR", reads: ["fr", "en"] }, 30],
  [{ timezone: "Europe/Paris", locale: "fr-FR", reads: ["fr"] }, 12],
  [{ timezone: "Europe/Paris", locale: "en-GB", reads: ["en"] }, 3],
  [{ timezone: "Europe/London", locale: "en-GB", reads: ["en"] }, 18],
  [{ timezone: "America/New_York", locale: "en-US", reads: ["en"] }, 16],
  [{ timezone: "America/Montreal", locale: "fr-CA", reads: ["fr", "en"] }, 9],
  [{ timezone: "America/Montreal", locale: "en-CA", reads: ["en", "fr"] }, 3],
  [{ timezone: "Asia/Singapore", locale: "en-SG", reads: ["en"] }, 9],
];

/** Rate of visits a weekday: median 0.09, so that half the members come about every other week. */
const MEDIAN_DAILY_RATE = 0.09;
const RATE_SPREAD = 0.95;
const MEMBERS_PER_COMPANY = 6;

export interface PeopleOptions {
  readonly seed: number;
  readonly members: number;
  readonly historyStart: LocalDate;
  /** Days from the history's start to the end of the programme. */
  readonly days: number;
}

export function createMembers(options: PeopleOptions): SimulatedMember[] {
  const taken = new Set<string>();
  return Array.from({ length: options.members }, (_, index) => createMember(index, options, taken));
}

function createMember(
  index: number,
  { seed, members, historyStart, days }: PeopleOptions,
  taken: Set<string>,
): SimulatedMember {
  const chance = (trait: number) => draw(seed, PURPOSES.person, index, trait);
  const { timezone, locale, reads } = pickWeighted(PLACES, chance(1));
  const french = locale.startsWith("fr");
  const firstName = pickOne<string>(french ? names.FRENCH_FIRST_NAMES : names.ENGLISH_FIRST_NAMES, chance(2));
  const lastName = pickOne<string>(french ? names.FRENCH_LAST_NAMES : names.ENGLISH_LAST_NAMES, chance(3));
  const companyIndex = Math.floor(chance(4) * Math.max(1, members / MEMBERS_PER_COMPANY));
  const company = companyName(companyIndex);
  const createdOn = joiningDay(historyStart, days, chance(5), chance(6));
  return {
    index,
    externalId: `m-${String(index + 1).padStart(4, "0")}`,
    email: chance(8) < 0.04 ? null : uniqueAddress(firstName, lastName, company, taken),
    firstName,
    lastName,
    locale,
    reads,
    timezone: timezone === SITE_TIMEZONE && chance(9) < 0.06 ? null : timezone,
    role: pickWeighted(
      [
        ["member", 955],
        ["expert", 30],
        ["moderator", 10],
        ["staff", 5],
      ] as const,
      chance(10),
    ),
    company,
    plan: pickWeighted(
      [
        ["starter", 40],
        ["business", 45],
        ["premium", 15],
      ] as const,
      draw(seed, PURPOSES.person, -1 - companyIndex, 1),
    ),
    subscribed: pickWeighted(
      [
        [null, 60],
        [true, 34],
        [false, 6],
      ] as const,
      chance(11),
    ),
    createdOn,
    createdAt: new Date(Date.parse(`${createdOn}T00:00:00Z`) + Math.floor(chance(7) * 86_400) * 1000),
    temper: createTemper(seed, index),
  };
}

/** Most were there long before; the others arrive from the history on, until near the end. */
function joiningDay(historyStart: LocalDate, days: number, isNew: number, when: number): LocalDate {
  return isNew < 0.12
    ? addDays(historyStart, Math.floor(when * (days - 10)))
    : addDays(historyStart, -1 - Math.floor(when * 900));
}

function createTemper(seed: number, index: number): Temper {
  const chance = (trait: number) => draw(seed, PURPOSES.taste, index, trait);
  const rate = MEDIAN_DAILY_RATE * Math.exp(RATE_SPREAD * drawNormal(seed, PURPOSES.taste, index, 1, 0));
  return {
    dailyRate: Math.min(1.4, Math.max(0.004, rate)),
    fading: chance(2) < 0.4 ? { fromDay: Math.floor(10 + chance(3) * 70), halfLifeDays: 10 + chance(4) * 30 } : null,
    responsiveness: 0.4 + 1.2 * chance(5),
    appetite: 0.15 + 0.5 * chance(6),
    tastes: THEMES.map((_, theme) => {
      const interest = draw(seed, PURPOSES.taste, index, 7, theme);
      return interest < 0.3 ? 0.7 + interest : 0.04 + 0.3 * (interest - 0.3);
    }),
  };
}

function companyName(index: number): string {
  const { COMPANY_NAMES, COMPANY_TRADES } = names;
  const round = Math.floor(index / (COMPANY_NAMES.length * COMPANY_TRADES.length));
  const name = COMPANY_NAMES[index % COMPANY_NAMES.length] as string;
  const trade = COMPANY_TRADES[(index + Math.floor(index / COMPANY_NAMES.length)) % COMPANY_TRADES.length] as string;
  return round === 0 ? `${name} ${trade}` : `${name} ${trade} ${round + 1}`;
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
}

function uniqueAddress(firstName: string, lastName: string, company: string, taken: Set<string>): string {
  const person = `${plain(firstName)}.${plain(lastName)}`;
  for (let n = 1; ; n++) {
    const address = `${person}${n === 1 ? "" : n}@${plain(company)}.example`;
    if (taken.has(address)) continue;
    taken.add(address);
    return address;
  }
}
