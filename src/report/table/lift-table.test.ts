import { describe, expect, it } from "vitest";
import { judgeArm } from "./judge-arm.ts";
import { liftTable } from "./lift-table.ts";
import { presentTableText } from "./present-table.ts";
import type { ArmLift, TableAnswer } from "./table-lift.ts";

/** 400 rows an arm around its mean, one apart. */
const tableOf = (control: number, treated: number) => ({
  name: "table.csv",
  columns: ["arm", "balance"],
  decimalComma: false,
  notices: [],
  async *[Symbol.asyncIterator]() {
    yield Array.from({ length: 800 }, (_, index) => {
      const mean = index % 2 === 0 ? control : treated;
      return {
        line: index + 2,
        row: [index % 2 === 0 ? "control" : "treated", String(mean + (index % 4 < 2 ? 1 : -1))],
      };
    });
  },
});

describe("a table whose control is on average", () => {
  it.each([
    ["above zero: the effect as a share of it", 2, 3, "That is 50% more"],
    ["below zero: the effect as it is, more being more", -2, -1, "That is 1 more"],
    ["zero", 0, 1, "That is 1 more"],
  ])("%s", async (_name, control, treated, said) => {
    const question = { arm: "arm", control: "control", outcome: "balance", kind: "mean" } as const;
    const answer = await liftTable(tableOf(control, treated), question);
    expect(presentTableText(answer, "en", (text) => text)).toContain(said);
    const compared = answer.lift.arms[1];
    expect(compared?.reason).toBe(control > 0 ? null : "control_is_zero");
    expect(compared?.relative === null).toBe(control <= 0);
  });
});

const tableOfRows = (columns: readonly string[], rows: readonly (readonly (string | number)[])[]) => ({
  name: "table.csv",
  columns: [...columns],
  decimalComma: false,
  notices: [],
  async *[Symbol.asyncIterator]() {
    yield rows.map((row, index) => ({ line: index + 2, row: row.map(String) }));
  },
});
const QUESTION = { arm: "arm", control: "control", outcome: "x" } as const;
const armOf = (index: number) => (index % 2 === 0 ? "control" : "treated");
const plain = (text: string) => text.replace(/\s+/g, " ");
const english = (answer: TableAnswer) => plain(presentTableText(answer, "en", (text) => text));

describe("a share against a control of none", () => {
  it("is told in points, never as a percentage of nothing", async () => {
    // 40 of 200 against none.
    const rows = Array.from({ length: 400 }, (_, index) => [armOf(index), index % 10 === 1 ? 1 : 0]);
    const answer = await liftTable(tableOfRows(["arm", "x"], rows), QUESTION);
    const text = english(answer);
    expect(text).toContain("treated: 20% of its rows, against 0% of control. That is 20 points more (between");
    expect(text).toContain("+20 points (");
    expect(text).toContain("Points are percentage points");
    expect(text).not.toMatch(/20% more|\+20%/);
    const french = plain(presentTableText(answer, "fr", (written) => written));
    expect(french).toContain("Soit 20 points de plus (entre");
    expect(french).not.toMatch(/20 % de plus|\+20 %/);
    expect(answer.lift.arms[1]).toMatchObject({ relative: null, points: { estimate: 20 }, test: "score_limits" });
  });
});

describe("the smallest effect of a table adjusted by what was before", () => {
  it("is one figure, in the text and in the JSON", async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => {
      const before = 10 + ((index * 7) % 13);
      return [armOf(index), before + ((index * 11) % 5), before];
    });
    const table = () => tableOfRows(["arm", "x", "before"], rows);
    const [adjusted, unadjusted] = [
      await liftTable(table(), { ...QUESTION, kind: "mean", before: "before" }),
      await liftTable(table(), { ...QUESTION, kind: "mean" }),
    ];
    const { smallestEffect } = adjusted.lift;
    expect(adjusted.lift.arms[1]?.smallestEffect?.relative).toBe(smallestEffect);
    expect(smallestEffect).toBeLessThan((unadjusted.lift.smallestEffect ?? 0) / 2);
    const written = `${((smallestEffect ?? 0) * 100).toFixed(1)}%`;
    expect(english(adjusted)).toMatch(new RegExp(`treated ${written.replace(".", "\\.")} `));
  });
});

