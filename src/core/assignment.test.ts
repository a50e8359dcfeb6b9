import { describe, expect, it } from "vitest";
import { armOf, isProgramme, isQuarter, programmeAt, quarterOf, unitOf } from "./assignment.ts";

const units = Array.from({ length: 20_000 }, (_, n) => `member-${n}`);
const heldOut = (experiment: string, share: number) =>
  new Set(units.filter((unit) => armOf(experiment, unit, share) === "held_out"));

describe("the arm of a unit", () => {
  it("is the first 32 bits of SHA-256 of experiment:unit, so that anyone can check it", () => {
    // printf 'programme:42' | sha256sum begins with e7c8: 0xe7c8 / 0x10000 = 0.9054
    expect(armOf("programme", "42", 0.905)).toBe("treated");
    expect(armOf("programme", "42", 0.906)).toBe("held_out");
  });

  it("holds out the share that was asked for", () => {
    // 20,000 draws at 10%: standard deviation 42; five of them on either side.
    expect(Math.abs(heldOut("programme", 0.1).size - 2000)).toBeLessThan(212);
    expect(heldOut("programme", 0).size).toBe(0);
    expect(heldOut("programme", 1).size).toBe(units.length);
  });

  it("keeps every held-out unit held out when the share grows", () => {
    const grown = heldOut("programme", 0.2);
    for (const unit of heldOut("programme", 0.1)) expect(grown.has(unit)).toBe(true);
  });

  it("is independent from one experiment to the next", () => {
    const other = heldOut("seven-days-away", 0.5);
    const both = [...heldOut("programme", 0.5)].filter((unit) => other.has(unit)).length;
    expect(Math.abs(both - 5000)).toBeLessThan(307);
  });

  it("is drawn by company where colleagues share mail, else by member", () => {
    expect(unitOf("company", { externalId: "7", company: "Acme" })).toBe("company:Acme");
    expect(unitOf("company", { externalId: "7", company: null })).toBe("7");
    expect(unitOf("member", { externalId: "7", company: "Acme" })).toBe("7");
  });
});

describe("the holdout whose arms hold at an instant", () => {
  const day = (date: string) => new Date(`${date}T08:00:00Z`);
  const live = { endedAt: null, by: "member" } as const;
  const programme = { experiment: "programme", openedAt: day("2026-05-10"), ...live };
  const summer = { experiment: "programme 2026-Q3", openedAt: day("2026-07-01"), ...live };
  const nameAt = (
    drawn: Parameters<typeof programmeAt>[0],
    date: string,
    quarter: string | null,
    by: "member" | "company" = "member",
  ) => programmeAt(drawn, day(date), { quarter, by });

  it("is the quarter's where it is rotated, and the one that stands where it is not", () => {
    expect(quarterOf("2026-03-31")).toBe("2026-Q1");
    expect(quarterOf("2026-04-01")).toBe("2026-Q2");
    expect(nameAt([], "2026-05-10", null)).toBe("programme");
    expect(nameAt([], "2026-05-10", "2026-Q2")).toBe("programme 2026-Q2");
    expect(nameAt([programme], "2026-06-10", "2026-Q2")).toBe("programme 2026-Q2");
    expect(nameAt([summer, programme], "2026-08-10", "2026-Q3")).toBe("programme 2026-Q3");
    expect(nameAt([summer, programme], "2026-10-01", "2026-Q4")).toBe("programme 2026-Q4");
  });

  it("goes on when rotation ends, so that nobody's arm changes", () => {
    expect(nameAt([programme, summer], "2027-02-01", null)).toBe("programme 2026-Q3");
  });

  it("is drawn anew once it was ended, or where it is drawn for other units: each name is a salt of its own", () => {
    const ended = { ...programme, endedAt: day("2026-06-01") };
    const again = { ...programme, experiment: "programme (2)", openedAt: day("2026-06-20") };
    expect(nameAt([ended], "2026-06-20", null)).toBe("programme (2)");
    expect(nameAt([ended, again], "2026-06-25", null)).toBe("programme (2)");
    expect(nameAt([ended, { ...again, endedAt: day("2026-06-28") }], "2026-06-30", null)).toBe("programme (3)");
    expect(nameAt([ended], "2026-06-20", "2026-Q2")).toBe("programme 2026-Q2");
    expect(nameAt([programme], "2026-06-20", null, "company")).toBe("programme (2)");
    const stopped = { ...summer, endedAt: day("2026-08-01") };
    const second = { ...summer, experiment: "programme 2026-Q3 (2)", openedAt: day("2026-08-15") };
    expect(nameAt([stopped], "2026-08-15", "2026-Q3")).toBe("programme 2026-Q3 (2)");
    expect(nameAt([stopped, second], "2026-09-15", "2026-Q3")).toBe("programme 2026-Q3 (2)");
    expect(nameAt([stopped, second], "2026-10-01", "2026-Q4")).toBe("programme 2026-Q4");
    expect([isQuarter(second.experiment), isQuarter(again.experiment), isProgramme(again.experiment)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("does not begin in the past: a moment planned late has the one of its time, or none", () => {
    expect(nameAt([programme, summer], "2026-06-30", "2026-Q2")).toBe("programme");
    expect(nameAt([programme, summer], "2026-06-30", null)).toBe("programme");
    expect(nameAt([summer], "2026-06-30", "2026-Q2")).toBe("programme 2026-Q3");
    expect(nameAt([{ ...programme, endedAt: day("2026-06-01") }, summer], "2026-06-30", "2026-Q2")).toBeNull();
  });

  it("draws independently: of 10% held out, 10% again, 1% of all", () => {
    const [one, next] = [heldOut("programme 2026-Q3", 0.1), heldOut("programme 2026-Q4", 0.1)];
    const both = [...one].filter((unit) => next.has(unit)).length;
    // 20,000 draws at 1%: standard deviation 14.
    expect(Math.abs(both - 200)).toBeLessThan(71);
  });
});
