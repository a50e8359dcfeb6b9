import type { Measure } from "../../../report/ports.ts";
import type { SumsRow } from "./sum-units.ts";

const PRODUCTS = ["yy", "dd", "yd", "xx", "ww", "xw", "yx", "yw", "dx", "dw"] as const;

/** Of units that are not members: what their unlike sizes take from what is known. */
const SIZES = ["yyd", "ydd", "ddd", "dddd"] as const;

/**
 * SUM_UNITS of several measures in one pass: `measured` has for each its columns NAME_y and NAME_d (null or 0: not counted in
 * it), and so has what comes out for each of its sums. Members who are units of their own (`alone`) need not be put together, and
 * those of all rules are those of each.
 */
export function sumOutcomes(measures: readonly Measure[]): string {
  const parts = (name: Measure) =>
    ["y", "d", "x", "w"].map((part) => [`${name}_${part}`, part === "x" || part === "w" ? part : `${name}_${part}`]);
  const ofMember = measures.flatMap((name) => [
    `(${name}_d > 0)::int AS ${name}_n`,
    ...parts(name).map(([column, value]) => `CASE WHEN ${name}_d > 0 THEN ${value} END AS ${column}`),
  ]);
  const ofUnit = measures.flatMap((name) => [
    `count(*) FILTER (WHERE ${name}_d > 0) AS ${name}_n`,
    ...parts(name).map(([column, value]) => `sum(${value}) FILTER (WHERE ${name}_d > 0) AS ${column}`),
  ]);
  const sums: readonly (readonly [name: string, sum: string])[] = measures.flatMap((name) => [
    [`${name}_members`, `sum(${name}_n)`],
    [`${name}_units`, `count(${name}_d)`],
    ...["y", "d", "x", "w"].map((one) => [`${name}_${one}`, `sum(${name}_${one})`] as const),
    ...PRODUCTS.map(([one, other]) => [`${name}_${one}${other}`, `sum(${name}_${one} * ${name}_${other})`] as const),
    ...SIZES.map((size) => {
      const product = [...size].map((part) => `${name}_${part}`).join(" * ");
      return [`${name}_${size}`, `sum(${product}) FILTER (WHERE NOT alone)`] as const;
    }),
  ]);
  return `
per_unit AS (
  SELECT experiment, phase, arm, rule, alone, 0 AS whole, ${ofMember.join(", ")}
  FROM measured WHERE alone
  UNION ALL
  SELECT experiment, phase, arm, rule, false, grouping(rule), ${ofUnit.join(", ")}
  FROM measured WHERE NOT alone
  GROUP BY GROUPING SETS ((experiment, phase, arm, unit), (experiment, phase, arm, unit, rule))
),
by_rule AS (
  SELECT experiment, phase, arm, rule, alone, ${sums.map(([name, sum]) => `${sum} AS ${name}`).join(", ")}
  FROM per_unit
  GROUP BY experiment, phase, arm, rule, alone, whole
)
SELECT experiment, phase, arm, rule, ${sums.map(([name]) => name).join(", ")} FROM by_rule
UNION ALL
SELECT experiment, phase, arm, NULL, ${sums.map(([name]) => `sum(${name})`).join(", ")} FROM by_rule WHERE alone
GROUP BY experiment, phase, arm`;
}

export type OutcomesRow = Pick<SumsRow, "experiment" | "phase" | "arm" | "rule"> & Readonly<Record<string, unknown>>;

/** One measure of such rows. */
export function takeMeasure(rows: readonly OutcomesRow[], name: Measure): SumsRow[] {
  const take = (row: OutcomesRow, sum: string) => Number(row[`${name}_${sum}`] ?? 0);
  return rows
    .filter((row) => take(row, "units") > 0)
    .map((row) => {
      const { experiment, phase, arm, rule } = row;
      const sums = ["members", "units", "y", "d", "x", "w", ...PRODUCTS, ...SIZES].map((sum) => [sum, take(row, sum)]);
      return { experiment, phase, arm, rule, ...Object.fromEntries(sums) } as SumsRow;
    });
}
