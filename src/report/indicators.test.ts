import { describe, expect, it } from "vitest";
import { describeIndicators } from "./indicators.ts";

describe("who comes weekly", () => {
  it("is told of a week, also of the one in which clocks go forward, and of nothing shorter", () => {
    const weekly = (to: string) =>
      describeIndicators(
        { from: new Date("2026-03-22T23:00:00Z"), to: new Date(to), languages: ["en"], team: [] },
        { members: 10, came: 6, weekly: 5, daily: 1, medianUsualDays: 4, withUsual: 6 },
        [],
        [],
      ).revisit.weekly;
    expect(weekly("2026-03-29T22:00:00Z")).toEqual({ members: 5, share: 0.5 });
    expect(weekly("2026-03-28T23:00:00Z")).toBeNull();
  });
});
