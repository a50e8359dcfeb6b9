import { describe, expect, it } from "vitest";
import { balanceThemes } from "./balance-themes.ts";
import type { ThemeSet } from "./ports.ts";

/** One row a content, as unlike as `spread` says: its views are their mean times exp of a normal number. */
function contentsOf(random: () => number, themes: readonly string[], mean: number, spread: number): ThemeSet {
  const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const views = Math.round(mean * Math.exp(spread * normal - spread ** 2 / 2));
  return { themes, contents: 1, views, squares: views ** 2 };
}

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

describe("what members read against what is published", () => {
  it("counts a content of two themes once, and leaves those without a theme aside", () => {
    const balance = balanceThemes([
      { themes: [], contents: 7, views: 300, squares: 30_000 },
      { themes: ["a"], contents: 10, views: 100, squares: 1_100 },
      { themes: ["a", "b"], contents: 10, views: 400, squares: 17_000 },
    ]);
    expect(balance).toMatchObject({ contents: 20, views: 500, withoutTheme: 7, compared: 1 });
    // "a" is on all contents, so that nothing is there to hold it against.
    expect(balance.more).toEqual([{ theme: "b", supply: 0.5, demand: 0.8 }]);
    expect(balance.less).toEqual([]);
  });

  it.each<[string, ThemeSet[]]>([
    ["one theme on all", [{ themes: ["a"], contents: 60, views: 900, squares: 20_000 }]],
    ["the same themes on all", [{ themes: ["a", "b", "c"], contents: 60, views: 900, squares: 20_000 }]],
    [
      "another theme on too few",
      [
        { themes: ["a"], contents: 60, views: 900, squares: 20_000 },
        { themes: ["a", "b"], contents: 4, views: 0, squares: 0 },
      ],
    ],
  ])("tells nothing of %s", (_name, sets) => {
    expect(balanceThemes(sets)).toMatchObject({ verdict: null, reason: "same_themes", more: [], less: [] });
  });

  it("names a theme that nobody reads at all", () => {
    const balance = balanceThemes([
      { themes: ["a"], contents: 30, views: 600, squares: 15_000 },
      { themes: ["b"], contents: 30, views: 0, squares: 0 },
    ]);
    expect(balance).toMatchObject({ verdict: "no", less: [{ theme: "b", supply: 0.5, demand: 0 }] });
  });

  it("seldom names a theme where all are read alike, and mostly does where one is read three times as much", () => {
    const random = randomFrom(1);
    const runs = 500;
    const named = (times: number, spread: number): number => {
      let found = 0;
      for (let run = 0; run < runs; run++) {
        const sets = Array.from({ length: 60 }, (_, index) => {
          const theme = index % 6;
          return contentsOf(random, [`t${theme}`], theme === 0 ? 20 * times : 20, spread);
        });
        const { more, less } = balanceThemes(sets);
        if (more.length + less.length > 0) found++;
      }
      return found / runs;
    };
    expect(named(1, 1)).toBeLessThan(0.09);
    expect(named(1, 0.6)).toBeLessThan(0.06);
    expect(named(3, 0.6)).toBeGreaterThan(0.6);
  });

  it("never agrees of few contents, however they are read", () => {
    const random = randomFrom(2);
    const verdicts = Array.from({ length: 300 }, () => {
      const sets = Array.from({ length: 12 }, (_, index) => contentsOf(random, [`t${index % 2}`], 20, 1));
      return balanceThemes(sets).verdict;
    });
    expect(verdicts.filter((verdict) => verdict === "yes").length).toBeLessThanOrEqual(6);
  });
});
