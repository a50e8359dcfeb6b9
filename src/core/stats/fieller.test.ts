import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ArmEstimate, NO_SHIFT } from "./arm-estimate.ts";
import { differArms, welchInterval } from "./compare-arms.ts";
import { studentTwoSidedQuantile } from "./distributions.ts";
import { fiellerInterval } from "./fieller.ts";

const armOf = (value: number, error: number, shift = NO_SHIFT): ArmEstimate => ({
  units: 200,
  value,
  variance: error ** 2,
  shift,
  spread: error ** 4 / 199,
  unevenSpread: error ** 4 / 199,
});
const arm = fc
  .tuple(fc.double({ min: 1, max: 9, noNaN: true }), fc.double({ min: 0.1, max: 1, noNaN: true }))
  .map(([value, error]) => armOf(value, error));

describe("Fieller's interval", () => {
  it("leaves zero out just when Welch's test of the plain difference does", () => {
    fc.assert(
      fc.property(arm, arm, (control, treated) => {
        const differences = differArms(control, treated);
        if ("reason" in differences) throw new Error("expected a difference");
        const welch = welchInterval(differences.absolute, differences.degrees);
        const fieller = fiellerInterval(control, treated, differences.degrees);
        if (fieller === null || Math.min(Math.abs(welch.low), Math.abs(welch.high)) < 1e-9) return;
        expect([Math.sign(fieller.low), Math.sign(fieller.high)]).toEqual([
          Math.sign(welch.low),
          Math.sign(welch.high),
        ]);
      }),
      { numRuns: 1_000, seed: 20_261_129 },
    );
  });

  it("ends where the test of difference − r · control just rejects, after shifts as well", () => {
    const shift = { value: 0.2, variance: 0.01, covariance: 0.015 };
    const [control, treated] = [armOf(4, 0.3, shift), armOf(5, 0.4, { ...shift, value: -0.1 })];
    const degrees = 150;
    const found = fiellerInterval(control, treated, degrees);
    for (const r of [found?.low ?? Number.NaN, found?.high ?? Number.NaN]) {
      // treated' − (1 + r) control + the control's shift
      const value = 5.1 - (1 + r) * 4 + 0.2;
      const treatedVariance = 0.16 - 2 * 0.015 + 0.01;
      const variance = treatedVariance + (1 + r) ** 2 * 0.09 - 2 * (1 + r) * 0.015 + 0.01;
      expect(Math.abs(value) / Math.sqrt(variance)).toBeCloseTo(studentTwoSidedQuantile(0.05, degrees), 9);
    }
  });

  it("is none where the control cannot be told from zero", () => {
    expect(fiellerInterval(armOf(1, 0.6), armOf(5, 0.1), 100)).toBeNull();
  });
});
