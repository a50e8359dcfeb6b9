import type { Ledger } from "./ledger.ts";
import { proveCompanies } from "./prove-companies.ts";
import { proveContents } from "./prove-contents.ts";
import { EFFECTS, proveIntervals, SIZES } from "./prove-intervals.ts";
import { PEEKED, provePeeking } from "./prove-peeking.ts";
import { provePower } from "./prove-power.ts";
import { proveRotation } from "./prove-rotation.ts";
import { proveRules } from "./prove-rules.ts";
import { proveShares } from "./prove-shares.ts";
import { proveSplit } from "./prove-split.ts";

export interface Proof {
  readonly name: string;
  readonly prove: (ledger: Ledger, runs: number) => void;
}

/** The longest first, so that none is left alone at the end. */
export const PROOFS: readonly Proof[] = [
  ...PEEKED.toReversed().map((size) => ({
    name: `daily looks: ${size.name}`,
    prove: (ledger: Ledger, runs: number) => provePeeking(ledger, size, runs),
  })),
  { name: "daily looks at contents", prove: proveContents },
  ...SIZES.toReversed().flatMap((size) =>
    Object.keys(EFFECTS).map((effect) => ({
      name: `intervals: ${size.name}, ${effect}`,
      prove: (ledger: Ledger, runs: number) => proveIntervals(ledger, size, effect, runs),
    })),
  ),
  { name: "rotation", prove: proveRotation },
  { name: "companies", prove: proveCompanies },
  { name: "rules", prove: proveRules },
  { name: "power", prove: provePower },
  { name: "sample ratio", prove: proveSplit },
  { name: "shares", prove: proveShares },
];
