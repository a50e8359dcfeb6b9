import type { Measure } from "../../../report/ports.ts";
import type { SumsRow } from "./sum-units.ts";

const PRODUCTS = ["yy", "dd", "yd", "xx", "ww", "xw", "yx", "yw", "dx", "dw"] as const;

/**
 * SUM_UNITS of several measures in one pass: `measured` has for each its columns NAME_y and NAME_d (null or 0: not counted in
 * it), and so has what comes out for each of its sums.
 */
export function sumOutcomes(measures: readonly Measure[]): string {
  const ofUnit = measures.flatMap((name) => [
    `count(*) FILTER (WHERE ${name}_d > 0) AS ${name}_n`,
    ...[`${name}_y`, `${name}_d`].map((column) => `sum(${column}) FILTER (WHERE ${name}_d > 0) AS ${column}`),
    ...["x", "w"].map((column) => `sum(${column}) FILTER (WHERE ${name}_d > 0) AS ${name}_${column}`),
  ]);
  const sums = measures.flatMap((name) => [
    `sum(${name}_n) AS ${name}_members, count(${name}_y) AS ${name}_units`,
    ...["y", "d", "x", "w"].map((one) => `sum(${name}_${one}) AS ${name}_${one}`),
    ...PRODUCTS.map(([one, other]) => `sum(${name}_${one} * ${name}_${other}) AS ${name}_${one}${other}`),
  ]);
  return `
per_unit AS (
  SELECT experiment, phase, arm, rule, grouping(rule) AS whole, ${ofUnit.join(", ")}
  FROM measured
  GROUP BY GROUPING SETS ((experiment, phase, arm, unit), (experiment, phase, arm, unit, rule))
)
SELECT experiment, phase, arm, rule, ${sums.join(", ")}
FROM per_unit
GROUP BY experiment, phase, arm, rule, whole`;
}

export type OutcomesRow = Pick<SumsRow, "experiment" | "phase" | "arm" | "rule"> & Readonly<Record<string, unknown>>;

/** One measure of such rows. */
export function takeMeasure(rows: readonly OutcomesRow[], name: Measure): SumsRow[] {
  const take = (row: OutcomesRow, sum: string) => Number(row[`${name}_${sum}`] ?? 0);
  return rows
    .filter((row) => take(row, "units") > 0)
    .map((row) => {
      const { experiment, phase, arm, rule } = row;
      const sums = ["members", "units", "y", "d", "x", "w", ...PRODUCTS].map((sum) => [sum, take(row, sum)]);
      return { experiment, phase, arm, rule, ...Object.fromEntries(sums) } as SumsRow;
    });
}
