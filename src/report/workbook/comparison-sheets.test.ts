import { describe, expect, it } from "vitest";
import { comparisonWords } from "../comparisons/choose-words.ts";
import type { ComparisonReport } from "../comparisons/comparison-report.ts";
import { reportWords } from "../tell/teller.ts";
import { writeNumbers } from "../write/write-numbers.ts";
import { comparisonsSheet } from "./comparison-sheets.ts";
import { ENGLISH } from "./words/en.ts";
import { FRENCH } from "./words/fr.ts";

const value = (
  group: "member" | "other",
  mean: number | null,
  low: number | null = null,
  high: number | null = null,
) => ({
  group,
  value: mean,
  of: null,
  interval: low === null || high === null ? null : { low, high },
});

const REPORT: ComparisonReport = {
  from: "2026-10-01T00:00:00.000Z",
  to: "2026-11-01T00:00:00.000Z",
  minimalGroup: 20,
  activeDays: 30,
  beforeAfterDays: 28,
  since: null,
  drawn: [],
  comparisons: [
    {
      kind: "purchases",
      name: null,
      groups: [
        { group: "member", members: 400 },
        { group: "other", members: 900 },
      ],
      lines: [
        { measure: "amount_mean", unit: "money", values: [value("member", 41.5, 38.25, 44.75), value("other", null)] },
        { measure: "orders_mean", unit: "number", values: [value("member", 0.5), value("other", 0.25, 0.2, 0.3)] },
      ],
      reason: null,
      had: null,
      matched: null,
      months: { first: "2026-10-01", last: "2026-10-01", currency: "EUR", currencies: ["EUR"], latest: "2026-10-01" },
    },
  ],
};

describe("the workbook's comparisons", () => {
  it.each(["en", "fr"] as const)("have the bounds of a mean as numbers in cells of their own: %s", (language) => {
    const words = language === "fr" ? FRENCH : ENGLISH;
    const write = writeNumbers(language, "UTC");
    const teller = { words: comparisonWords(language), common: reportWords(language), write, report: REPORT };
    const { columns, rows } = comparisonsSheet(teller, words);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    const titles = columns.map(({ title }) => title);
    const at = titles.indexOf(words.lowest(words.value));
    expect(titles[at + 1]).toBe(words.highest(words.value));
    const number = (figure: number) => ({ value: figure, format: "number" });
    // Below the caveat of all and the sentences of this one.
    expect(rows.slice(2).map((row) => row.slice(at, at + 2))).toEqual([
      [number(38.25), number(44.75)],
      [null, null],
      [null, null],
      [number(0.2), number(0.3)],
    ]);
    expect(rows.slice(2).map((row) => row.at(-1))).toEqual([null, teller.words.tooFew, null, null]);
  });
});