describe("values and an effect adjusted by what was before", () => {
  /** The treated had less before, by chance, and end lower: yet higher than what they had lets expect. */
  const answerWith = (lift: number) => {
    const rows = Array.from({ length: 820 }, (_, index) => {
      const [isTreated, row] = [index % 2 === 1, Math.floor(index / 2)];
      const before = 50 + ((row * 7) % 41) - (isTreated ? 5 : 0);
      return [armOf(index), before + ((row * 11) % 5) + (isTreated ? lift : 0), before];
    });
    return liftTable(tableOfRows(["arm", "x", "year"], rows), { ...QUESTION, kind: "mean", before: "year" });
  };
  const french = (answer: TableAnswer) => plain(presentTableText(answer, "fr", (text) => text));

  it("are told apart: what the values say as they stand, and what the adjusted effect is", async () => {
    const answer = await answerWith(3);
    expect(english(answer)).toMatch(
      /treated: 70 on average, against 72 in control\. As they stand, that is 2\.8% less\. Adjusted by what year said before the experiment, it is 4\.1% more \(between/,
    );
    expect(french(answer)).toMatch(
      /Tels quels, ces chiffres donnent 2,8 % de moins\. Corrigés de ce que « year » disait avant l’expérience, ils donnent 4,1 % de plus \(entre/,
    );
    expect(english(answer)).toContain("Adjusted effect (95% interval)");
    expect(french(answer)).toContain("Effet corrigé (intervalle à 95 %)");
  });

  it("also where it is too early", async () => {
    const answer = await answerWith(0);
    expect(english(answer)).toMatch(
      /As they stand, that is 6\.9% less\. Too early to say: adjusted by what year said before the experiment, anything from 0\.\d+% less to 0\.\d+% more/,
    );
    expect(french(answer)).toMatch(
      /Il est trop tôt pour conclure : corrigés de ce que « year » disait avant l’expérience, ils laissent tout possible, de 0,\d+ % de moins à/,
    );
  });

  it("are one where nothing is adjusted", async () => {
    const question = { ...QUESTION, kind: "mean" } as const;
    const rows = Array.from({ length: 400 }, (_, index) => [armOf(index), (index * 7) % 11, 1]);
    for (const asked of [question, { ...question, before: "year" }]) {
      const answer = await liftTable(tableOfRows(["arm", "x", "year"], rows), asked);
      expect(english(answer)).not.toMatch(/as they stand|adjusted by what|adjusted effect/i);
    }
  });
});

describe("the p that is printed", () => {
  const drawn = (values: (index: number) => number) =>
    tableOfRows(
      ["arm", "x"],
      Array.from({ length: 800 }, (_, index) => [armOf(index), values(index)]),
    );

  it("is the larger of two tests, and both are named", async () => {
    const answer = await liftTable(
      drawn((index) => ((index * 7) % 11) + (index % 2)),
      { ...QUESTION, kind: "mean" },
    );
    const arm = answer.lift.arms[1];
    expect(arm?.test).toBe("logarithms_and_welch");
    expect(arm?.p).toBe(Math.max(arm?.absolute?.p ?? 0, arm?.relative?.p ?? 0));
    expect(english(answer)).toContain("p is the larger of that test's and of Welch's t-test of the plain difference");
  });

  it("is Welch's where values are negative, and the relative interval agrees with it", async () => {
    const answer = await liftTable(
      drawn((index) => ((index * 7) % 11) + (index % 2) - 1),
      { ...QUESTION, kind: "mean" },
    );
    const arm = answer.lift.arms[1];
    expect(arm?.test).toBe("welch");
    expect(arm?.p).toBe(arm?.absolute?.p);
    expect((arm?.relative?.low ?? 0) > 0).toBe((arm?.absolute?.low ?? 0) > 0);
    expect(english(answer)).toContain("p is that of Welch's t-test of the plain difference");
  });
});

describe("an arm", () => {
  const arm: ArmLift = {
    arm: "treated",
    n: 1_000,
    mean: 2,
    absolute: { estimate: 1, low: -0.1, high: 2.1, p: 0.08 },
    relative: { estimate: 1, low: 0.1, high: 2, p: 0.02 },
    p: 0.08,
    test: "logarithms_and_welch",
    pCorrected: 0.08,
    points: null,
    contributors: 40,
    sequential: null,
    cuped: null,
    smallestEffect: null,
    reason: null,
  };

  it("has no verdict that the test of the plain difference contradicts", () => {
    expect(judgeArm(arm, arm)).toBe("not_in_both");
    const both = { ...arm, absolute: { estimate: 1, low: 0.1, high: 1.9, p: 0.03 }, p: 0.03, pCorrected: 0.03 };
    expect(judgeArm(arm, both)).toBe("more");
    expect(judgeArm(arm, { ...both, absolute: { ...both.absolute, low: -0.01 } })).toBe("not_in_both");
    expect(judgeArm(arm, { ...both, contributors: 29.9 })).toBe("few_contributors");
  });
});
