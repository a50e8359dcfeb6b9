import { describe, expect, it } from "vitest";
import type { ClosedSpan } from "./closed-days.ts";
import type { Recurrence, Schedule } from "./rule.ts";
import { isLostToClosedDays, momentsBetween, spacingDays } from "./schedule.ts";

const at = (every: Recurrence, rest: Partial<Schedule> = {}): Schedule => ({
  every,
  at: "08:00",
  from: null,
  until: null,
  ...rest,
});

function dates(
  schedule: Schedule,
  from: string,
  to: string,
  timezone = "Europe/Paris",
  closed: readonly ClosedSpan[] = [],
): string[] {
  return momentsBetween(schedule, timezone, new Date(from), new Date(to), closed).map(({ localDate }) => localDate);
}

describe("moments", () => {
  it("lie after the first instant, and at the last or before it", () => {
    const [moment, ...others] = momentsBetween(
      at({ kind: "day" }),
      "Europe/Paris",
      new Date("2026-11-23T07:00:00Z"),
      new Date("2026-11-24T07:00:00Z"),
      [],
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

describe("closed days", () => {
  const christmas = [{ from: "2026-12-25", to: "2026-12-25" }];
  const summer = [
    { from: "2026-08-01", to: "2026-08-15" },
    { from: "2026-08-10", to: "2026-08-23" },
    { from: "2026-08-24", to: "2026-08-24" },
  ];
  const inSummer = (schedule: Schedule) =>
    dates(schedule, "2026-07-26T00:00:00Z", "2026-09-05T00:00:00Z", "Europe/Paris", summer);

  it("have no moment: a daily rule goes on with the next open day, once", () => {
    expect(
      dates(at({ kind: "day" }), "2026-12-23T12:00:00Z", "2026-12-27T12:00:00Z", "Europe/Paris", christmas),
    ).toEqual(["2026-12-24", "2026-12-26", "2026-12-27"]);
  });

  it("move what falls on them to the next open day, at the same local time, however the spans lie", () => {
    expect(inSummer(at({ kind: "weekdays", days: [2] }))).toEqual(["2026-07-28", "2026-08-25", "2026-09-01"]);
    expect(inSummer(at({ kind: "month", day: 15 }))).toEqual(["2026-08-25"]);
    const [moment] = momentsBetween(
      at({ kind: "once", date: "2026-08-05" }, { at: "10:30" }),
      "America/New_York",
      new Date("2026-08-01T00:00:00Z"),
      new Date("2026-09-01T00:00:00Z"),
      summer,
    );
    expect(moment).toEqual({
      localDate: "2026-08-25",
      localTime: "10:30",
      instant: new Date("2026-08-25T14:30:00Z"),
    });
  });

  it("make one moment of all that waited and what is due on the open day anyway", () => {
    expect(inSummer(at({ kind: "weekdays", days: [1, 2, 3] }))).toEqual([
      "2026-07-27",
      "2026-07-28",
      "2026-07-29",
      "2026-08-25",
      "2026-08-26",
      "2026-08-31",
      "2026-09-01",
      "2026-09-02",
    ]);
  });

  it.each([
    [at({ kind: "once", date: "2026-08-05" }, { until: "2026-08-20" }), true],
    [at({ kind: "once", date: "2026-08-05" }, { until: "2026-08-25" }), false],
    [at({ kind: "once", date: "2026-08-05" }), false],
    [at({ kind: "day" }, { from: "2026-08-02", until: "2026-08-24" }), true],
    [at({ kind: "day" }, { from: "2026-07-31", until: "2026-08-24" }), false],
    [at({ kind: "month", day: 30 }, { from: "2026-08-02", until: "2026-08-24" }), false],
    [at({ kind: "day" }, { until: "2026-08-24" }), false],
  ])("take all of %j: %s", (schedule, lost) => {
    expect(isLostToClosedDays(schedule, summer)).toBe(lost);
  });

  it("move nothing past the rule's last day, and nothing that the rule began after", () => {
    expect(inSummer(at({ kind: "month", day: 15 }, { until: "2026-08-24" }))).toEqual([]);
    expect(inSummer(at({ kind: "month", day: 15 }, { from: "2026-08-16" }))).toEqual([]);
    expect(inSummer(at({ kind: "month", day: 15 }, { from: "2026-08-15", until: "2026-08-25" }))).toEqual([
      "2026-08-25",
    ]);
  });
});
