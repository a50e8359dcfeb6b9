import { checkSampleRatio } from "../../core/stats/sample-ratio.ts";
import { ArmSums, ArmTimeCounts } from "./arm-sums.ts";
import { compareSums } from "./compare-sums.ts";
import { compareTimes } from "./compare-times.ts";
import type { TableSource } from "./ports.ts";
import { readTable, type TableSums } from "./read-table.ts";
import { roundFigure } from "./round-figures.ts";
import type { TableAnswer, TableLift, TableQuestion } from "./table-lift.ts";

/**
 * The lift of any experiment of which there is a table, one row a unit: each arm against the control, with the statistics of
 * the report.
 * @throws RekindleError `usage` with all that is wrong with the question and the rows.
 */
export async function liftTable(source: TableSource, question: TableQuestion): Promise<TableAnswer> {
  const read = await readTable(source, question);
  return {
    question,
    file: source.name,
    rows: read.rows,
    kindGuessed: read.kindGuessed,
    notices: source.notices,
    lift: compareTable(read, question),
  };
}

function compareTable(read: TableSums, question: TableQuestion): TableLift {
  const control = question.control.trim();
  const names = [...(read.kind === "time" ? read.times : read.arms).keys()].sort();
  const arms = [control, ...names.filter((name) => name !== control)];
  if (read.kind === "time") {
    const groups = arms.map((arm) => {
      const counted = read.times.get(arm) ?? new ArmTimeCounts();
      return { arm, units: counted.units, counts: counted.counts() };
    });
    const compared = compareTimes(groups);
    return { kind: "time", control, logRank: compared.logRank, arms: compared.arms, ...checked(compared.arms, read) };
  }
  const groups = arms.map((arm) => ({ arm, sums: (read.arms.get(arm) ?? new ArmSums()).sums() }));
  const compared = compareSums(groups, {
    kind: read.kind,
    origin: read.origin,
    hasHistory: question.before !== undefined,
    hasNegative: read.hasNegative,
  });
  return { kind: read.kind, control, arms: compared, ...checked(compared, read) };
}

type Checked = Pick<TableLift, "sampleRatio" | "smallestEffect">;

function checked(arms: TableLift["arms"], { shares }: TableSums): Checked {
  const units = arms.map(({ n }) => n);
  const weights = arms.map(({ arm }) => shares?.get(arm) ?? 1);
  const ratio = checkSampleRatio(units, weights);
  const smallest = arms.slice(1).map(({ smallestEffect }) => smallestEffect?.relative ?? null);
  return {
    sampleRatio: { p: roundFigure(ratio.p), ok: ratio.ok, assumed: shares === null },
    smallestEffect: smallest.reduce<number | null>(
      (most, one, index) => (one === null || (most === null && index > 0) ? null : Math.max(most ?? 0, one)),
      null,
    ),
  };
}
