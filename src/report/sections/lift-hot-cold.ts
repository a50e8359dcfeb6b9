import type { PickKind } from "../../core/picks/pick.ts";
import type { OutcomeLift } from "../lift/lift-report.ts";
import { liftOutcome, type OutcomeContext } from "../lift/outcome-lift.ts";
import { pairPhases } from "../lift/pair-phases.ts";
import { type Part, partOf } from "./part-of.ts";
import { type KindSums, MIXES, type Mix, type MixSums, type PickCount } from "./ports.ts";

const KINDS: readonly PickKind[] = ["hot", "cold", "pinned", "evergreen"];

export interface HotCold {
  /** Of all mails of the period; the shares of what was picked add up to one. */
  readonly mailed: readonly { readonly kind: PickKind; readonly picked: Part; readonly seen: Part }[];
  /** Picks of the first digest seen since, in both arms. */
  readonly seen: readonly { readonly kind: PickKind; readonly lift: OutcomeLift }[];
  /** Came back within 7 days, by what the first digest had. */
  readonly cameBack: readonly { readonly mix: Mix; readonly lift: OutcomeLift }[];
}

/** @param experiment whose arms are compared; null: nobody is exposed */
export function liftHotCold(
  experiment: string | null,
  context: OutcomeContext,
  picks: readonly PickCount[],
  kinds: readonly KindSums[],
  mixes: readonly MixSums[],
): HotCold {
  const all = picks.reduce((total, count) => total + count.picks, 0);
  const own = <Sums extends KindSums | MixSums>(rows: readonly Sums[]) =>
    rows.filter((row) => row.experiment === experiment);
  const pair = (rows: readonly (KindSums | MixSums)[]) => pairPhases(rows.map((row) => ({ ...row, rule: null })));
  return {
    mailed: KINDS.flatMap((kind) => {
      const count = picks.find((row) => row.kind === kind);
      if (count === undefined) return [];
      return [{ kind, picked: partOf(count.picks, all), seen: partOf(count.seen, count.unseen) }];
    }),
    seen: KINDS.flatMap((kind) => {
      const rows = own(kinds).filter((row) => row.kind === kind);
      return rows.length === 0 ? [] : [{ kind, lift: liftOutcome("pick_visibility", pair(rows), context) }];
    }),
    cameBack: MIXES.flatMap((mix) => {
      const rows = own(mixes).filter((row) => row.mix === mix);
      return rows.length === 0 ? [] : [{ mix, lift: liftOutcome("came_back", pair(rows), context) }];
    }),
  };
}
