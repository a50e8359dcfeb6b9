import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "./calendar.ts";
import { LONGEST_OWN_LIMIT_DAYS, ownLimitBefore, ownLimitOver } from "./preferences.ts";

const aDate = fc.integer({ min: 0, max: 3000 }).map((days) => addDays("2024-01-01", days));
const aLimit = fc.constantFrom("weekly" as const, "monthly" as const);

describe("a member's own limit", () => {
  it.each([
    ["weekly", "2026-11-24", "2026-11-17"],
    ["monthly", "2026-11-24", "2026-10-24"],
    ["monthly", "2026-03-01", "2026-02-01"],
    ["monthly", "2026-03-31", "2026-02-28"],
  ] as const)("%s: on %s there is room if the last was on %s or before", (limit, date, before) => {
    expect(ownLimitBefore(limit, date)).toBe(before);
  });

  it("never lets two through on seven days, or in one calendar month", () => {
    fc.assert(
      fc.property(aDate, (date) => {
        expect(ownLimitBefore("weekly", date)).toBe(addDays(date, -7));
        expect(ownLimitBefore("monthly", date).slice(0, 7) < date.slice(0, 7)).toBe(true);
      }),
    );
  });

  it("says on which date there is room again: on that one, and not the day before", () => {
    fc.assert(
      fc.property(aLimit, aDate, (limit, last) => {
        const over = ownLimitOver(limit, last);
        expect(ownLimitBefore(limit, over) >= last).toBe(true);
        expect(ownLimitBefore(limit, addDays(over, -1)) >= last).toBe(false);
      }),
    );
  });

  it("looks no further back than it says", () => {
    fc.assert(
      fc.property(aLimit, aDate, (limit, date) => {
        expect(ownLimitBefore(limit, date) >= addDays(date, -LONGEST_OWN_LIMIT_DAYS)).toBe(true);
      }),
    );
  });
});
