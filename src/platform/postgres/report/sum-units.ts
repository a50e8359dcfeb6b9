import type { Statement } from "../../../core/statement.ts";
import type { CrossSums } from "../../../core/stats/sums.ts";
import type { MeasuredSums } from "../../../report/ports.ts";
import type { Queryable } from "../database.ts";
import { poolProgrammes } from "./pool-programmes.ts";

/** Of units that are not members: what their unlike sizes take from what is known, each of d and of products times d. */
export const SIZES = ["yyd", "ydd", "ddd", "dddd", "xxd", "wwd", "xwd", "yxd", "ywd", "dxd", "dwd"] as const;

/**
 * Ends a statement whose CTE `measured` has one row an exposure (experiment, phase, arm, rule, unit, y, d: what is
 * counted and what it is divided by; x, w: the same before exposure). Members of one unit are added up first, since
 * only units were drawn independently; then units, by rule of the first exposure and over all rules.
 */
export const SUM_UNITS = `
per_unit AS (
  SELECT experiment, phase, arm, rule, grouping(rule) AS whole, count(*) AS members,
    sum(y) AS y, sum(d) AS d, sum(x) AS x, sum(w) AS w
  FROM measured
  WHERE d > 0
  GROUP BY GROUPING SETS ((experiment, phase, arm, unit), (experiment, phase, arm, unit, rule))
)
SELECT experiment, phase, arm, rule, sum(members) AS members, count(*) AS units,
  sum(y) AS y, sum(d) AS d, sum(y * y) AS yy, sum(d * d) AS dd, sum(y * d) AS yd,
  sum(x) AS x, sum(w) AS w, sum(x * x) AS xx, sum(w * w) AS ww, sum(x * w) AS xw,
  sum(y * x) AS yx, sum(y * w) AS yw, sum(d * x) AS dx, sum(d * w) AS dw,
  ${SIZES.map((size) => `sum(${[...size].join(" * ")}) AS ${size}`).join(", ")}
FROM per_unit
GROUP BY experiment, phase, arm, rule, whole`;

type Size = (typeof SIZES)[number];
type Product = "yy" | "dd" | "yd" | "xx" | "ww" | "xw" | "yx" | "yw" | "dx" | "dw";
export type SumsRow = Pick<MeasuredSums, "experiment" | "phase" | "arm" | "rule" | "members"> &
  Record<"units" | "y" | "d" | "x" | "w" | Product | Size, number>;

export async function querySums(database: Queryable, statement: Statement): Promise<MeasuredSums[]> {
  return readSums(await database.query<SumsRow>(statement));
}

export function readSums(rows: readonly SumsRow[]): MeasuredSums[] {
  return poolProgrammes(rows).map((row) => {
    const { experiment, phase, arm, rule, members, units } = row;
    // Members who are units of their own are not told apart by size.
    const sized = members > units;
    const main = {
      units,
      numerator: row.y,
      denominator: row.d,
      numeratorSquares: row.yy,
      denominatorSquares: row.dd,
      product: row.yd,
      ...(sized && { bySize: sizesOf(row, row.yyd, row.ddd, row.ydd) }),
    };
    const before = {
      units,
      numerator: row.x,
      denominator: row.w,
      numeratorSquares: row.xx,
      denominatorSquares: row.ww,
      product: row.xw,
      ...(sized && { bySize: sizesOf(row, row.xxd, row.wwd, row.xwd) }),
    };
    const cross = crossOf(row.yx, row.yw, row.dx, row.dw);
    const crossBySize = sized && { crossBySize: crossOf(row.yxd, row.ywd, row.dxd, row.dwd) };
    return { experiment, phase, arm, rule, members, sums: { main, before, cross, ...crossBySize } };
  });
}

function sizesOf({ d, dd, ddd, dddd }: SumsRow, numeratorSquares: number, denominatorSquares: number, product: number) {
  const powers = { size: d, sizeSquares: dd, sizeCubes: ddd, sizeFourths: dddd };
  return { ...powers, numeratorSquares, denominatorSquares, product };
}

function crossOf(yx: number, yw: number, dx: number, dw: number): CrossSums {
  return { numeratorNumerator: yx, numeratorDenominator: yw, denominatorNumerator: dx, denominatorDenominator: dw };
}
