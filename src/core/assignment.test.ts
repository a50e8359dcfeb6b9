import { describe, expect, it } from "vitest";
import { armOf, programmeAt, quarterOf, unitOf } from "./assignment.ts";

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
  const programme = { experiment: "programme", openedAt: day("2026-05-10") };
  const summer = { experiment: "programme 2026-Q3", openedAt: day("2026-07-01") };

  it("is the quarter's where it is rotated, and the one that stands where it is not", () => {
    expect(quarterOf("2026-03-31")).toBe("2026-Q1");
    expect(quarterOf("2026-04-01")).toBe("2026-Q2");
    expect(programmeAt([], day("2026-05-10"), null)).toBe("programme");
    expect(programmeAt([], day("2026-05-10"), "2026-Q2")).toBe("programme 2026-Q2");
    expect(programmeAt([programme], day("2026-06-10"), "2026-Q2")).toBe("programme 2026-Q2");
    expect(programmeAt([summer, programme], day("2026-10-01"), "2026-Q4")).toBe("programme 2026-Q4");
  });

  it("goes on when rotation ends, so that nobody's arm changes", () => {
    expect(programmeAt([programme, summer], day("2027-02-01"), null)).toBe("programme 2026-Q3");
  });

  it("does not begin in the past: a moment planned late has the one of its time", () => {
    expect(programmeAt([programme, summer], day("2026-06-30"), "2026-Q2")).toBe("programme");
    expect(programmeAt([programme, summer], day("2026-06-30"), null)).toBe("programme");
    expect(programmeAt([summer], day("2026-06-30"), "2026-Q2")).toBe("programme 2026-Q3");
  });

  it("draws independently: of 10% held out, 10% again, 1% of all", () => {
    const [one, next] = [heldOut("programme 2026-Q3", 0.1), heldOut("programme 2026-Q4", 0.1)];
    const both = [...one].filter((unit) => next.has(unit)).length;
    // 20,000 draws at 1%: standard deviation 14.
    expect(Math.abs(both - 200)).toBeLessThan(71);
  });
});
