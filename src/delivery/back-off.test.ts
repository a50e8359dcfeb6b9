import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOffMs } from "./back-off.ts";

describe("back-off", () => {
  it("doubles from ten seconds to half an hour", () => {
    expect([1, 2, 3, 4, 9, 100].map((attempts) => backOffMs(attempts, () => 1))).toEqual([
      10_000, 20_000, 40_000, 80_000, 1_800_000, 1_800_000,
    ]);
  });

  it("spreads over the upper half", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, drawn) => {
        const longest = backOffMs(attempts, () => 1);
        const wait = backOffMs(attempts, () => drawn);
        expect(wait).toBeGreaterThanOrEqual(longest / 2);
        expect(wait).toBeLessThanOrEqual(longest);
      }),
    );
  });
});
