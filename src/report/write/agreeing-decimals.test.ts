import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeNumbers } from "./write-numbers.ts";

const write = writeNumbers("en", "Europe/Paris");

describe("two figures of which an effect is told", () => {
  it.each<["share" | "number" | "days", readonly [number, number], readonly string[]]>([
    // +325%, where 28% beside 7% reads +300%.
    ["share", [0.2803, 0.066], ["28.0%", "6.6%"]],
    // +88%, where 2.0% beside 1.1% reads +82%.
    ["share", [0.02043, 0.01083], ["2.04%", "1.08%"]],
    // +19%, where 0.81 beside 0.67 reads +21%.
    ["number", [0.8055, 0.6746], ["0.806", "0.675"]],
    ["days", [8.7, 10.4], ["8.7", "10.4"]],
    ["share", [0.3, 0.2], ["30%", "20%"]],
    ["share", [0.3, 0], ["30%", "0%"]],
  ])("have as many decimals as it takes to agree with it: %s %s", (kind, pair, written) => {
    expect(pair.map(write.pair(kind, pair))).toEqual(written);
  });

  it("let nobody who divides them come to something else", () => {
    const figure = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(figure, figure, fc.constantFrom("share", "number", "days"), (one, other, kind) => {
        const unit = kind === "share" ? 100 : 1;
        const [above = 0, below = 0] = [one, other].map((value) =>
          Number.parseFloat(write.pair(kind, [one, other])(value)),
        );
        if (Math.min(one, other) * unit < 0.5) return;
        expect(Math.abs(above / below - one / other)).toBeLessThanOrEqual(0.01 * Math.max(1, one / other) + 1e-9);
      }),
      { seed: 20261128, numRuns: 500 },
    );
  });
});
