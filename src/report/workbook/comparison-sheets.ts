import type { Comparison } from "../comparisons/comparison-report.ts";
import { type ComparisonTeller, tellComparisons, tellMeasure } from "../comparisons/tell-comparisons.ts";
import { outcomesOf, tellDrawn } from "../comparisons/tell-drawn.ts";
import { briefLiftCells, effectColumns } from "./lift-cells.ts";
import { numberCell } from "./number-cell.ts";
import type { WorkbookCell, WorkbookSheet } from "./ports.ts";
import type { WorkbookWords } from "./words/words.ts";

/** What chance assigned, with its effect; what the page says of each stands in its first row. */
export function treatmentsSheet(teller: ComparisonTeller, words: WorkbookWords): WorkbookSheet {
  const { words: said, common, write, report } = teller;
  const told = tellDrawn(teller);
  const arms = [said.drawn.withIt, said.drawn.control];
  return {
    name: words.sheets.treatments,
    columns: [
      { title: words.treatment, width: 30 },
      ...arms.map((arm) => ({ title: `${words.members} (${arm})`, width: 20 })),
      ...arms.map((arm) => ({ title: `${words.got} (${arm})`, width: 20 })),
      { title: common.columns.outcome, width: 30 },
      ...arms.map((title) => ({ title, width: 14 })),
      ...effectColumns(common.columns, words),
      { title: words.note, width: 100 },
    ],
    rows: report.drawn.flatMap((lift, at): WorkbookCell[][] => {
      const [treated, control] = lift.arms;
      const counts = [treated?.members, control?.members, treated?.got, control?.got];
      const note = told[at]?.sentences.join(" ") ?? null;
      const first = [lift.name, ...counts.map((count) => numberCell(count, "count"))];
      if (lift.outcomes.length === 0) return [[...first, ...Array<null>(8).fill(null), note]];
      return outcomesOf(teller, lift).map(({ label, outcome }, row) => [
        ...(row === 0 ? first : [lift.name, null, null, null, null]),
        label,
        ...briefLiftCells({ words: common, write, report: lift }, outcome),
        row === 0 ? note : null,
      ]);
    }),
  };
}

/** Between the title of a comparison and what is said of it. */
const NO_FIGURE = Array<null>(9).fill(null);

/** Groups that formed by themselves, a figure of a group in each row, the bounds of its own mean beside it; the caveats of the page stand beside them. */
export function comparisonsSheet(teller: ComparisonTeller, words: WorkbookWords): WorkbookSheet {
  const { words: said, report } = teller;
  const told = tellComparisons(teller);
  const rows = report.comparisons.flatMap((comparison, at): WorkbookCell[][] => {
    const { title = "", sentences = [], after = [] } = told[at] ?? {};
    const note = [...sentences, ...after].join(" ");
    const figures = comparison.lines.flatMap((line) =>
      line.values.map(({ group, value, of, interval }): WorkbookCell[] => [
        title,
        tellMeasure(said, comparison.kind, line.measure, report.beforeAfterDays),
        said.groups[group],
        numberCell(sizeOf(comparison, group), "count"),
        numberCell(value, line.unit === "share" ? "share" : "number"),
        numberCell(of?.count, "count"),
        numberCell(of?.total, "count"),
        numberCell(interval?.low, "number"),
        numberCell(interval?.high, "number"),
        line.unit === "money" ? (comparison.months?.currency ?? null) : (words.units[line.unit] ?? line.unit),
        value === null ? said.tooFew : null,
      ]),
    );
    return [[title, ...NO_FIGURE, note], ...figures];
  });
  const caveat: WorkbookCell[] = [said.title, ...NO_FIGURE, `${said.chosen} ${said.noInterval}`];
  return {
    name: words.sheets.comparisons,
    columns: [
      { title: words.comparison, width: 44 },
      { title: words.figure, width: 34 },
      { title: words.group, width: 16 },
      { title: words.members, width: 12 },
      { title: words.value, width: 12 },
      { title: words.counted(words.value), width: 16 },
      { title: words.of(words.value), width: 14 },
      { title: words.lowest(words.value), width: 18 },
      { title: words.highest(words.value), width: 18 },
      { title: words.unit, width: 10 },
      { title: words.remark, width: 100 },
    ],
    rows: rows.length === 0 ? [] : [caveat, ...rows],
  };
}

function sizeOf({ groups }: Comparison, name: string): number | null {
  return groups.find(({ group }) => group === name)?.members ?? null;
}
