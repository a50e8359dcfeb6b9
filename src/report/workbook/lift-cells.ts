import type { Arm } from "../../core/community.ts";
import {
  isSilenced,
  type LiftReport,
  type Outcome,
  type OutcomeLift,
  PURCHASE_OUTCOMES,
  shownInterval,
} from "../lift/lift-report.ts";
import { countsBehind } from "../tell/counts-behind.ts";
import { tellEffect } from "../tell/tell-outcomes.ts";
import type { ReportWords } from "../words/words.ts";
import type { NumberWriter } from "../write/write-numbers.ts";
import { numberCell } from "./number-cell.ts";
import type { WorkbookCell, WorkbookColumn } from "./ports.ts";
import type { WorkbookWords } from "./words/words.ts";

/** What tells an effect: of the report, or of something else whose intervals are of that kind. */
export interface EffectTeller {
  readonly words: ReportWords;
  readonly write: NumberWriter;
  readonly report: Pick<LiftReport, "interval">;
}

/** All others are shares. */
const COUNTED: readonly Outcome[] = ["visits", "revisit_interval", "time_to_return", ...PURCHASE_OUTCOMES];
const ARMS: readonly Arm[] = ["treated", "held_out"];

/** Both arms with the absolute numbers behind them, the one interval that the report shows, and why there is none. */
export function liftCells(teller: EffectTeller, lift: OutcomeLift): WorkbookCell[] {
  const format = formatOf(lift);
  return [
    ...ARMS.flatMap((name) => {
      const arm = armOf(lift, name);
      const counts = arm === undefined ? null : countsBehind(lift.outcome, arm);
      return [numberCell(arm?.value, format), numberCell(counts?.count, "count"), numberCell(counts?.total, "count")];
    }),
    ...effectCells(teller, lift),
  ];
}

/** The same without the numbers behind the arms. */
export function briefLiftCells(teller: EffectTeller, lift: OutcomeLift): WorkbookCell[] {
  return [...ARMS.map((name) => numberCell(armOf(lift, name)?.value, formatOf(lift))), ...effectCells(teller, lift)];
}

function effectCells(teller: EffectTeller, lift: OutcomeLift): WorkbookCell[] {
  const shown = isSilenced(lift.reason) ? null : shownInterval(lift, teller.report.interval);
  return [
    numberCell(shown?.estimate, "signedShare"),
    numberCell(shown?.low, "signedShare"),
    numberCell(shown?.high, "signedShare"),
    numberCell(lift.smallestEffect.relative, "share"),
    shown === null ? tellEffect(teller, lift) : null,
  ];
}

function formatOf({ outcome }: OutcomeLift) {
  return COUNTED.includes(outcome) ? "number" : "share";
}

function armOf(lift: OutcomeLift, name: Arm) {
  return lift.arms.find(({ arm }) => arm === name);
}

export function liftColumns({ columns }: ReportWords, words: WorkbookWords): WorkbookColumn[] {
  return [
    ...partColumns(columns.treated, words),
    ...partColumns(columns.heldOut, words),
    ...effectColumns(columns, words),
  ];
}

export function effectColumns({ smallest }: ReportWords["columns"], words: WorkbookWords): WorkbookColumn[] {
  return [
    { title: words.effect, width: 12 },
    { title: words.low, width: 12 },
    { title: words.high, width: 12 },
    { title: smallest, width: 14 },
    { title: words.remark, width: 28 },
  ];
}

/** A figure, what was counted, and out of how many. */
export function partColumns(title: string, words: WorkbookWords): WorkbookColumn[] {
  return [
    { title, width: 14 },
    { title: words.counted(title), width: 18 },
    { title: words.of(title), width: 18 },
  ];
}
