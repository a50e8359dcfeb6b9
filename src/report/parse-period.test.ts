import { describe, expect, it } from "vitest";
import { parsePeriod } from "./parse-period.ts";

const now = new Date("2026-01-31T23:30:00Z");

describe("a period", () => {
  it("is whole calendar months of the community's timezone", () => {
    // In Paris it is February already.
    expect(parsePeriod("last-month", now, "Europe/Paris")).toEqual({
      from: new Date("2025-12-31T23:00:00Z"),
      to: new Date("2026-01-31T23:00:00Z"),
    });
    expect(parsePeriod("last-month", now, "UTC").to).toEqual(new Date("2026-01-01T00:00:00Z"));
  });

  it("crosses the year and the change of clocks", () => {
    expect(parsePeriod("last-quarter", now, "Europe/Paris")).toEqual({
      from: new Date("2025-09-30T22:00:00Z"),
      to: new Date("2025-12-31T23:00:00Z"),
    });
    expect(parsePeriod("2026-Q3", now, "Europe/Paris")).toEqual(
      parsePeriodOf("2026-06-30T22:00:00Z", "2026-09-30T22:00:00Z"),
    );
    expect(parsePeriod("2026-07", now, "UTC")).toEqual(parsePeriodOf("2026-07-01T00:00:00Z", "2026-08-01T00:00:00Z"));
  });

  it("that is none is refused with the ones there are", () => {
    expect(() => parsePeriod("2026-Q5", now, "UTC")).toThrow('"2026-Q5" is not a period.');
  });
});

function parsePeriodOf(from: string, to: string) {
  return { from: new Date(from), to: new Date(to) };
}
