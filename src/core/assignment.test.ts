import { describe, expect, it } from "vitest";
import { armOf, unitOf } from "./assignment.ts";

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
