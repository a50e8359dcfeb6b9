import { newcombeInterval } from "../../../src/core/stats/newcombe.ts";
import type { Ledger } from "./ledger.ts";

/** Fixed before any result was looked at. */
const SEED = 20_261_131;
const GROUP = "Newcombe";
const SHARES = [
  [0.02, 0.03],
  [0.1, 0.1],
  [0.5, 0.6],
  [0.9, 0.95],
] as const;
const ARMS = [
  [100, 900],
  [1_000, 9_000],
] as const;

/**
 * Where fewer than so many are expected, whole numbers are so coarse that no interval covers in 95% of runs whatever the
 * share: Newcombe's covers in more, 96.2% (exactly: intervals.test.ts).
 */
const WHOLE_NUMBERS = 5;

/** Newcombe's interval of a share of the held out and one of the treated. */
export function proveShares(ledger: Ledger, runs: number): void {
  if (!ledger.wants(GROUP)) return;
  SHARES.forEach(([before, after], shares) => {
    ARMS.forEach(([heldOut, treated], arms) => {
      const side = heldOut * before < WHOLE_NUMBERS ? "at least" : "exactly";
      for (let run = 0; run < ledger.runsOf(runs); run++) {
        const random = ledger.randomOf(SEED, 10 * shares + arms, run);
        const control = { units: heldOut, yes: countYes(random, heldOut, before) };
        const interval = newcombeInterval([
          { control, treated: { units: treated, yes: countYes(random, treated, after) }, weight: 1 },
        ]);
        if ("reason" in interval) continue;
        const covers = interval.low <= after - before && after - before <= interval.high;
        const claim = `${before} against ${after} of ${heldOut} and ${treated}: covers`;
        ledger.count(GROUP, claim, side, 0.95, covers);
      }
    });
  });
}

function countYes(random: () => number, units: number, share: number): number {
  let yes = 0;
  for (let unit = 0; unit < units; unit++) if (random() < share) yes += 1;
  return yes;
}
