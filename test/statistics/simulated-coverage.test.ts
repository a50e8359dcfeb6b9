import { expect, it } from "vitest";
import { PLANTED_EFFECT } from "../../src/simulate/behaviour.ts";
import { expectClaimedCoverage, measureCoverage } from "./simulated-coverage.ts";

it("over 200 simulated communities, 95% intervals hold the planted effect as often as they claim", () => {
  const coverage = measureCoverage(PLANTED_EFFECT);
  // Without an effect worth finding, covering it would prove nothing.
  expect(coverage.planted.get("visits")).toBeGreaterThan(0.05);
  expect(coverage.planted.get("revisit_interval")).toBeLessThan(-0.5);
  expect(coverage.planted.get("time_to_return")).toBeLessThan(-0.1);
  for (const outcome of ["came_back", "visibility", "pick_visibility"]) {
    expect(coverage.planted.get(outcome), outcome).toBeGreaterThan(0.01);
  }
  expectClaimedCoverage(coverage);
}, 300_000);
