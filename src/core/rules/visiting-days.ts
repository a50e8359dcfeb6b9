/** The days (of UTC) on which members came: what the BG/NBD model is fitted to, and asked about. */

/** The running facts of `m`: the first and last day as dates, and how many there were. */
export const KNOWN_DAYS_SQL = {
  first: "(m.first_visit_at AT TIME ZONE 'UTC')::date",
  last: "(m.last_visit_at AT TIME ZONE 'UTC')::date",
  days: "m.visit_days",
};

/** Rows of `member_id`, `days`, `first_day`, `last_day` from the visits begun at or before `at`. */
export function datedDaysSql(at: string): string {
  return `SELECT member_id, count(DISTINCT day) AS days, min(day) AS first_day, max(day) AS last_day
    FROM (SELECT member_id, (started_at AT TIME ZONE 'UTC')::date AS day FROM visit WHERE started_at <= ${at}) AS came
    GROUP BY member_id`;
}
