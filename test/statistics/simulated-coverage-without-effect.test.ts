import { expect, it } from "vitest";
import { NO_EFFECT } from "../../src/simulate/behaviour.ts";
import { expectClaimedCoverage, measureCoverage } from "./simulated-coverage.ts";

it("over 200 simulated communities where digests do nothing, 95% intervals hold zero as often as they claim", () => {
  const coverage = measureCoverage(NO_EFFECT);
  expect([...coverage.planted.values()]).toEqual([0, 0, 0, 0, 0, 0]);
  expectClaimedCoverage(coverage);
}, 300_000);
