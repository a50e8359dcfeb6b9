import { describe, expect, it } from "vitest";
import {
  addDays,
  daysBetween,
  instantOf,
  isLocalDate,
  isLocalTime,
  isTimezone,
  localDateOf,
  localTimeOf,
  parseDuration,
  startOfLocalDay,
} from "./calendar.ts";

const iso = (date: string, time: string, timezone: string): string => instantOf(date, time, timezone).toISOString();

describe("a local time", () => {
  it("that does not exist moves forward to the first that does", () => {
    expect(iso("2026-03-29", "02:30", "Europe/Paris")).toBe("2026-03-29T01:00:00.000Z");
    expect(iso("2026-10-04", "02:15", "Australia/Lord_Howe")).toBe("2026-10-03T15:30:00.000Z");
  });

  it("that happens twice is its first", () => {
    expect(iso("2026-10-25", "02:30", "Europe/Paris")).toBe("2026-10-25T00:30:00.000Z");
    expect(iso("2026-04-05", "01:45", "Australia/Lord_Howe")).toBe("2026-04-04T14:45:00.000Z");
  });

  it("stands still on all other days", () => {
    expect(iso("2026-11-24", "08:00", "Europe/Paris")).toBe("2026-11-24T07:00:00.000Z");
    expect(iso("2026-07-01", "08:00", "Asia/Kathmandu")).toBe("2026-07-01T02:15:00.000Z");
  });
});

describe("a local day", () => {
  it("starts at its first instant where midnight does not exist", () => {
    const start = startOfLocalDay("2026-09-06", "America/Santiago");
    expect(start.toISOString()).toBe("2026-09-06T04:00:00.000Z");
    expect(localTimeOf(start, "America/Santiago")).toBe("01:00");
  });

  it("that a timezone left out starts with the day after it", () => {
    expect(startOfLocalDay("2011-12-30", "Pacific/Apia")).toEqual(startOfLocalDay("2011-12-31", "Pacific/Apia"));
  });

  it("contains every instant from its start to the next day's, in every timezone of the list", () => {
    for (const timezone of [
      "America/Santiago",
      "Australia/Lord_Howe",
      "Europe/Paris",
      "Pacific/Kiritimati",
      "America/St_Johns",
    ]) {
      for (let date = "2026-01-01"; date < "2027-01-01"; date = addDays(date, 1)) {
        const start = startOfLocalDay(date, timezone);
        expect(localDateOf(start, timezone), `${timezone} ${date}`).toBe(date);
        expect(localDateOf(new Date(start.getTime() - 1), timezone), `${timezone} ${date}`).toBe(addDays(date, -1));
      }
    }
  });
});

describe("dates", () => {
  it("are counted by the calendar, not by hours", () => {
    expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
    expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
    expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
  });

  it("and times are checked, and so are timezones", () => {
    expect(["2026-02-28", "2026-02-29", "2026-2-1", "20260201"].map(isLocalDate)).toEqual([true, false, false, false]);
    expect(["00:00", "23:59", "24:00", "8:00"].map(isLocalTime)).toEqual([true, true, false, false]);
    expect(["Europe/Paris", "UTC", "Europe/Pariss", "local", "", "'; --"].map(isTimezone)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("a duration", () => {
  it("is a number and a unit", () => {
    expect(parseDuration("7 days")).toEqual({ count: 7, unit: "days" });
    expect(parseDuration("1 day")).toEqual({ count: 1, unit: "days" });
    expect(parseDuration("2 weeks")).toEqual({ count: 2, unit: "weeks" });
    expect(parseDuration("36 hours")).toEqual({ count: 36, unit: "hours" });
    expect(parseDuration("30 minutes")).toEqual({ count: 30, unit: "minutes" });
  });

  it("is nothing else", () => {
    for (const text of ["7", "days", "7days", "-7 days", "7.5 days", "1 month", "7 days ago", ""])
      expect(parseDuration(text), text).toBeNull();
  });
});
