import { RETURN_DAYS, type ReturnTimes } from "../../../report/ports.ts";
import { poolProgrammes } from "./pool-programmes.ts";

const RETURN_HOURS = RETURN_DAYS * 24;

/**
 * Time from first exposure to the start of the first visit after it (`behaved.back_at`), or until the end of the period or 28
 * days without one. Members are counted by whole hours, so that a few hundred rows an arm leave the database: who came back in
 * an hour and whom the period's end cut off in it become one instant, which moves a member's time by less than half an hour.
 * `days` rows count how long members could be watched, whatever they did. Ends a statement that has the CTE `behaved`.
 */
export const COUNT_TIMES = `
timed AS (
  SELECT experiment, phase, arm, rule, date_part('epoch', counted_to - exposed_at) / 3600 AS watched,
    CASE WHEN back_at < counted_to AND back_at < exposed_at + interval '${RETURN_HOURS} hours'
      THEN date_part('epoch', back_at - exposed_at) / 3600 END AS returned
  FROM behaved
),
rounded AS (
  SELECT experiment, phase, arm, rule, returned IS NOT NULL AS back,
    floor(coalesce(returned, least(${RETURN_HOURS}, watched)))::int AS hour,
    least(${RETURN_DAYS}, floor(watched / 24))::int AS days, count(*) AS members
  FROM timed
  GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT experiment, phase, arm, rule, hour, days, coalesce(sum(members) FILTER (WHERE back), 0)::int AS returned,
  coalesce(sum(members) FILTER (WHERE NOT back), 0)::int AS censored
FROM rounded
GROUP BY GROUPING SETS (
  (experiment, phase, arm, hour), (experiment, phase, arm, rule, hour),
  (experiment, phase, arm, days), (experiment, phase, arm, rule, days)
)
ORDER BY experiment, phase, arm, rule, hour, days`;

export type TimesRow = Pick<ReturnTimes, "experiment" | "phase" | "arm" | "rule"> & {
  readonly hour: number | null;
  readonly days: number | null;
  readonly returned: number;
  readonly censored: number;
};

export function readTimes(rows: readonly TimesRow[]): ReturnTimes[] {
  const groups = new Map<string, TimesRow[]>();
  for (const row of poolProgrammes(rows)) {
    const key = JSON.stringify([row.experiment, row.phase, row.arm, row.rule]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].flatMap((rows): ReturnTimes[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const { experiment, phase, arm, rule } = first;
    return [
      {
        experiment,
        phase,
        arm,
        rule,
        times: rows.flatMap(({ hour, returned, censored }) => (hour === null ? [] : [{ hour, returned, censored }])),
        watched: rows.flatMap(({ days, returned, censored }) =>
          days === null ? [] : [{ days, members: returned + censored }],
        ),
      },
    ];
  });
}
