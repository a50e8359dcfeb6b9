import type { Indicators } from "../lift-report.ts";
import { roundNumber } from "../round-numbers.ts";
import { type Agreement, LEAST, type ThemeBalance } from "./sponsor-page.ts";

/** A theme read so much more, or less, than it is published is worth a word. */
const MORE = 1.25;
const LESS = 0.8;
/** Of each. */
const MOST_NAMED = 3;

/** What members read against what is published: what to write more of, what to stop. */
export function balanceThemes({ themes }: Pick<Indicators, "themes">): Agreement {
  const contents = sum(themes.map((theme) => theme.contents));
  const views = sum(themes.map((theme) => theme.views));
  const large = themes.filter((theme) => theme.contents >= LEAST.contentsOfTheme);
  if (large.length < LEAST.themes || contents < LEAST.contents || views < LEAST.views) {
    return { tooEarly: true, contents, views, overlap: null, more: [], less: [] };
  }
  const overlap = sum(themes.map(({ supply, demand }) => Math.min(supply, demand ?? 0)));
  const balanced = large.map(({ theme, supply, demand }): ThemeBalance => ({ theme, supply, demand: demand ?? 0 }));
  // By how much of all that is read, or published, lies off: a large theme a little off matters more than a small one far off.
  const off = ({ supply, demand }: ThemeBalance): number => demand - supply;
  const more = balanced.filter(({ supply, demand }) => demand >= MORE * supply).sort((a, b) => off(b) - off(a));
  const less = balanced.filter(({ supply, demand }) => demand <= LESS * supply).sort((a, b) => off(a) - off(b));
  return {
    tooEarly: false,
    contents,
    views,
    overlap: Math.min(1, roundNumber(overlap)),
    more: more.slice(0, MOST_NAMED),
    less: less.slice(0, MOST_NAMED),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
