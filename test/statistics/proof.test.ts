import { describe, expect, it } from "vitest";
import { holds, judgeRates, tell } from "./proof/judge-rates.ts";
import type { Ledger } from "./proof/ledger.ts";
import { proveCompanies } from "./proof/prove-companies.ts";
import { proveContents } from "./proof/prove-contents.ts";
import { EFFECTS, proveIntervals, SIZES } from "./proof/prove-intervals.ts";
import { PEEKED, provePeeking } from "./proof/prove-peeking.ts";
import { provePower } from "./proof/prove-power.ts";
import { proveRules } from "./proof/prove-rules.ts";
import { proveShares } from "./proof/prove-shares.ts";
import { proveSplit } from "./proof/prove-split.ts";

// The first runs of `npm run test:statistics`, held to the limits of their own number; what lies outside is drawn again, as there.
// docs/lift.md tells of all of them.
const TIMEOUT_MS = 300_000;

function expectWithinLimits(prove: (ledger: Ledger) => void): void {
  const rates = judgeRates(prove);
  expect(rates.length).toBeGreaterThan(0);
  for (const rate of rates) expect.soft(holds(rate), tell(rate)).toBe(true);
}

describe("of simulated experiments, as many as claimed", () => {
  it(
    "have intervals that cover the truth, whatever was planted",
    () => {
      const [small, floor, large, phased] = SIZES;
      expectWithinLimits((ledger) => {
        // Runs of different effects are independent of each other, so each claim is counted over all of them.
        const prove = (size: (typeof SIZES)[number] | undefined, effect: string, runs: number) => {
          if (size) proveIntervals(ledger, size, effect, runs, size.name);
        };
        for (const effect of Object.keys(EFFECTS)) prove(small, effect, 200);
        for (const effect of ["none", "visits +40%"]) prove(floor, effect, 200);
        prove(large, "none", 100);
        prove(phased, "visits +40%", 60);
      });
    },
    TIMEOUT_MS,
  );

  it(
    "have intervals that cover the truth where whole companies are drawn",
    () => expectWithinLimits((ledger) => proveCompanies(ledger, 100)),
    TIMEOUT_MS,
  );

  it(
    "bring no claim without an effect in eight weeks of daily looks",
    () => {
      expectWithinLimits((ledger) => {
        for (const size of PEEKED) if (size.members <= 1_000) provePeeking(ledger, size, 60);
        proveContents(ledger, 100);
      });
    },
    TIMEOUT_MS,
  );

  it(
    "show the smallest effect that power analysis says they can",
    () => expectWithinLimits((ledger) => provePower(ledger, 150)),
    TIMEOUT_MS,
  );

  it(
    "raise the alarm when their arms are not those that were drawn, and else do not",
    () => expectWithinLimits((ledger) => proveSplit(ledger, 200)),
    TIMEOUT_MS,
  );

  it(
    "say of no rule that does nothing that it works",
    () => expectWithinLimits((ledger) => proveRules(ledger, 40)),
    TIMEOUT_MS,
  );

  it(
    "have shares whose difference Newcombe's interval covers",
    () => expectWithinLimits((ledger) => proveShares(ledger, 500)),
    TIMEOUT_MS,
  );
});
