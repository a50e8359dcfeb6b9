import type { Measure } from "../../../report/ports.ts";
import { SIZES, type SumsRow } from "./sum-units.ts";

const PRODUCTS = ["yy", "dd", "yd", "xx", "ww", "xw", "yx", "yw", "dx", "dw"] as const;

/**
 * SUM_UNITS of several measures in one pass: `measured` has for each its columns NAME_y and NAME_d (null or 0: not counted in
 * it), and so has what comes out for each of its sums. Members who are units of their own (`alone`) need not be put together nor
 * told apart by size, and those of all rules are those of each; OFFSET 0 has PostgreSQL compute what is summed once, not in each sum.
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
  ]);
  const sizes = measures.flatMap((name) =>
    SIZES.map((size) => [`${name}_${size}`, `sum(${[...size].map((part) => `${name}_${part}`).join(" * ")})`] as const),
  );
  const named = (list: typeof sums) => list.map(([name, sum]) => `${sum} AS ${name}`).join(", ");
  const unsized = sizes.map(([name]) => [name, "NULL::float8"] as const);
  return `
by_rule AS (
  SELECT experiment, phase, arm, rule, true AS alone, ${named([...sums, ...unsized])}
  FROM (SELECT experiment, phase, arm, rule, ${ofMember.join(", ")} FROM measured WHERE alone OFFSET 0) per_member
  GROUP BY experiment, phase, arm, rule
  UNION ALL
  SELECT experiment, phase, arm, rule, false, ${named([...sums, ...sizes])}
  FROM (
    SELECT experiment, phase, arm, rule, grouping(rule) AS whole, ${ofUnit.join(", ")}
    FROM measured WHERE NOT alone
    GROUP BY GROUPING SETS ((experiment, phase, arm, unit), (experiment, phase, arm, unit, rule))
  ) per_unit
  GROUP BY experiment, phase, arm, rule, whole
)
SELECT experiment, phase, arm, rule, ${[...sums, ...sizes].map(([name]) => name).join(", ")} FROM by_rule
UNION ALL
SELECT experiment, phase, arm, NULL, ${named([...sums.map(([name]) => [name, `sum(${name})`] as const), ...unsized])}
FROM by_rule WHERE alone
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
