import { addDays, DAY_MS, instantOf, localDateOf } from "../calendar.ts";
import type { CatalogueContent, LocalDate } from "../community.ts";
import { type Candidates, prepareCandidates } from "../picks/candidates.ts";
import { prepareCondition } from "../rules/evaluate-member.ts";
import type { CheckedRule } from "../rules/rule.ts";
import { momentsBetween } from "../rules/schedule.ts";
import { INTEREST_ABOVE } from "../rules/theme-interest.ts";
import { earliestWithin } from "../rules/time-bound.ts";
import { browse, stockShelf } from "./browse.ts";
import { drawContents } from "./future-contents.ts";
import { beginLife, beginNewcomer, comesOn, type Life } from "./life.ts";
import type { Random } from "./randomness.ts";
import { meetMoment, prepareMoment } from "./road.ts";
import { type ForecastMember, type ForecastScene, PAST_DAYS } from "./scene.ts";
import { countStock, countWithout, shelve, type ThemeStock } from "./stock.ts";
import { activitiesOf } from "./without-stock.ts";

/** One future, of the members looked at only: not yet scaled to all. */
export interface Future {
  /** In the order of the rules, by week of seven days from today on. */
  readonly rules: readonly {
    readonly mails: readonly number[];
    /** Members who would have had a mail but for contents, each once a week, and not if they got one of the rule's. */
    readonly tooFew: readonly number[];
  }[];
  readonly stockAtEnd: readonly ThemeStock[];
  /** Of the members looked at, not of newcomers. */
  readonly themes: readonly ThemeFuture[];
}

/** Who cares for a theme now, as `interested_in` has it, and for how many of them nothing of it is left. */
export interface ThemeFuture {
  readonly theme: string;
  readonly carers: number;
  readonly withoutNow: number;
  /** At the end of each week. */
  readonly without: readonly number[];
}

/** Visits of a day that has no hour yet. */
const NOON = "12:00";

/** Lives through one future, and yields after each day so that whoever runs it can do other things in between. */
export function* liveThrough(
  scene: ForecastScene,
  members: readonly ForecastMember[],
  random: Random,
): Generator<void, Future> {
  const { at, days, settings, habits } = scene;
  const { timezone } = settings;
  const catalogue = [...scene.catalogue, ...drawContents(scene, random)];
  const lives = beginLives(scene, members, random);
  const weeks = Math.ceil(days / 7);
  const tallies = scene.rules.map(() => ({
    mails: Array.from({ length: weeks }, () => 0),
    tooFew: Array.from({ length: weeks }, () => new Set<Life>()),
    served: Array.from({ length: weeks }, () => new Set<Life>()),
  }));
  const tallyOf = new Map(scene.rules.map(({ name }, index) => [name, tallies[index]]));
  const today = localDateOf(at, timezone);
  let candidates = candidatesAt(scene, catalogue, at, today);
  const carers = findCarers(scene, lives, today);
  const withoutNow = countWithout(shelve(candidates), carers);
  const without: Map<string, number>[] = [];
  for (let day = 0; day < days; day++) {
    const date = addDays(today, day);
    const week = Math.floor(day / 7);
    const noon = instantOf(date, NOON, timezone);
    const moments = momentsOn(scene, date);
    if (moments[0] !== undefined || noon > at) {
      candidates = candidatesAt(scene, catalogue, moments[0]?.at ?? noon, date);
    }
    for (const { at: instant, rules } of moments) {
      const moment = prepareMoment(scene, catalogue, rules, { at: instant, localDate: date });
      for (const life of lives) {
        const met = meetMoment(scene, candidates, life, moment);
        const tally = met === null ? undefined : tallyOf.get(met.rule);
        if (met === null || tally === undefined) continue;
        if (met.became === "too_few") tally.tooFew[week]?.add(life);
        else tally.served[week]?.add(life);
        if (met.became === "mailed") tally.mails[week] = (tally.mails[week] ?? 0) + 1;
      }
    }
    if (noon > at) {
      const shelf = stockShelf(candidates);
      for (const life of lives) {
        if (!comesOn(scene, life, noon.getTime(), random)) continue;
        life.facts.visits.push(noon.getTime());
        life.facts.lastActAt = noon;
        browse(candidates, shelf, habits.hotShare, life, noon.getTime(), random);
      }
    }
    if (day === days - 1 || day % 7 === 6) without.push(countWithout(shelve(candidates), carers));
    yield;
  }
  return {
    rules: tallies.map(({ mails, tooFew, served }) => ({
      mails,
      tooFew: tooFew.map((short, week) => [...short].filter((life) => served[week]?.has(life) !== true).length),
    })),
    stockAtEnd: countStock(shelve(candidates), lives),
    themes: [...carers].map(([theme, { size }]) => ({
      theme,
      carers: size,
      withoutNow: withoutNow.get(theme) ?? 0,
      without: without.map((counts) => counts.get(theme) ?? 0),
    })),
  };
}

/** What members have before them now, without a future. */
export function stockNow(scene: ForecastScene, members: readonly ForecastMember[]): readonly ThemeStock[] {
  const candidates = candidatesAt(scene, scene.catalogue, scene.at, localDateOf(scene.at, scene.settings.timezone));
  return countStock(shelve(candidates), members);
}

