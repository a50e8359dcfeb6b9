import { describe, expect, it } from "vitest";
import type { Recurrence, Schedule } from "./rule.ts";
import { momentsBetween, spacingDays } from "./schedule.ts";

const at = (every: Recurrence, rest: Partial<Schedule> = {}): Schedule => ({
  every,
  at: "08:00",
  from: null,
  until: null,
  ...rest,
});

function dates(schedule: Schedule, from: string, to: string, timezone = "Europe/Paris"): string[] {
  return momentsBetween(schedule, timezone, new Date(from), new Date(to)).map(({ localDate }) => localDate);
}

describe("moments", () => {
  it("lie after the first instant, and at the last or before it", () => {
    const [moment, ...others] = momentsBetween(
      at({ kind: "day" }),
      "Europe/Paris",
      new Date("2026-11-23T07:00:00Z"),
      new Date("2026-11-24T07:00:00Z"),
    );
    expect(moment).toEqual({ localDate: "2026-11-24", localTime: "08:00", instant: new Date("2026-11-24T07:00:00Z") });
    expect(others).toEqual([]);
    expect(dates(at({ kind: "day" }), "2026-11-24T07:00:00Z", "2026-11-24T07:00:00Z")).toEqual([]);
  });

  it("of a weekday rule leave out the weekend", () => {
    expect(
      dates(at({ kind: "weekdays", days: [1, 2, 3, 4, 5] }), "2026-11-20T00:00:00Z", "2026-11-24T12:00:00Z"),
    ).toEqual(["2026-11-20", "2026-11-23", "2026-11-24"]);
  });

  it("of a monthly rule fall on the last day where the month is shorter", () => {
    expect(dates(at({ kind: "month", day: 31 }), "2027-01-01T00:00:00Z", "2027-05-01T00:00:00Z")).toEqual([
      "2027-01-31",
      "2027-02-28",
      "2027-03-31",
      "2027-04-30",
    ]);
  });

  it("of a rule that happens once happen once", () => {
    expect(dates(at({ kind: "once", date: "2026-11-24" }), "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")).toEqual([
      "2026-11-24",
    ]);
  });

  it("of a spaced rule are daily: the members are what is spaced", () => {
    const schedule = at({ kind: "spaced", days: 10 });
    expect(dates(schedule, "2026-11-22T12:00:00Z", "2026-11-24T12:00:00Z")).toEqual(["2026-11-23", "2026-11-24"]);
    expect(spacingDays(schedule)).toBe(10);
    expect(spacingDays(at({ kind: "day" }))).toBe(0);
  });

  it("keep within the rule's first and last day", () => {
    const schedule = at({ kind: "day" }, { from: "2026-11-23", until: "2026-11-24" });
    expect(dates(schedule, "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")).toEqual(["2026-11-23", "2026-11-24"]);
  });

  it("come once a day through a change of clocks", () => {
    const schedule = at({ kind: "day" }, { at: "02:30" });
    expect(dates(schedule, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z")).toEqual(["2026-03-29", "2026-03-30"]);
    expect(dates(schedule, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z")).toEqual(["2026-10-25", "2026-10-26"]);
    expect(
      dates(at({ kind: "day" }, { at: "00:00" }), "2026-09-05T12:00:00Z", "2026-09-07T12:00:00Z", "America/Santiago"),
    ).toEqual(["2026-09-06", "2026-09-07"]);
  });

  it("leave out a day that the timezone left out", () => {
    expect(dates(at({ kind: "day" }), "2011-12-29T00:00:00Z", "2011-12-31T12:00:00Z", "Pacific/Apia")).toEqual([
      "2011-12-29",
      "2011-12-31",
    ]);
  });
});
