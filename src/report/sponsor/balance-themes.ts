import { estimateMean } from "../../core/stats/arm-estimate.ts";
import { correctForMany } from "../../core/stats/benjamini-hochberg.ts";
import { differArms, type Interval, welchInterval } from "../../core/stats/compare-arms.ts";
import { compareLogs } from "../../core/stats/log-scale.ts";
import type { MeanSums } from "../../core/stats/sums.ts";
import { roundNumber } from "../write/round-numbers.ts";
import type { ThemeSet } from "./ports.ts";
import { type Agreement, isFarOff, LEAST, type NoBalance, type ThemeBalance } from "./sponsor-page.ts";

/** A theme read so much more, or less, than it is published is worth a word. */
const MORE = 1.25;
const LESS = 0.8;
/**
 * Where a few contents are read far more than the others, means of few are off further than Student's t allows: below this p,
 * corrected, a theme is named in 2 to 7% of communities that read all themes alike (12 to 200 contents, views lognormal with a sigma of 0.6 to 1.3).
 */
const CLEAR = 0.02;
/** Of each. */
const MOST_NAMED = 3;
/** Agreement is told only where a theme read so many times as much as the rest, or as little, would have been seen. */
const SEEN = 2;
/** And of themes that so much of what is published bears; of a theme of few contents that is seldom so. */
const MOST = 0.75;
/** Read far less is so much of what is published: both do not agree. */
const MUCH = 0.5;

interface Compared extends ThemeBalance {
  /** How much more a content of the theme is read than one without it; null: one of both is not read at all. */
  readonly lift: Interval | null;
  readonly p: number | null;
}

/**
 * What members read against what is published: what to write more of, what to stop. A theme's contents are held against those
 * without it, content by content, since what is read of few depends on which few: only what is beyond the chance of that is
 * named, corrected for having looked at all themes.
 */
export function balanceThemes(sets: readonly ThemeSet[]): Agreement {
  const themed = sets.filter(({ themes }) => themes.length > 0);
  const all = sumOf(themed);
  const base = { contents: all.units, views: all.sum, withoutTheme: sumOf(sets).units - all.units };
  const silent = (reason: NoBalance, compared: number): Agreement => {
    return { verdict: null, reason, ...base, compared, more: [], less: [] };
  };
  if (all.units < LEAST.contents || all.sum < LEAST.views) return silent("too_little", 0);
  const compared = [...new Set(themed.flatMap(({ themes }) => themes))].flatMap((theme) => compareTheme(theme, themed));
  if (compared.length === 0) return silent("same_themes", 0);
  const corrected = correctForMany(compared.map(({ p }) => p));
  const clear = compared.filter((_, index) => (corrected[index] ?? 1) < CLEAR);
  const more = clear.filter(({ supply, demand }) => demand >= MORE * supply).sort((a, b) => off(b) - off(a));
  const less = clear.filter(({ supply, demand }) => demand <= LESS * supply).sort((a, b) => off(a) - off(b));
  const share = (borne: readonly ThemeBalance[]): number => {
    const names = new Set(borne.map(({ theme }) => theme));
    return sumOf(themed.filter(({ themes }) => themes.some((theme) => names.has(theme)))).units / all.units;
  };
  const narrow = compared.filter(isNarrow);
  const standsOut = more.length + less.length > 0;
  if (!standsOut && share(narrow) < MOST) return silent("wide", compared.length);
  return {
    verdict: standsOut ? (share(less.filter(isFarOff)) >= MUCH ? "no" : "partly") : "yes",
    reason: null,
    ...base,
    compared: standsOut ? compared.length : narrow.length,
    more: more.slice(0, MOST_NAMED).map(balanceOf),
    less: less.slice(0, MOST_NAMED).map(balanceOf),
  };
}

/** By how much of all that is read, or published, lies off: a large theme a little off matters more than a small one far off. */
const off = ({ supply, demand }: ThemeBalance): number => demand - supply;

const isNarrow = ({ lift }: Compared): boolean => lift !== null && 1 + lift.low >= 1 / SEEN && 1 + lift.high <= SEEN;

const balanceOf = ({ theme, supply, demand }: Compared): ThemeBalance => ({
  theme,
  supply: roundNumber(supply),
  demand: roundNumber(demand),
});

/** Nothing where too few contents bear the theme, or too few do not. */
function compareTheme(theme: string, themed: readonly ThemeSet[]): Compared[] {
  const [own, rest] = [true, false].map((bears) =>
    sumOf(themed.filter(({ themes }) => themes.includes(theme) === bears)),
  );
  if (own === undefined || rest === undefined) return [];
  if (Math.min(own.units, rest.units) < LEAST.contentsOfTheme) return [];
  const shares = { theme, supply: own.units / (own.units + rest.units), demand: own.sum / (own.sum + rest.sum) };
  const [treated, control] = [estimateMean(own), estimateMean(rest)];
  if (!("estimate" in treated && "estimate" in control)) return [];
  const logs = compareLogs(control.estimate, treated.estimate);
  if (logs !== null) return [{ ...shares, lift: logs.relative, p: logs.relative.p }];
  // What is not read at all has no logarithm.
  const difference = differArms(control.estimate, treated.estimate);
  const p = "reason" in difference ? null : welchInterval(difference.absolute, difference.degrees).p;
  return [{ ...shares, lift: null, p }];
}

function sumOf(sets: readonly ThemeSet[]): MeanSums {
  const total = (of: (set: ThemeSet) => number): number => sets.reduce((sum, set) => sum + of(set), 0);
  return {
    units: total(({ contents }) => contents),
    sum: total(({ views }) => views),
    sumOfSquares: total(({ squares }) => squares),
  };
}