/** Of a catalogue with hundreds of themes, those with the most contents. */
const MOST_THEMES = 40;

/** A theme of which there never was more than a content or two has no one to be left without. */
function findCarers(scene: ForecastScene, lives: readonly Life[], today: LocalDate): Map<string, Set<Life>> {
  const { at, settings, catalogue, community } = scene;
  const counts = new Map<string, number>();
  for (const { themes } of catalogue)
    for (const theme of new Set(themes)) counts.set(theme, (counts.get(theme) ?? 0) + 1);
  const themes = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, MOST_THEMES);
  const evaluation = { at, today, timezone: settings.timezone, settings, asOf: "facts", community } as const;
  const known = lives.filter(({ facts }) => facts.joinedAt <= at);
  return new Map(
    themes.map(([theme]) => {
      const argument = { themes: [theme], above: INTEREST_ABOVE };
      const cares = prepareCondition({ kind: "interested_in", argument, parts: [] }, catalogue, evaluation);
      return [theme, new Set(known.filter(({ facts }) => cares(facts)))];
    }),
  );
}

function beginLives(scene: ForecastScene, members: readonly ForecastMember[], random: Random): Life[] {
  const { settings, community, at, catalogue, days } = scene;
  const { timezone } = settings;
  const today = localDateOf(at, timezone);
  const { never } = settings.holdout;
  const isNever =
    never === null
      ? () => false
      : prepareCondition(never, catalogue, { at, today, timezone, settings, asOf: "facts", community });
  const repeated = [...new Set(scene.rules.flatMap(({ when }) => activitiesOf(when)))];
  const since = at.getTime() - PAST_DAYS * DAY_MS;
  const lives: Life[] = [];
  for (const member of members) {
    const neverHeldOut = isNever(member.facts);
    const known = repeated.length === 0 ? member : repeatActs(member, repeated, since, days);
    const life = beginLife(scene, known, neverHeldOut, random);
    lives.push(life);
    if (member.facts.joinedAt.getTime() < since) continue;
    for (let byDays = PAST_DAYS; byDays <= days + PAST_DAYS; byDays += PAST_DAYS) {
      const newcomer = beginNewcomer(scene, life, byDays, neverHeldOut);
      if (newcomer !== null) lives.push(newcomer);
    }
  }
  return lives;
}

/** What is later than the instant of a question counts in none. */
function repeatActs(member: ForecastMember, names: readonly string[], since: number, days: number): ForecastMember {
  const acts = new Map(member.facts.acts);
  for (const name of names) {
    const past = acts.get(name) ?? [];
    const recent = past.filter((actMs) => actMs >= since);
    const coming = [];
    for (let byDays = PAST_DAYS; byDays < days + PAST_DAYS; byDays += PAST_DAYS) {
      coming.push(...recent.map((actMs) => actMs + byDays * DAY_MS));
    }
    if (coming.length > 0) acts.set(name, [...past, ...coming]);
  }
  return { ...member, facts: { ...member.facts, acts } };
}

/** The rules due on a date, by their hour, those of one hour in their order. */
function momentsOn({ at, rules, settings }: ForecastScene, date: LocalDate): { at: Date; rules: CheckedRule[] }[] {
  const { timezone, closed } = settings;
  const after = new Date(Math.max(at.getTime(), instantOf(date, "00:00", timezone).getTime() - 1));
  const upTo = new Date(instantOf(addDays(date, 1), "00:00", timezone).getTime() - 1);
  const moments = new Map<number, { at: Date; rules: CheckedRule[] }>();
  for (const rule of rules) {
    for (const { instant, localDate } of momentsBetween(rule.schedule, timezone, after, upTo, closed)) {
      if (localDate !== date) continue;
      const known = moments.get(instant.getTime());
      if (known === undefined) moments.set(instant.getTime(), { at: instant, rules: [rule] });
      else known.rules.push(rule);
    }
  }
  return [...moments.values()].sort((one, other) => one.at.getTime() - other.at.getTime());
}

function candidatesAt(
  { settings, popularity }: ForecastScene,
  catalogue: readonly CatalogueContent[],
  at: Date,
  today: LocalDate,
): Candidates {
  const idOf = new Map(catalogue.map(({ externalId, id }) => [externalId, id]));
  const idsOf = (externalIds: readonly string[]) => externalIds.flatMap((id) => idOf.get(id) ?? []);
  const pinned = settings.pinned.filter((pin) => pin.for === null && (pin.until === null || today <= pin.until));
  const unshowable = catalogue.filter(({ title, url }) => title.trim() === "" || !/^https?:\/\//i.test(url));
  return prepareCandidates(catalogue, popularity, {
    at,
    hotSince: earliestWithin(settings.hotFor, { at, today, timezone: settings.timezone, settings, asOf: "facts" }),
    pinned: idsOf(pinned.map(({ content }) => content)),
    blocked: new Set(idsOf(settings.blocked)),
    unshowable: new Set(unshowable.map(({ id }) => id)),
    evergreen: idsOf(settings.evergreen),
  });
}
