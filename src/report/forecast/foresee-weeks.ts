import { addDays, DAY_MS, durationMs, instantOf, localDateOf } from "../../core/calendar.ts";
import { type Future, liveThrough, stockNow } from "../../core/forecast/live-through.ts";
import { seededRandom } from "../../core/forecast/randomness.ts";
import {
  countPastWeeks,
  type ForecastMember,
  type ForecastScene,
  PAST_DAYS,
  PAST_WEEKS,
} from "../../core/forecast/scene.ts";
import type { ThemeStock } from "../../core/forecast/stock.ts";
import { findRunsOut, rangeOf, sumUp, sumUpThemes } from "../../core/forecast/sum-up.ts";
import { communityNeeds } from "../../core/rules/community-needs.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";
import type { Settings } from "../../core/rules/settings.ts";
import type { Forecast, ForecastRule, ForecastStock, ForecastTheme, StockLevel } from "./forecast.ts";
import type { ForecastStore } from "./ports.ts";

export interface ForecastDeps {
  readonly store: ForecastStore;
  readonly settings: Settings;
  /** Live ones, in the settings' order. */
  readonly rules: readonly CheckedRule[];
  /** Lets others do something between two days of a future; rejects to break off. */
  readonly pause: () => Promise<void>;
}

export interface ForecastQuestion {
  readonly at: Date;
  readonly days: number;
}

/** Their lowest and highest are the range: another one would lie between them seven times in nine. */
const FUTURES = 8;
/** So many are looked at in each future; where there are more, each future has others. */
const MEMBERS_A_FUTURE = 1_000;
/** Themes with the most contents: a catalogue may have hundreds. */
const MOST_STOCK = 40;
/** So long without any act is no pause of a community, but of its data. */
const SILENCE_MS = 3 * DAY_MS;

/**
 * Foresees the weeks to come; `ForecastScene` says how. Reads a few thousand members at most, a thousand at a time, and sums:
 * its cost does not grow with the community.
 */
export async function foreseeWeeks(deps: ForecastDeps, { at, days }: ForecastQuestion): Promise<Forecast> {
  const { store, settings } = deps;
  const { timezone, team, consent, languages } = settings;
  const today = localDateOf(at, timezone);
  const end = instantOf(addDays(today, days), "00:00", timezone);
  const timed = deps.rules.filter(({ schedule }) => schedule !== null);
  const { reachable, ids } = await store.drawMembers({ at, consent, team }, FUTURES * MEMBERS_A_FUTURE);
  const scene = await readScene(deps, timed, at, days, end);
  const experiments = [
    ...scene.drawn.map(({ experiment }) => experiment),
    ...timed.filter(({ holdout }) => holdout !== null).map(({ name }) => name),
  ];
  const futures: Future[] = [];
  const scales: number[] = [];
  let now: readonly ThemeStock[] = [];
  let members: readonly ForecastMember[] | null = null;
  for (let draw = 0; draw < FUTURES; draw++) {
    if (members === null || ids.length > MEMBERS_A_FUTURE) {
      members = await store.loadMembers(chunkOf(ids, draw), at, { languages, by: settings.holdout.by, experiments });
    }
    if (draw === 0) now = stockNow(scene, members);
    const random = seededRandom(Math.floor(at.getTime() / DAY_MS) * FUTURES + draw);
    futures.push(await live(scene, members, random, deps.pause));
    scales.push(members.length === 0 ? 0 : reachable / members.length);
  }
  const foreseen = sumUp(futures, scales);
  const weeks = Array.from({ length: Math.ceil(days / 7) }, (_, week) => {
    const last = Math.min(days, 7 * week + 7) - 1;
    return { from: addDays(today, 7 * week), to: addDays(today, last), days: last - 7 * week + 1 };
  });
  const upon = await foreseeWaiting(deps, at, weeks);
  const whole = weeks.filter((week) => week.days === 7).length;
  const { known, weeks: renewals } = await store.countRenewals({ today, days, timezone, at, team });
  return {
    at: at.toISOString(),
    days,
    timezone,
    members: { reachable, lookedAt: Math.min(ids.length, FUTURES * MEMBERS_A_FUTURE) },
    futures: FUTURES,
    rhythm: scene.community.rhythm === null ? "past" : "fitted",
    pastWeeks: scene.pastWeeks,
    silentSince: await findSilence(store, at),
    weeks,
    rules: deps.rules.map((rule): ForecastRule => {
      const waiting = upon.get(rule.name);
      if (waiting !== undefined) return waiting;
      const ofRule = foreseen[timed.indexOf(rule)] ?? [];
      const due = Math.max(0, ...ofRule.map(({ mails, tooFew }) => mails.estimate + tooFew.estimate));
      const found = findRunsOut(
        ofRule.slice(0, whole).map(({ tooFew }) => tooFew.estimate),
        due,
      );
      const from = weeks[found?.week ?? 0]?.from ?? today;
      const runsOut = found === null ? null : { from, alreadyNow: found.week === 0, members: found.members };
      return { rule: rule.name, basis: "lived", weeks: ofRule, runsOut };
    }),
    stock: compareStock(now, futures),
    themes: tellThemes(futures, scales, weeks.slice(0, whole)),
    lives: (await store.listLives(at, end)).map((live) => ({ ...live, startsAt: live.startsAt.toISOString() })),
    renewals: known
      ? weeks.map((_, week) => {
          const { due = 0, away = 0 } = renewals.find((one) => one.week === week) ?? {};
          return { due, away };
        })
      : null,
  };
}

