import type { Statement } from "../../../core/statement.ts";
import type { Measure, ReportWindow } from "../../../report/ports.ts";
import { picked, viewed, visited } from "./behaviour.ts";
import { exposedInOrder, type Slice } from "./exposed-in-order.ts";
import { historyDays, windowValues } from "./exposed-members.ts";
import { CATALOGUE } from "./open-contents.ts";
import { sumOutcomes } from "./sum-outcomes.ts";
import { COUNT_TIMES } from "./time-returns.ts";

/**
 * Of what was unseen at exposure, what was first viewed since. Unseen is counted, not listed: the contents open at that instant in those
 * languages (a running count for each set of languages, as contents come and are withdrawn) minus the member's own and those viewed by
 * then. Members × contents would be the product of both tables.
 */
const UNSEEN = `
changes AS (
  SELECT DISTINCT exposed_at AS at, reader, 0 AS change, true AS asked FROM exposed
  UNION ALL
  SELECT t.at, r.reader, t.change, false
  FROM (SELECT DISTINCT reader, effective FROM readers) r
  JOIN content c ON c.published_at IS NOT NULL AND c.open_to IS NULL AND (c.language IS NULL OR c.language = ANY(r.effective))
  CROSS JOIN LATERAL (VALUES (c.published_at, 1), (greatest(c.published_at, c.withdrawn_at), -1)) t (at, change)
  WHERE t.change > 0 OR c.withdrawn_at IS NOT NULL
),
open_contents AS MATERIALIZED (
  SELECT at AS exposed_at, reader, contents
  FROM (SELECT at, reader, asked, sum(change) OVER (PARTITION BY reader ORDER BY at) AS contents FROM changes) c
  WHERE asked
),`;

const MEASURED: Readonly<Record<Measure, readonly [y: string, d: string]>> = {
  visits: ["e.came", "date_part('epoch', e.counted_to - e.counted_from) / 86400"],
  came_back: [
    "coalesce(e.back_at <= e.exposed_at + interval '7 days', false)::int",
    "CASE WHEN e.exposed_at + interval '7 days' <= e.counted_to THEN 1 END",
  ],
  visibility: ["e.seen_since", "o.contents - coalesce(e.own_open, 0) - e.seen_before"],
  pick_visibility: ["e.picks_since + e.replays_since", "e.picks - e.picks_before"],
};

/**
 * All that visits and views tell of each exposure, in one pass over its member's: how many visits since and before, when the first one
 * came, what was seen. `visits`: member-days at risk run from the later of exposure and `from`; who never came back counts with
 * no visit. `came_back`: within 7 days, of those exposed early enough for all of them to be over. `returns`: when.
 *
 * @param measures at least one
 */
export function outcomes(measures: readonly Measure[], window: ReportWindow, slice: Slice): Statement {
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
    ...(picks ? [picked()] : []),
    ...(visibility || picks ? [viewed({ visibility, picks })] : []),
  ];
  const text = `
WITH ${CATALOGUE},
${exposedInOrder(visibility)},
behaved AS MATERIALIZED (
  SELECT ${[...columns, ...behaviours.flatMap((one) => one.columns)].join(", ")}
  FROM exposed e${behaviours.map(({ join }) => join).join("")}
),${visibility ? UNSEEN : ""}
measured AS (
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
  return { text, values: [...windowValues(window), slice.of, slice.number] };
}
