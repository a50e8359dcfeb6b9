import { PLANTED_EFFECT } from "../../../src/simulate/behaviour.ts";
import {
  holds,
  liftQuarters,
  liveQuarters,
  ROTATED_OUTCOMES,
  readRotated,
  withoutEffect,
} from "../rotated-communities.ts";
import type { Ledger } from "./ledger.ts";

/** Fixed before any result was looked at. */
const FIRST_SEED = 20_261_200;
/** A whole community is lived, member by member and day by day: each takes a second. */
const MOST_RUNS = 300;

/**
 * Simulated communities under `rotate: quarterly`: the report's pooled intervals against what each quarter's own mails did
 * there, and against nothing, where the quarter's mails did nothing though those of the quarter before did.
 */
export function proveRotation(ledger: Ledger, runs: number): void {
  const programme = readRotated();
  const [planted, none] = ["rotation · planted", "rotation · none"] as const;
  if (!ledger.wants(planted) && !ledger.wants(none)) return;
  for (let run = 0; run < ledger.runsOf(Math.min(runs, MOST_RUNS)); run++) {
    const quarters = liveQuarters(ledger.seedOf(FIRST_SEED) + run, PLANTED_EFFECT, programme);
    for (const [group, lived] of [
      [planted, quarters],
      [none, withoutEffect(quarters)],
    ] as const) {
      for (const outcome of ROTATED_OUTCOMES) {
        const found = liftQuarters(outcome, lived);
        for (const kind of ["classic", "cuped"] as const)
          ledger.count(group, `${outcome}, ${kind}: covers the truth`, "exactly", 0.95, holds(found, kind));
      }
    }
  }
}
