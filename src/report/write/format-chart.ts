import type { Chart, ChartFormat } from "../ports.ts";
import type { NumberWriter } from "./write-numbers.ts";

/** How the numbers of a chart are written: those beside its marks all with as many decimals, those of an axis with what each needs. */
export function formatChart(write: NumberWriter, chart: Chart): ChartFormat {
  if (chart.kind === "intervals") {
    const percent = write.signedShares(chart.rows.map(({ estimate }) => estimate));
    return { number: write.number, percent, tick: write.signedTick };
  }
  const shares = chart.kind === "bars" ? chart.series.flatMap(({ values }) => values) : [];
  return { number: write.number, percent: write.shares(shares), tick: write.tick };
}
