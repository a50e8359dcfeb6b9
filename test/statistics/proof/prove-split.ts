import { armOf, PROGRAMME } from "../../../src/core/assignment.ts";
import { normalQuantile } from "../../../src/core/stats/distributions.ts";
import { checkSampleRatio, SAMPLE_RATIO_ALARM } from "../../../src/core/stats/sample-ratio.ts";
import type { Ledger } from "./ledger.ts";

/** Fixed before any result was looked at. */
const SEED = 20_261_130;
const CAUGHT = 0.99;

/** Meant to be held out, and of whom this part never arrives: never stamped, or sent to after all and lost. */
const BROKEN = [
  { share: 0.1, lost: 0.2 },
  { share: 0.1, lost: 0.1 },
  { share: 0.2, lost: 0.1 },
  { share: 0.5, lost: 0.05 },
] as const;

/** The product's own arms of members who have just come are never called broken, and broken ones are. */
export function proveSplit(ledger: Ledger, runs: number): void {
  BROKEN.forEach(({ share, lost }, index) => {
    const name = `sample ratio · ${percent(share)} held out`;
    if (!ledger.wants(name)) return;
    const units = unitsToNotice(share, lost);
    for (let run = 0; run < ledger.runsOf(runs); run++) {
      const random = ledger.randomOf(SEED, index, run);
      // A hash takes longer than a draw: each run has members of its own, and small runs tell as much about the hash.
      const hashed = index === 0 ? countHashed(`${ledger.seedOf(0) + run}`, 2_000, share) : null;
      if (hashed) {
        const { ok } = checkSampleRatio(hashed, [1 - share, share]);
        ledger.count(name, "honest arms of 2,000 hashed members raise the alarm", "at most", SAMPLE_RATIO_ALARM, !ok);
      }
      const arms = countDrawn(random, units, share * (1 - lost), 1 - share);
      const { ok } = checkSampleRatio(arms, [1 - share, share]);
      const claim = `${percent(lost)} of the held out lost: caught with ${units.toLocaleString("en")} members`;
      ledger.count(name, claim, "at least", CAUGHT, !ok);
    }
  });
}

/**
 * How many exposed members show that a part of the held out is lost: the distance between both shares in standard errors of
 * each, at the alarm's p and this power (two-sided test of one share).
 */
function unitsToNotice(share: number, lost: number): number {
  const seen = (share * (1 - lost)) / (1 - share * lost);
  const meant = Math.sqrt(share * (1 - share)) * -normalQuantile(SAMPLE_RATIO_ALARM / 2);
  const found = Math.sqrt(seen * (1 - seen)) * normalQuantile(CAUGHT);
  return Math.ceil(((meant + found) / (share - seen)) ** 2);
}

function countHashed(name: string, members: number, share: number): [number, number] {
  let heldOut = 0;
  for (let member = 0; member < members; member++) {
    if (armOf(PROGRAMME, `${name}-${member}`, share) === "held_out") heldOut += 1;
  }
  return [members - heldOut, heldOut];
}

/** So many who are there, by what each arm's share of all comes to; treated first. */
function countDrawn(random: () => number, members: number, heldOut: number, treated: number): [number, number] {
  let count = 0;
  for (let member = 0; member < members; member++) if (random() < heldOut / (heldOut + treated)) count += 1;
  return [members - count, count];
}

const percent = (share: number): string => `${100 * share}%`;
