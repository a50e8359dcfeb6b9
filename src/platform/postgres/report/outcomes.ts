import type { Statement } from "../../../core/statement.ts";
import type { Measure, ReportWindow } from "../../../report/ports.ts";
import { picked, seenBefore, seenSince, viewed, visited } from "./behaviour.ts";
import { exposedInOrder, type Slice, sliceValues } from "./exposed-in-order.ts";
import { historyDays } from "./exposed-members.ts";
import { CATALOGUE_CTE, catalogueValues, openings } from "./open-contents.ts";
import type { Catalogue } from "./read-catalogue.ts";
import { sumOutcomes } from "./sum-outcomes.ts";
import { COUNT_TIMES } from "./time-returns.ts";

/**
 * Of what was unseen at exposure, what was first viewed since. Unseen is counted, not listed: the contents open at that instant in those
 * languages (a running count for each set of languages, as contents come and are withdrawn) minus the member's own and those viewed by
 * then.
 */
const unseen = (catalogue: Catalogue) => `
changes AS (
  SELECT DISTINCT exposed_at AS at, reader, 0 AS change, true AS asked FROM behaved
  UNION ALL
  SELECT o.at, o.reader, o.change, false FROM (${openings(catalogue)}) o
),
open_contents AS MATERIALIZED (
  SELECT at AS exposed_at, reader, contents
  FROM (SELECT at, reader, asked, sum(change) OVER (PARTITION BY reader ORDER BY at) AS contents FROM changes) c
  WHERE asked
),`;

const MEASURED: Readonly<Record<Measure, readonly [y: string, d: string]>> = {
  visits: ["e.came", "date_part('epoch', e.counted_to - e.counted_from) / 86400"],
  came_back: [
    "coalesce(e.back_at <= e.exposed_at + interval '168 hours', false)::int",
    "CASE WHEN e.exposed_at + interval '168 hours' <= e.counted_to THEN 1 END",
  ],
  visibility: [seenSince("e.open"), `o.contents - coalesce(e.own_open, 0) - ${seenBefore("e.open")}`],
  pick_visibility: [`${seenSince("e.picks_seen")} + e.replays_since`, `e.picks - ${seenBefore("e.picks_seen")}`],
};

/**
 * All that visits and views tell of each exposure, in one pass over its member's: how many visits since and before, when the first one
 * came, what was seen. `visits`: member-days at risk run from the later of exposure and `from`; who never came back counts with
 * no visit. `came_back`: within 7 days, of those exposed early enough for all of them to be over. `returns`: when.
 *
 * @param measures at least one
 */
export function outcomes(
  measures: readonly Measure[],
  window: ReportWindow,
  slice: Slice,
  catalogue: Catalogue,
): Statement {
  const asked = new Set(measures);
  const visits = asked.has("visits") || asked.has("came_back");
  const visibility = asked.has("visibility");
  const picks = asked.has("pick_visibility");
  const columns = [
    "e.experiment, e.phase, e.arm, e.rule, e.unit, e.alone, e.exposed_at, e.counted_from, e.counted_to",
    `${historyDays("e")} AS w`,
    ...(visibility ? ["e.reader, e.own_open"] : []),
  ];
  const behaviours = [
    visited(visits ? "$2::timestamptz" : "e.exposed_at"),
    ...(picks ? [picked(catalogue, { kinds: false })] : []),
    ...(visibility || picks ? [viewed(catalogue, { visibility, picks })] : []),
  ];
  const text = `
WITH ${CATALOGUE_CTE},
${exposedInOrder(visibility ? catalogue : null)},
behaved AS MATERIALIZED (
  SELECT ${[...columns, ...behaviours.flatMap((one) => one.columns)].join(", ")}
  FROM exposed e${behaviours.map(({ join }) => join).join("")}
),${visibility ? unseen(catalogue) : ""}
measured AS NOT MATERIALIZED (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit, e.alone, e.came_before::float8 AS x, e.w,
    ${measures.map((name) => `(${MEASURED[name][0]})::float8 AS ${name}_y, (${MEASURED[name][1]})::float8 AS ${name}_d`).join(",\n    ")}
  FROM behaved e${
    visibility
      ? `
  JOIN open_contents o ON o.exposed_at = e.exposed_at AND o.reader = e.reader`
      : ""
  }
),
sums AS (
  WITH ${sumOutcomes(measures)}
)${
    visits
      ? `,
times AS (
  WITH ${COUNT_TIMES}
)`
      : ""
  }
SELECT (SELECT coalesce(json_agg(s), '[]') FROM sums s) AS sums, ${visits ? "(SELECT coalesce(json_agg(t), '[]') FROM times t)" : "'[]'::json"} AS times`;
  return { text, values: [...sliceValues(window, slice), ...catalogueValues(catalogue)] };
}
