import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IndicatorLine } from "../indicators/measure-indicators.ts";
import { chooseMoved } from "./choose-moved.ts";

const figure = (value: number | null, of: { count: number; total: number } | null = null) => ({
  value,
  of,
  reason: value === null ? ("nothing" as const) : null,
});

function line(name: string, unit: IndicatorLine["unit"], before: number | null, now: number | null): IndicatorLine {
  const inPoints = unit === "share" || unit === "score";
  const change =
    before === null || now === null ? null : inPoints ? now - before : before === 0 ? null : now / before - 1;
  return {
    name: name as IndicatorLine["name"],
    group: "traffic",
    unit,
    better: "up",
    before: figure(before),
    now: figure(now),
    change,
    needs: [],
  };
}

const share = (name: string, before: readonly [number, number], now: readonly [number, number]): IndicatorLine => ({
  ...line(name, "share", before[0] / before[1], now[0] / now[1]),
  before: figure(before[0] / before[1], { count: before[0], total: before[1] }),
  now: figure(now[0] / now[1], { count: now[0], total: now[1] }),
});

/** An average or a score of so many in each week. */
const averageOf = (total: number, given: IndicatorLine): IndicatorLine => ({
  ...given,
  before: figure(given.before.value, { count: 0, total }),
  now: figure(given.now.value, { count: 0, total }),
});

const namesOf = (lines: readonly IndicatorLine[], members = 1_000) =>
  chooseMoved(lines, members).map(({ name }) => name);

describe("the indicators that moved", () => {
  it("are those that moved by more than chance brings, the largest change first", () => {
    expect(
      namesOf([
        line("visits", "count", 5_000, 5_400),
        line("page_views", "count", 1_000_000, 1_020_000),
        share("came_again", [40_000, 1_000_000], [44_000, 1_000_000]),
        line("searches", "count", 1_000, 500),
        line("sign_ups", "count", 40, 50),
        share("weekly_share", [300, 1_000], [420, 1_000]),
        share("daily_share", [30, 1_000], [34, 1_000]),
        averageOf(1_000, line("pages_a_visit", "number", 4, 6)),
        line("minutes_a_visit", "minutes", 10, 11),
        averageOf(1_000, line("nps", "score", 20, 35)),
      ]),
    ).toEqual(["searches", "pages_a_visit", "weekly_share", "nps", "visits"]);
  });

  it("are none where there are too few, where one week has no figure, or where nothing changed", () => {
    expect(
      namesOf([
        line("sign_ups", "count", 1, 9),
        line("visits", "count", null, 500),
        line("searches", "count", 500, 500),
        share("weekly_share", [0, 10], [10, 10]),
      ]),
    ).toEqual([]);
    expect(namesOf([averageOf(99, line("pages_a_visit", "number", 4, 6))])).toEqual([]);
  });

  it("are gated by what a figure is computed from, however many members there are", () => {
    const hours = line("hours_to_answer", "hours", 5.2, 19.4);
    expect(namesOf([hours, share("answered_share", [3, 3], [4, 4])], 100_000)).toEqual([]);
    expect(namesOf([hours, share("answered_share", [300, 400], [280, 400])])).toEqual(["hours_to_answer"]);
    const minutes = line("minutes_a_visit", "minutes", 4, 8);
    expect(namesOf([minutes, line("visits", "count", 40, 41)])).toEqual([]);
    expect(namesOf([minutes, line("visits", "count", 400, 410)])).toEqual(["minutes_a_visit"]);
    expect(namesOf([averageOf(30, line("nps", "score", 0, 40))])).toEqual([]);
    // By chance alone, a score of 100 answers moves as far.
    expect(namesOf([averageOf(100, line("nps", "score", 0, 40))])).toEqual([]);
    const days = line("revisit", "days", 6, 9);
    expect([namesOf([days], 99), namesOf([days], 1_000)]).toEqual([[], ["revisit"]]);
  });

  it("are five at most", () => {
    const many = Array.from({ length: 9 }, (_, at) => line(`n${at}`, "count", 100, 400 + at));
    expect(namesOf(many)).toEqual(["n8", "n7", "n6", "n5", "n4"]);
  });

  it("are found rarely where both weeks are alike, by chance alone", () => {
    // As many as chance brings of counts of 100: one in 370 beyond three standard errors, and a little more in its tails.
    const random = seeded(20_261);
    const moved = Array.from({ length: 20_000 }, () =>
      line("visits", "count", poisson(random), poisson(random)),
    ).filter((one) => namesOf([one]).length > 0);
    expect(moved.length / 20_000).toBeLessThan(0.006);
  });

  it("do not depend on which week is which", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (one, other) => {
        expect(namesOf([line("visits", "count", one, other)])).toEqual(namesOf([line("visits", "count", other, one)]));
      }),
    );
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Of mean 100, by the arrivals that fit into it. */
function poisson(random: () => number): number {
  let count = -1;
  let sum = 0;
  while (sum < 100) {
    count++;
    sum -= Math.log(1 - random());
  }
  return count;
}
