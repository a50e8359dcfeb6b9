import { describe, expect, it } from "vitest";
import { choosePeriod, refuseEmptyPeriod } from "./choose-period.ts";

const NOW = new Date("2026-11-15T12:00:00Z");
const choose = (named: Parameters<typeof choosePeriod>[0]) => {
  const { from, to } = choosePeriod(named, NOW, "Europe/Paris");
  return [from?.toISOString() ?? null, to?.toISOString() ?? null];
};

describe("the period of a report", () => {
  it("has no limits where none is named", () => {
    expect(choose({})).toEqual([null, null]);
  });

  it("holds its last day, by the community's own calendar", () => {
    expect(choose({ from: "2026-10-01", to: "2026-10-31" })).toEqual([
      "2026-09-30T22:00:00.000Z",
      "2026-10-31T23:00:00.000Z",
    ]);
    expect(choose({ period: "last-month" })).toEqual(choose({ from: "2026-10-01", to: "2026-10-31" }));
  });

  it("takes an instant as it is, and what is given before what the period's name says", () => {
    expect(choose({ period: "last-month", to: new Date("2026-10-15T08:00:00Z") })).toEqual([
      "2026-09-30T22:00:00.000Z",
      "2026-10-15T08:00:00.000Z",
    ]);
  });

  it("is refused where it ends before it begins or has not begun, and by no other order", () => {
    const refuse = (named: Parameters<typeof choosePeriod>[0]) => () =>
      refuseEmptyPeriod(choosePeriod(named, NOW, "Europe/Paris"), NOW);
    expect(refuse({ from: "2026-10-02", to: "2026-10-01" })).toThrow("ends before it begins");
    expect(refuse({ period: "last-month", to: "2026-09-01" })).toThrow("ends before it begins");
    expect(refuse({ from: "2026-11-16" })).toThrow("has not begun");
    expect(refuse({ period: "2027-Q1" })).toThrow("has not begun");
    for (const named of [{}, { from: "2026-10-01", to: "2026-10-01" }, { to: "2026-10-01" }, { from: "2026-11-15" }]) {
      expect(refuse(named)).not.toThrow();
    }
  });
});