async function readScene(
  { store, settings }: ForecastDeps,
  rules: readonly CheckedRule[],
  at: Date,
  days: number,
  end: Date,
): Promise<ForecastScene> {
  const { never } = settings.holdout;
  const conditions = [...rules.map(({ when }) => when), ...(never === null ? [] : [never])];
  const needs = [...communityNeeds(conditions).filter(({ kind }) => kind !== "rhythm"), { kind: "rhythm" as const }];
  const asOf = (await store.knowsLaterThan(at)) ? "dated" : "facts";
  const since = new Date(at.getTime() - PAST_DAYS * DAY_MS);
  const [community, catalogue, popularity, habits, drawn] = await Promise.all([
    store.communityFacts({ needs, at, asOf, settings }),
    store.loadCatalogue(end),
    store.loadPopularity(at),
    store.sumHabits({ ...settings, at, since, hotMs: durationMs(settings.hotFor) }),
    store.listProgrammes(),
  ]);
  return {
    at,
    days,
    settings,
    rules,
    community,
    catalogue,
    popularity,
    habits,
    drawn,
    pastWeeks: countPastWeeks(catalogue, at),
  };
}

async function findSilence(store: ForecastStore, at: Date): Promise<string | null> {
  const latest = await store.latestActAt();
  return latest !== null && at.getTime() - latest.getTime() > SILENCE_MS ? latest.toISOString() : null;
}

/** Those of one future; where there are fewer than all futures need, they are begun anew. */
function chunkOf(ids: readonly number[], draw: number): number[] {
  if (ids.length <= MEMBERS_A_FUTURE) return [...ids];
  return Array.from({ length: MEMBERS_A_FUTURE }, (_, n) => ids[(draw * MEMBERS_A_FUTURE + n) % ids.length] as number);
}

async function live(
  scene: ForecastScene,
  members: readonly ForecastMember[],
  random: () => number,
  pause: () => Promise<void>,
): Promise<Future> {
  const living = liveThrough(scene, members, random);
  for (;;) {
    const step = living.next();
    if (step.done === true) return step.value;
    await pause();
  }
}

