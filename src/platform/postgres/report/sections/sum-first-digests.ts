import type { Statement } from "../../../../core/statement.ts";
import type { MeasuredSums, ReportWindow } from "../../../../report/ports.ts";
import type { FirstDigestSums, KindSums, Mix } from "../../../../report/sections/ports.ts";
import type { Database } from "../../database.ts";
import { addSums } from "../add-slices.ts";
import { picked, picksByKind, picksViewed, visited } from "../behaviour.ts";
import { exposedInOrder, type Slice, sliceValues } from "../exposed-in-order.ts";
import { historyDays } from "../exposed-members.ts";
import { CATALOGUE_CTE, catalogueValues } from "../open-contents.ts";
import { querySlices } from "../query-slices.ts";
import { type Catalogue, readCatalogue } from "../read-catalogue.ts";
import { type OutcomesRow, sumOutcomes, takeMeasure } from "../sum-outcomes.ts";
import { readSums } from "../sum-units.ts";

/** What counts of a member's visits: those before, for the adjustment, and the first one after, in a week. */
const WEEK_AFTER = "e.exposed_at + interval '168 hours'";

/**
 * Two outcomes broken down by what the first digest held: of the contents of one kind, those first viewed since, as outcomes.ts has
 * them of all; and who came within seven days, by what it had. It was picked before anything could differ between the arms, so each part
 * compares like with like. The label stands where sums have the rule.
 */
function sumParts(window: ReportWindow, slice: Slice, catalogue: Catalogue): Statement {
  const behaviours = [visited(WEEK_AFTER), picked(catalogue, { kinds: true }), picksViewed()];
  const text = `
WITH ${CATALOGUE_CTE},
${exposedInOrder(null)},
behaved AS MATERIALIZED (
  SELECT e.experiment, e.phase, e.arm, e.unit, e.alone, e.member_id, e.digest_id, e.exposed_at, e.counted_from, e.counted_to,
    ${historyDays("e")} AS w, ${behaviours.flatMap(({ columns }) => columns).join(", ")}
  FROM exposed e${behaviours.map(({ join }) => join).join("")}
),
kinds AS (
  WITH measured AS (
    SELECT e.experiment, e.phase, e.arm, k.kind AS rule, e.unit, e.alone, e.came_before::float8 AS x, e.w,
      k.seen::float8 AS pick_visibility_y, k.unseen::float8 AS pick_visibility_d
    FROM behaved e${picksByKind(catalogue)}
  ),${sumOutcomes(["pick_visibility"])}
),
mixes AS (
  WITH measured AS (
    SELECT e.experiment, e.phase, e.arm, CASE WHEN e.hot AND e.cold THEN 'hot_and_cold' WHEN e.hot THEN 'hot' WHEN e.cold THEN 'cold' ELSE 'neither' END AS rule,
      e.unit, e.alone, e.came_before::float8 AS x, e.w, (e.back_at IS NOT NULL)::int::float8 AS came_back_y, 1::float8 AS came_back_d
    FROM behaved e
    WHERE ${WEEK_AFTER} <= e.counted_to
  ),${sumOutcomes(["came_back"])}
)
SELECT (SELECT coalesce(json_agg(k), '[]') FROM kinds k) AS kinds, (SELECT coalesce(json_agg(m), '[]') FROM mixes m) AS mixes`;
  return { text, values: [...sliceValues(window, slice), ...catalogueValues(catalogue)] };
}

interface PartRows {
  readonly kinds: readonly OutcomesRow[];
  readonly mixes: readonly OutcomesRow[];
}

export async function sumFirstDigests(database: Database, window: ReportWindow): Promise<FirstDigestSums> {
  const catalogue = await readCatalogue(database, window.languages);
  const slices = await querySlices<PartRows>(database, (slice) => sumParts(window, slice, catalogue));
  const kinds = addSums(slices.flatMap((slice) => slice.kinds));
  const mixes = addSums(slices.flatMap((slice) => slice.mixes));
  return {
    kinds: labelled(readSums(takeMeasure(kinds, "pick_visibility"))).map(({ label, ...row }) => ({
      ...row,
      kind: label as KindSums["kind"],
    })),
    mixes: labelled(readSums(takeMeasure(mixes, "came_back"))).map(({ label, ...row }) => ({
      ...row,
      mix: label as Mix,
    })),
  };
}

/** Without the sums over all labels. */
function labelled(sums: readonly MeasuredSums[]) {
  return sums.flatMap(({ rule, ...row }) => (rule === null ? [] : [{ ...row, label: rule }]));
}
