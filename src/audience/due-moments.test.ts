import { describe, expect, it } from "vitest";
import { addDays, HOUR_MS, localDateOf, localTimeOf, MINUTE_MS, startOfLocalDay } from "../core/calendar.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { dueMoments, nextMoment, notYetPlanned, slotName } from "./due-moments.ts";

const ZONES = [
  "Europe/Paris",
  "America/New_York",
  "America/Santiago",
  "Asia/Beirut",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "America/Sao_Paulo",
  "Africa/Casablanca",
  "Asia/Tehran",
  "UTC",
];
const TIMES = ["00:00", "00:30", "01:30", "02:30", "23:59"];
const DAYS = 400;
const CATCH_UP_MS = 6 * HOUR_MS;

const RULES = TIMES.map((at) => {
  const schedule = { every: { kind: "day" }, at, from: null, until: null };
  return { name: at, schedule } as unknown as CheckedRule;
});

/** Numbers from 0 to 1, the same ones each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** The instants in a span at which clocks of a timezone change. */
function clockChanges(zone: string, from: Date, to: Date): Date[] {
  const offsetAt = (ms: number) => {
    const at = new Date(ms);
    return Date.parse(`${localDateOf(at, zone)}T${localTimeOf(at, zone)}:00Z`) - Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  };
  const changesEvery = (stepMs: number, start: number, end: number): number[] => {
    const found: number[] = [];
    for (let ms = start; ms < end; ms += stepMs) if (offsetAt(ms) !== offsetAt(ms + stepMs)) found.push(ms);
    return found;
  };
  // Roughly first: each offset takes a while.
  return changesEvery(24 * HOUR_MS, from.getTime(), to.getTime())
    .flatMap((day) => changesEvery(HOUR_MS, day, day + 24 * HOUR_MS))
    .map((ms) => new Date(ms + HOUR_MS));
}

/** Cycles at random instants, never further apart than late slots are caught up; every minute around changes of clocks. */
function cyclesThrough(zone: string, from: Date, to: Date, random: () => number): Date[] {
  const cycles: number[] = [];
  for (
    let ms = from.getTime();
    ms < to.getTime();
    ms += CATCH_UP_MS - Math.floor(random() ** 4 * (CATCH_UP_MS - MINUTE_MS))
  ) {
    cycles.push(ms);
  }
  for (const change of clockChanges(zone, from, to)) {
    for (let minute = -90; minute <= 90; minute++) cycles.push(change.getTime() + minute * MINUTE_MS);
  }
  return [...cycles, to.getTime()].sort((one, other) => one - other).map((ms) => new Date(ms));
}

/** What the planning loop does, with a set in place of the table of slots; days before the first were planned before. */
function planThrough(
  zone: string,
  first: string,
  cycles: readonly Date[],
): Map<string, { localDate: string; instant: Date }[]> {
  const standing = new Set<string>();
  const planned = new Map<string, { localDate: string; instant: Date }[]>(TIMES.map((at) => [at, []]));
  for (const at of cycles) {
    const due = dueMoments({ rules: RULES, timezones: [zone], at, catchUpMs: CATCH_UP_MS, closed: [] });
    for (const moment of notYetPlanned(due, standing, null)) {
      for (const { name } of moment.rules) {
        if (moment.localDate < first) continue;
        standing.add(slotName({ ...moment, rule: name }));
        planned.get(name)?.push({ localDate: moment.localDate, instant: moment.instant });
      }
    }
  }
  return planned;
}

/** Local dates of a timezone: all but those that it left out. */
function datesFrom(zone: string, first: string, days: number): string[] {
  return Array.from({ length: days }, (_, day) => addDays(first, day)).filter(
    (date) => localDateOf(startOfLocalDay(date, zone), zone) === date,
  );
}

/** Of 2026: Santiago and Beirut lack a midnight, Lord Howe moves by half an hour, Casablanca twice for Ramadan. */
const NOW = { first: "2026-01-05", leftOut: 0 };
/** Of 2011: São Paulo and Tehran lack a midnight, and Samoa had no 30th of December at all. */
const THEN = { first: "2011-02-01", leftOut: 0 };

const YEARS = [
  ...ZONES.map((zone) => ({ zone, ...NOW })),
  { zone: "America/Sao_Paulo", ...THEN },
  { zone: "Asia/Tehran", ...THEN },
  { zone: "Pacific/Apia", ...THEN, leftOut: 1 },
];

describe.each(YEARS)("a daily rule in $zone through four hundred days from $first", ({ zone, first, leftOut }) => {
  const dates = datesFrom(zone, first, DAYS);

  it("is planned exactly once on every local day, whatever its hour", { timeout: 60_000 }, () => {
    const from = startOfLocalDay(first, zone);
    const to = new Date(startOfLocalDay(addDays(first, DAYS), zone).getTime() - 1);
    expect(dates).toHaveLength(DAYS - leftOut);
    const planned = planThrough(zone, first, cyclesThrough(zone, from, to, randomFrom(first.length + zone.length)));
    for (const [time, moments] of planned) {
      expect(moments.map(({ localDate }) => localDate)).toEqual(dates);
      const elsewhere = moments.filter(({ localDate, instant }) => {
        if (localDateOf(instant, zone) !== localDate) return true;
        const shown = localTimeOf(instant, zone);
        if (shown === time) return false;
        // Clocks jumped over the hour: it is the first instant behind it.
        const before = new Date(instant.getTime() - 1);
        return shown < time || !(localDateOf(before, zone) < localDate || localTimeOf(before, zone) < time);
      });
      expect(elsewhere).toEqual([]);
    }
  });

  it("is announced as it then happens", () => {
    const rules = RULES.slice(0, 1);
    let at = startOfLocalDay(first, zone);
    for (const date of dates.slice(1)) {
      const next = nextMoment({ rules, timezones: [zone], at, closed: [] });
      expect(next).toEqual(startOfLocalDay(date, zone));
      at = next ?? at;
    }
  });
});