function tellThemes(futures: readonly Future[], scales: readonly number[], weeks: Forecast["weeks"]): ForecastTheme[] {
  return sumUpThemes(futures, scales)
    .filter(({ carers }) => carers > 0)
    .sort((one, other) => other.carers - one.carers || (one.theme < other.theme ? -1 : 1))
    .map((foreseen) => {
      const short = foreseen.without.slice(0, weeks.length).map(({ estimate }) => estimate);
      const found = findRunsOut(short, foreseen.carers);
      // Counted at the end of each week. That of the members who have nothing left now is no news.
      const from = weeks[found?.week ?? 0]?.to;
      const isNews = found !== null && foreseen.withoutNow < found.members / 2;
      const runsOut = isNews && from !== undefined ? { from, alreadyNow: false, members: found.members } : null;
      return { ...foreseen, runsOut };
    });
}

/** Rules that wait for something: as many mails as in each of their last weeks, the fewest and the most of them. */
async function foreseeWaiting(
  { store, rules }: ForecastDeps,
  at: Date,
  weeks: Forecast["weeks"],
): Promise<Map<string, ForecastRule>> {
  const names = rules.filter(({ upon }) => upon !== null).map(({ name }) => name);
  if (names.length === 0) return new Map();
  const { mails, liveSince } = await store.countPastMails(names, new Date(at.getTime() - PAST_DAYS * DAY_MS), at);
  return new Map(
    names.map((rule) => {
      const since = liveSince.get(rule) ?? at;
      const known = Math.min(PAST_WEEKS, Math.floor((at.getTime() - since.getTime()) / (7 * DAY_MS)));
      const past = Array.from(
        { length: known },
        (_, ago) => mails.find((one) => one.rule === rule && one.weeksAgo === ago)?.mails ?? 0,
      );
      const basis = known === 0 ? "unknown" : "past";
      const inDays = (days: number) => (known === 0 ? null : rangeOf(past.map((count) => (count * days) / 7)));
      const ofRule = weeks.map(({ days }) => ({ mails: inDays(days), tooFew: null }));
      return [rule, { rule, basis, weeks: ofRule, runsOut: null }];
    }),
  );
}

/** Themes with the most contents first; what is only there at the end, or no more, stands with nothing on the other side. */
function compareStock(now: readonly ThemeStock[], futures: readonly Future[]): ForecastStock[] {
  const keyOf = ({ theme, language }: ThemeStock) => JSON.stringify([theme, language]);
  const ends = new Map<string, ThemeStock[]>();
  for (const stock of futures.flatMap(({ stockAtEnd }) => stockAtEnd)) {
    ends.set(keyOf(stock), [...(ends.get(keyOf(stock)) ?? []), stock]);
  }
  const begins = new Map(now.map((stock) => [keyOf(stock), stock]));
  return [...new Set([...begins.keys(), ...ends.keys()])]
    .flatMap((key): ForecastStock[] => {
      const begin = begins.get(key);
      const end = ends.get(key) ?? [];
      const named = begin ?? end[0];
      if (named === undefined) return [];
      const { theme, language } = named;
      return [
        { theme, language, now: levelOf(begin === undefined ? [] : [begin], 1), end: levelOf(end, futures.length) },
      ];
    })
    .sort((one, other) => sizeOf(other) - sizeOf(one) || (keyText(one) < keyText(other) ? -1 : 1))
    .slice(0, MOST_STOCK);
}

const sizeOf = ({ now, end }: ForecastStock) => Math.max(now.hot + now.cold, end.hot + end.cold);
const keyText = ({ theme, language }: ForecastStock) => `${theme} ${language ?? ""}`;

function levelOf(stocks: readonly ThemeStock[], of: number): StockLevel {
  const sum = (key: "hot" | "cold" | "readers" | "leftHot" | "leftCold") =>
    stocks.reduce((total, stock) => total + stock[key], 0);
  const readers = Math.max(1, sum("readers"));
  const tenths = (value: number) => Math.round(value * 10) / 10;
  return {
    hot: Math.round(sum("hot") / of),
    cold: Math.round(sum("cold") / of),
    leftHot: tenths(sum("leftHot") / readers),
    leftCold: tenths(sum("leftCold") / readers),
  };
}
