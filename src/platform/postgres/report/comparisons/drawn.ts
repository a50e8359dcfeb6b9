import type { Statement } from "../../../../core/statement.ts";
import type { Draw, TreatmentActs } from "../../../../core/treatment.ts";
import type { BeforeAfterWindow } from "../../../../report/comparisons/ports.ts";
import { COUNTED } from "../indicators/people.ts";
import { SUM_UNITS } from "../sum-units.ts";
import { isTold } from "./treated.ts";

/**
 * $1 from (null: since the draw), $2 to, $3 team, $4 what is said of the treated and $5 of the control, $6 the names of the
 * activity that says the group, or the instant from which a trait does, $7 the property or the trait.
 */
export function drawnValues(
  { since, to, team }: Pick<BeforeAfterWindow, "since" | "to" | "team">,
  draw: Draw,
  drawnOn: Date | null,
): Statement["values"] {
  const { by } = draw;
  const source = by.kind === "activity" ? [by.activities, by.arm] : [drawnOn, by.trait];
  return [since, to, team, draw.treated, draw.control, ...source];
}

/**
 * CTE `exposed`: members by the group that was drawn for them, and when; both of somebody told of both groups. The earliest
 * word on it counts. Whoever joined after a trait was drawn is drawn as they join.
 */
export function drawn(kind: Draw["by"]["kind"]): string {
  const words =
    kind === "activity"
      ? `SELECT a.member_id, min(a.occurred_at) AS at, min(a.properties ->> $7) AS word,
    min(a.properties ->> $7) <> max(a.properties ->> $7) AS mixed
  FROM activity a
  WHERE a.name = ANY($6::text[]) AND a.occurred_at < $2::timestamptz AND a.properties ->> $7 IN ($4, $5)
  GROUP BY a.member_id`
      : `SELECT m.id AS member_id, greatest($6::timestamptz, m.joined_at) AS at, m.attributes ->> $7 AS word, FALSE AS mixed
  FROM member m
  WHERE m.attributes ->> $7 IN ($4, $5)`;
  return `
words AS MATERIALIZED (
  ${words}
),
exposed AS MATERIALIZED (
  SELECT '' AS experiment, 1 AS phase, CASE WHEN w.word = $4 THEN 'treated' ELSE 'held_out' END AS arm, '' AS rule,
    w.member_id::text AS unit, w.member_id, w.at AS exposed_at, w.mixed, greatest(w.at, $1::timestamptz) AS counted_from,
    least(w.at, greatest(w.at - interval '672 hours', m.joined_at)) AS history_from
  FROM words w JOIN member m ON m.id = w.member_id
  WHERE ${COUNTED} AND w.at < $2::timestamptz
)`;
}

/** Members by group, and how many of each got it after they were drawn; `mixed`: told of both groups, and in neither. */
export function countDrawn(
  window: BeforeAfterWindow,
  draw: Draw,
  told: TreatmentActs | null,
  drawnOn: Date | null,
): Statement {
  const text = `
WITH ${drawn(draw.by.kind)},
got AS MATERIALIZED (
  SELECT a.member_id, max(a.occurred_at) AS at FROM activity a
  WHERE ${isTold("$8", "$9")} AND a.occurred_at < $2
  GROUP BY a.member_id
)
SELECT CASE WHEN e.mixed THEN 'mixed' ELSE e.arm END AS arm, count(*) AS members, count(*) FILTER (WHERE g.at >= e.exposed_at) AS got,
  min(e.exposed_at) AS "firstDrawnAt"
FROM exposed e LEFT JOIN got g ON g.member_id = e.member_id
GROUP BY 1`;
  const got = [told?.activities ?? [], JSON.stringify(told?.with ?? {})];
  return { text, values: [...drawnValues(window, draw, drawnOn), ...got] };
}

/** Visits and days as outcomes.ts has them of digests, from the draw instead of the first digest. */
export function sumDrawnVisits(window: BeforeAfterWindow, draw: Draw, drawnOn: Date | null): Statement {
  const text = `
WITH ${drawn(draw.by.kind)},
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit,
    (count(*) FILTER (WHERE v.started_at > e.exposed_at AND v.started_at >= e.counted_from))::float8 AS y,
    (extract(epoch FROM $2::timestamptz - e.counted_from) / 86400)::float8 AS d,
    (count(*) FILTER (WHERE v.started_at >= e.history_from AND v.started_at <= e.exposed_at))::float8 AS x,
    (extract(epoch FROM e.exposed_at - e.history_from) / 86400)::float8 AS w
  FROM exposed e
  LEFT JOIN visit v ON v.member_id = e.member_id AND v.started_at >= e.history_from AND v.started_at < $2
  WHERE NOT e.mixed
  GROUP BY e.experiment, e.phase, e.arm, e.rule, e.unit, e.member_id, e.exposed_at, e.counted_from, e.history_from
),
${SUM_UNITS}`;
  return { text, values: drawnValues(window, draw, drawnOn) };
}

/** Whether they came within seven days of the draw, of those of whom all seven are over. */
export function sumDrawnReturns(window: BeforeAfterWindow, draw: Draw, drawnOn: Date | null): Statement {
  const text = `
WITH ${drawn(draw.by.kind)},
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit,
    EXISTS (
      SELECT FROM visit v
      WHERE v.member_id = e.member_id AND v.started_at > e.exposed_at AND v.started_at <= e.exposed_at + interval '168 hours'
    )::int::float8 AS y, 1::float8 AS d,
    (SELECT count(*) FROM visit v
      WHERE v.member_id = e.member_id AND v.started_at >= e.history_from AND v.started_at <= e.exposed_at)::float8 AS x,
    (extract(epoch FROM e.exposed_at - e.history_from) / 86400)::float8 AS w
  FROM exposed e
  WHERE NOT e.mixed AND e.exposed_at + interval '168 hours' <= $2
),
${SUM_UNITS}`;
  return { text, values: drawnValues(window, draw, drawnOn) };
}

/** Whether a renewal of their membership was told since the draw, in the period; of everybody drawn. */
export function sumDrawnRenewals(window: BeforeAfterWindow, draw: Draw, drawnOn: Date | null): Statement {
  const text = `
WITH ${drawn(draw.by.kind)},
renewals AS MATERIALIZED (
  SELECT a.member_id, max(a.occurred_at) AS at FROM activity a
  WHERE a.name = 'Membership Renewed' AND a.occurred_at < $2::timestamptz
  GROUP BY a.member_id
),
measured AS (
  SELECT e.experiment, e.phase, e.arm, e.rule, e.unit,
    coalesce(r.at > e.exposed_at AND r.at >= e.counted_from, FALSE)::int::float8 AS y, 1::float8 AS d,
    (SELECT count(*) FROM visit v
      WHERE v.member_id = e.member_id AND v.started_at >= e.history_from AND v.started_at <= e.exposed_at)::float8 AS x,
    (extract(epoch FROM e.exposed_at - e.history_from) / 86400)::float8 AS w
  FROM exposed e
  LEFT JOIN renewals r ON r.member_id = e.member_id
  WHERE NOT e.mixed
),
${SUM_UNITS}`;
  return { text, values: drawnValues(window, draw, drawnOn) };
}
