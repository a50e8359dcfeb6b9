import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, localDateOf, localTimeOf, weekdayOf } from "./calendar.ts";
import { lastReportWeek, nextReportWeek } from "./report-week.ts";

const PARIS = { weekday: 1, at: "08:00", timezone: "Europe/Paris" };
const at = (text: string) => new Date(text);

describe("the week that a report is of", () => {
  it("is the seven local days before the day on which it leaves", () => {
    expect(lastReportWeek(PARIS, at("2026-03-09T07:00:00Z"))).toEqual({
      sentOn: "2026-03-09",
      instant: at("2026-03-09T07:00:00Z"),
      from: at("2026-03-01T23:00:00Z"),
      to: at("2026-03-08T23:00:00Z"),
    });
  });

  it("is the one before until its hour has come", () => {
    expect(lastReportWeek(PARIS, at("2026-03-09T06:59:59Z")).sentOn).toBe("2026-03-02");
    expect(nextReportWeek(PARIS, at("2026-03-09T06:59:59Z")).sentOn).toBe("2026-03-09");
    expect(nextReportWeek(PARIS, at("2026-03-09T07:00:00Z")).sentOn).toBe("2026-03-16");
    expect(lastReportWeek(PARIS, at("2026-03-15T23:30:00Z")).sentOn).toBe("2026-03-09");
  });

  it("has an hour less, or one more, where clocks change", () => {
    const hoursOf = ({ from, to }: { from: Date; to: Date }) => (to.getTime() - from.getTime()) / HOUR_MS;
    const spring = lastReportWeek(PARIS, at("2026-03-30T06:00:00Z"));
    expect([spring.sentOn, spring.instant, hoursOf(spring)]).toEqual(["2026-03-30", at("2026-03-30T06:00:00Z"), 167]);
    const autumn = lastReportWeek(PARIS, at("2026-10-26T07:00:00Z"));
    expect([autumn.sentOn, autumn.instant, hoursOf(autumn)]).toEqual(["2026-10-26", at("2026-10-26T07:00:00Z"), 169]);
    // An hour that clocks skip is the first after it.
    const skipped = lastReportWeek({ ...PARIS, weekday: 7, at: "02:30" }, at("2026-03-29T01:00:00Z"));
    expect([skipped.sentOn, skipped.instant]).toEqual(["2026-03-29", at("2026-03-29T01:00:00Z")]);
  });

  it("follows without a gap on the one before, whatever the timezone", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom("00:00", "02:30", "08:00", "23:59"),
        fc.date({ min: at("2026-01-01T00:00:00Z"), max: at("2028-01-01T00:00:00Z"), noInvalidDate: true }),
        (timezone, weekday, time, now) => {
          const hour = { weekday, at: time, timezone };
          const last = lastReportWeek(hour, now);
          const next = nextReportWeek(hour, now);
          expect(last.instant <= now && now < next.instant).toBe(true);
          expect(next.from).toEqual(last.to);
          expect(weekdayOf(last.sentOn)).toBe(weekday);
          expect([localDateOf(last.to, timezone), localTimeOf(last.to, timezone)]).toEqual([last.sentOn, "00:00"]);
          expect(now.getTime() - last.instant.getTime()).toBeLessThan(8 * DAY_MS);
        },
      ),
    );
  });
});
