import type { OutcomeLift } from "../lift/lift-report.ts";
import { columnWriter, tellCounts, tellEffect } from "../tell/tell-outcomes.ts";
import { drawMonths } from "./draw-sections.ts";
import {
  cell,
  partCells,
  type SectionTeller,
  type ToldCell,
  type ToldSection,
  type ToldTable,
} from "./section-teller.ts";
import { tellNote } from "./tell-note.ts";

/** Sections that hold both arms against each other. */

export function tellMonths(teller: SectionTeller): ToldSection | null {
  const { words, write, report } = teller;
  const { months, monthNotes } = report;
  if (months.length < 2) return null;
  const { month, part } = words.months;
  const tableOf = (title: string, note: string, pick: (row: (typeof months)[number]) => OutcomeLift): ToldTable => ({
    ...liftTable(
      teller,
      title,
      month,
      months.map((row) => ({
        label: row.isPart ? part(write.month(row.date)) : write.month(row.date),
        lift: pick(row),
      })),
    ),
    note,
  });
  return {
    title: words.months.title,
    leads: [],
    note: words.months.about,
    chart: drawMonths(teller),
    tables: [
      // Not folded away: the chart has no effects.
      tableOf(words.months.visits, words.months.visitsNote, ({ visits }) => visits),
      tableOf(words.months.visibility, words.months.visibilityNote, ({ visibility }) => visibility),
    ],
    notes: monthNotes.map((note) => tellNote(teller, note)),
  };
}

export function tellHotCold(teller: SectionTeller): ToldSection | null {
  const { words, write, report } = teller;
  const { mailed, seen, cameBack } = report.hotCold;
  const { hotCold: say } = words;
  if (mailed.length === 0 && seen.length === 0) return null;
  const pickedCell = partCells(
    write,
    mailed.map(({ picked }) => picked),
  );
  const seenCell = partCells(
    write,
    mailed.map((row) => row.seen),
  );
  const rows = mailed.map((row) => [cell(say.kinds[row.kind]), pickedCell(row.picked), seenCell(row.seen)]);
  const firsts = seen.map(({ kind, lift }) => ({ label: say.kinds[kind], lift }));
  const backs = cameBack.map(({ mix, lift }) => ({ label: say.mixes[mix], lift }));
  const tables: ToldTable[] = [
    { title: say.mailed, note: "", head: [say.kind, say.picked, say.seen], rows, texts: [] },
    liftTable(teller, say.first, say.kind, firsts),
    liftTable(teller, say.back, say.firstHad, backs),
  ];
  return {
    title: say.title,
    leads: mailed.length === 0 ? [] : [say.lead(write, mailed)],
    note: say.about,
    chart: null,
    tables: tables.filter((each) => each.rows.length > 0),
    notes: [],
  };
}

interface LiftRow {
  readonly label: string;
  readonly lift: OutcomeLift;
}

function liftTable(teller: SectionTeller, title: string, first: string, rows: readonly LiftRow[]): ToldTable {
  const { columns } = teller.common;
  const written = columnWriter(
    teller.write,
    rows.map(({ lift }) => lift),
    teller.lift.interval,
  );
  return {
    title,
    note: "",
    head: [first, columns.treated, columns.heldOut, columns.effect],
    rows: rows.map(({ label, lift }) => [cell(label), ...liftCells(teller, lift, written)]),
    texts: [3],
  };
}

/** Both arms with the absolute numbers behind them, and the effect with its interval or why there is none. */
function liftCells(
  { common, write, lift: report }: SectionTeller,
  lift: OutcomeLift,
  written: (value: number | null) => string,
): ToldCell[] {
  const arms = (["treated", "held_out"] as const).map((name): ToldCell => {
    const arm = lift.arms.find((each) => each.arm === name);
    if (arm === undefined || arm.value === null) return cell("–");
    return cell(written(arm.value), tellCounts(write, lift.outcome, arm));
  });
  const effect = tellEffect({ words: common, write, report }, lift);
  return [...arms, { text: effect, of: "", mark: lift.verdict }];
}
