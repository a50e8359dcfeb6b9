/** A member's usual revisit interval: the median of the last ten gaps from one visit's start to the next, in milliseconds. */

/** With fewer gaps a member has no habit of their own yet, and the community's stands in. */
export const LEAST_GAPS = 3;
const GAPS = 10;

export interface Interval {
  /** Of the last ten. */
  readonly gaps: number;
  /** A whole number of half milliseconds, so that SQL and memory agree to the last bit; null: no gap. */
  readonly usualMs: number | null;
}

/** @param visits starts in milliseconds, ascending */
export function usualInterval(visits: readonly number[]): Interval {
  const last = visits.slice(-GAPS - 1);
  const gaps = last.slice(1).map((startMs, index) => startMs - (last[index] as number));
  return { gaps: gaps.length, usualMs: median(gaps) };
}

/** Interpolated as PostgreSQL's percentile_cont does; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  return low === undefined || high === undefined ? null : low + (high - low) * 0.5;
}

/** Rows of `member_id`, `gaps`, `usual_ms` from the visits begun at or before `at`, for members with a gap. */
export function usualIntervalsSql(at: string): string {
  return `SELECT member_id, count(*) AS gaps, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap_ms) AS usual_ms
    FROM (
      SELECT member_id, row_number() OVER (PARTITION BY member_id ORDER BY started_at DESC) AS back,
        (extract(epoch FROM started_at - lag(started_at) OVER (PARTITION BY member_id ORDER BY started_at)) * 1000)::float8 AS gap_ms
      FROM visit WHERE started_at <= ${at}
    ) AS later
    WHERE back <= ${GAPS} AND gap_ms IS NOT NULL
    GROUP BY member_id`;
}

/** The same from the running facts of `m`, where it has at least `LEAST_GAPS`. Days are kept as a fraction; this is exact. */
export const KNOWN_INTERVAL_SQL = `round(m.usual_interval_days * ${2 * 86_400_000}) / 2`;
export const HAS_HABIT_SQL = `m.visit_count > ${LEAST_GAPS}`;
