import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RekindleError } from "../../src/core/errors.ts";
import { openRows } from "../../src/platform/files/open-import.ts";
import { liftTable } from "../../src/report/table/lift-table.ts";
import { presentTableText } from "../../src/report/table/present-table.ts";
import type { TableQuestion } from "../../src/report/table/table-lift.ts";

const QUESTION = { arm: "arm", control: "a" };
const QUESTIONS: readonly TableQuestion[] = [
  { ...QUESTION, outcome: "x", kind: "mean", before: "b" },
  { ...QUESTION, outcome: "yes", before: "b" },
  { ...QUESTION, outcome: "x", denominator: "d", before: "b" },
  { ...QUESTION, outcome: "d", kind: "time", event: "yes" },
];

const extreme = fc.constantFrom(0, 1, -1, 0.1, 1e-300, 5e-324, 1e-50, 1e50, -1e50, 1e25, 123_456_789.123);
const row = fc.tuple(fc.constantFrom("a", "b", "c"), extreme, extreme.map(Math.abs), extreme, fc.constantFrom(0, 1));

describe("whatever numbers a table holds", () => {
  it("lift answers with numbers or reasons, or says what is wrong, and never NaN", { timeout: 120_000 }, async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 4, maxLength: 14 }), async (rows) => {
        const text = ["arm,x,d,b,yes", ...rows.map((cells) => cells.join(","))].join("\n");
        for (const question of QUESTIONS) {
          try {
            const source = await openRows({ path: "-", standardInput: Readable.from([Buffer.from(text)]) });
            const answer = await liftTable(source, question);
            answered += 1;
            for (const value of numbersOf(answer.lift)) expect(value).toSatisfy(Number.isFinite);
            for (const language of ["en", "fr"] as const) {
              expect(presentTableText(answer, language, (written) => written)).not.toMatch(/NaN|∞|undefined|\bnull\b/);
            }
          } catch (error) {
            if (!(error instanceof RekindleError)) throw error;
          }
        }
      }),
      { numRuns: 300, seed: 20_260_312 },
    );
    expect(answered).toBeGreaterThan(300);
  });
});

function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}
