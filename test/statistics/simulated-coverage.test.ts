import { expect, it } from "vitest";
import { NO_EFFECT } from "../../src/simulate/behaviour.ts";
import { expectClaimedCoverage, measureCoverage, plantIn } from "./simulated-coverage.ts";

it("over 100 simulated communities, 95% intervals hold the planted effect, or zero without mails, as often as they claim", () => {
  const { withMails, without } = measureCoverage();
  // Without an effect worth finding, covering it would prove nothing.
  expect(withMails.planted.get("visits")).toBeGreaterThan(0.05);
  expect(withMails.planted.get("revisit_interval")).toBeLessThan(-0.5);
  expect(withMails.planted.get("time_to_return")).toBeLessThan(-0.1);
  for (const outcome of ["came_back", "visibility", "pick_visibility"]) {
    expect(withMails.planted.get(outcome), outcome).toBeGreaterThan(0.01);
  }
  expectClaimedCoverage(withMails);
  expect([...without.planted.values()]).toEqual([0, 0, 0, 0, 0, 0]);
  expectClaimedCoverage(without);
}, 300_000);

it("digests that do nothing plant nothing", () => {
  for (const planted of plantIn(3, NO_EFFECT)) expect(planted).toEqual([0, 0, 0, 0, 0, 0]);
}, 60_000);
