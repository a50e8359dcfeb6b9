import type { Statement } from "../../../core/statement.ts";
import type { MeasuredSums } from "../../../report/ports.ts";
import type { Queryable } from "../database.ts";
import { poolProgrammes } from "./pool-programmes.ts";

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
  sum(y * y * d) AS yyd, sum(y * d * d) AS ydd, sum(d * d * d) AS ddd, sum(d * d * d * d) AS dddd
FROM per_unit
GROUP BY experiment, phase, arm, rule, whole`;

type Size = "yyd" | "ydd" | "ddd" | "dddd";
type Product = "yy" | "dd" | "yd" | "xx" | "ww" | "xw" | "yx" | "yw" | "dx" | "dw";
export type SumsRow = Pick<MeasuredSums, "experiment" | "phase" | "arm" | "rule" | "members"> &
  Record<"units" | "y" | "d" | "x" | "w" | Product | Size, number>;

export async function querySums(database: Queryable, statement: Statement): Promise<MeasuredSums[]> {
  return readSums(await database.query<SumsRow>(statement));
}

export function readSums(rows: readonly SumsRow[]): MeasuredSums[] {
  return poolProgrammes(rows).map(({ experiment, phase, arm, rule, members, units, ...row }) => ({
    experiment,
    phase,
    arm,
    rule,
    members,
    sums: {
      main: {
        units,
        numerator: row.y,
        denominator: row.d,
        numeratorSquares: row.yy,
        denominatorSquares: row.dd,
        product: row.yd,
        // Members who are units of their own are not told apart by size.
        ...(members > units && {
          bySize: {
            size: row.d,
            sizeSquares: row.dd,
            sizeCubes: row.ddd,
            sizeFourths: row.dddd,
            numeratorSquares: row.yyd,
            denominatorSquares: row.ddd,
            product: row.ydd,
          },
        }),
      },
      before: {
        units,
        numerator: row.x,
        denominator: row.w,
        numeratorSquares: row.xx,
        denominatorSquares: row.ww,
        product: row.xw,
      },
      cross: {
        numeratorNumerator: row.yx,
        numeratorDenominator: row.yw,
        denominatorNumerator: row.dx,
        denominatorDenominator: row.dw,
      },
    },
  }));
}
