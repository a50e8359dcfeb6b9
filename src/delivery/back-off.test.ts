import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOffMs, retryMs } from "./back-off.ts";

describe("back-off", () => {
  it("doubles from ten seconds to half an hour", () => {
    expect([1, 2, 3, 4, 9, 100].map((attempts) => backOffMs(attempts, () => 1))).toEqual([
      10_000, 20_000, 40_000, 80_000, 1_800_000, 1_800_000,
    ]);
  });

  it("begins with minutes after greylisting, and with seconds after any other 4xx", () => {
    const first = (text: string) =>
      retryMs({ kind: "deferred", code: Number(text.slice(0, 3)), text, stage: "envelope" }, 1, () => 1);
    expect(first("451 4.7.1 greylisted, come back later")).toBe(360_000);
    expect(first("451 4.3.0 not now")).toBe(10_000);
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
