import type { Future } from "./live-through.ts";

/** Over the futures lived through: their mean, the lowest and the highest of them. */
export interface Range {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface ForeseenWeek {
  readonly mails: Range;
  readonly tooFew: Range;
}

/** By rule and week, scaled from the members looked at in each future to all of them. */
export function sumUp(futures: readonly Future[], scales: readonly number[]): ForeseenWeek[][] {
  const [first] = futures;
  if (first === undefined) return [];
  return first.rules.map(({ mails }, rule) =>
    mails.map((_, week) => ({
      mails: rangeOf(futures.map((future, n) => (future.rules[rule]?.mails[week] ?? 0) * (scales[n] ?? 1))),
      tooFew: rangeOf(futures.map((future, n) => (future.rules[rule]?.tooFew[week] ?? 0) * (scales[n] ?? 1))),
    })),
  );
}

export function rangeOf(values: readonly number[]): Range {
  if (values.length === 0) return { estimate: 0, low: 0, high: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { estimate: Math.round(mean), low: Math.round(Math.min(...values)), high: Math.round(Math.max(...values)) };
}

export interface ForeseenTheme {
  readonly theme: string;
  readonly carers: number;
  readonly withoutNow: number;
  /** At the end of each week. */
  readonly without: readonly Range[];
}

/** The same of themes: who cares for each, and for how many of them nothing of it is left. */
export function sumUpThemes(futures: readonly Future[], scales: readonly number[]): ForeseenTheme[] {
  const names = new Set(futures.flatMap(({ themes }) => themes.map(({ theme }) => theme)));
  return [...names].map((theme) => {
    const found = futures.map(({ themes }) => themes.find((one) => one.theme === theme));
    const scaled = (of: (one: NonNullable<(typeof found)[number]>) => number) =>
      rangeOf(found.map((one, n) => (one === undefined ? 0 : of(one)) * (scales[n] ?? 1)));
    const weeks = found[0]?.without ?? [];
    return {
      theme,
      carers: scaled(({ carers }) => carers).estimate,
      withoutNow: scaled(({ withoutNow }) => withoutNow).estimate,
      without: weeks.map((_, week) => scaled(({ without }) => without[week] ?? 0)),
    };
  });
}

/** From which week on a rule has nothing left for how many members. */
export interface RunsOut {
  /** Its place among the weeks; 0: now already. */
  readonly week: number;
  readonly members: number;
}

/** Fewer, or a smaller share of those whom the rule is due for, is nothing to tell. */
const LEAST_MEMBERS = 5;
const LEAST_SHARE = 0.05;

/**
 * The first week from which on half of the worst week's members at least are short, and how many are on average from then on.
 * `short`: members by week, of the `due` ones.
 * null: never enough to be told, or only for a while. Only whole weeks: a part of one has fewer members by itself.
 */
export function findRunsOut(short: readonly number[], due: number): RunsOut | null {
  const worst = Math.max(0, ...short);
  if (worst < LEAST_MEMBERS || worst < LEAST_SHARE * due || (short.at(-1) ?? 0) < worst / 2) return null;
  let week = short.length - 1;
  while (week > 0 && (short[week - 1] ?? 0) >= worst / 2) week--;
  const from = short.slice(week);
  return { week, members: Math.round(from.reduce((sum, members) => sum + members, 0) / from.length) };
}
