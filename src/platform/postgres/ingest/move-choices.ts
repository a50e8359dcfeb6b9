import type { Queryable } from "../database.ts";

const PAIRS = "unnest($1::bigint[], $2::bigint[]) AS pair(from_id, to_id)";

/** The latest choice counts, and a pause as long as any asked for. */
const MOVE_PREFERENCES = `WITH gone AS (
  DELETE FROM member_preference r USING ${PAIRS} WHERE r.member_id = pair.from_id RETURNING pair.to_id, r.*
)
INSERT INTO member_preference AS own (member_id, frequency, themes_off, language, paused_until, changed_at, changed_by)
SELECT DISTINCT ON (to_id) to_id, frequency, themes_off, language, max(paused_until) OVER (PARTITION BY to_id), changed_at, changed_by
FROM gone ORDER BY to_id, changed_at DESC, member_id
ON CONFLICT (member_id) DO UPDATE SET
  frequency = CASE WHEN excluded.changed_at > own.changed_at THEN excluded.frequency ELSE own.frequency END,
  themes_off = CASE WHEN excluded.changed_at > own.changed_at THEN excluded.themes_off ELSE own.themes_off END,
  language = CASE WHEN excluded.changed_at > own.changed_at THEN excluded.language ELSE own.language END,
  changed_by = CASE WHEN excluded.changed_at > own.changed_at THEN excluded.changed_by ELSE own.changed_by END,
  changed_at = greatest(excluded.changed_at, own.changed_at), paused_until = greatest(excluded.paused_until, own.paused_until),
  before = NULL, version = own.version + 1`;

const MOVE_REASONS = `WITH gone AS (
  DELETE FROM unsubscribe_reason r USING ${PAIRS} WHERE r.member_id = pair.from_id RETURNING pair.to_id, r.reason, r.at
)
INSERT INTO unsubscribe_reason AS own (member_id, reason, at)
SELECT DISTINCT ON (to_id) to_id, reason, at FROM gone ORDER BY to_id, at DESC
ON CONFLICT (member_id) DO UPDATE SET reason = excluded.reason, at = excluded.at WHERE excluded.at > own.at`;

const MOVE_VOTES = `WITH gone AS (
  DELETE FROM vote r USING ${PAIRS} WHERE r.member_id = pair.from_id RETURNING pair.to_id, r.content_id, r.digest_id, r.at
)
INSERT INTO vote AS own (member_id, content_id, digest_id, at)
SELECT DISTINCT ON (to_id, content_id) to_id, content_id, digest_id, at FROM gone ORDER BY to_id, content_id, at
ON CONFLICT (member_id, content_id) DO UPDATE SET digest_id = excluded.digest_id, at = excluded.at WHERE excluded.at < own.at`;

const MOVE_WINDOWS = `WITH gone AS (
  DELETE FROM waiting_window r USING ${PAIRS} WHERE r.member_id = pair.from_id RETURNING pair.to_id, r.rule, r.opened_at, r.loss
)
INSERT INTO waiting_window (member_id, rule, opened_at, loss) SELECT to_id, rule, opened_at, loss FROM gone ON CONFLICT DO NOTHING`;

/** The earliest exposure and its arm stay, also for comparisons. Exposed in different arms: marked. */
const MOVE_EXPOSURES = `WITH gone AS (
  DELETE FROM exposure r USING (SELECT * FROM ${PAIRS} UNION SELECT t, t FROM unnest($2::bigint[]) AS t) AS pair(from_id, to_id)
  WHERE r.member_id = pair.from_id RETURNING pair.to_id, r.*
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY experiment, to_id ORDER BY exposed_at, member_id) AS place,
    bool_or(merged) OVER everything OR min(arm) OVER everything <> max(arm) OVER everything AS apart
  FROM gone WINDOW everything AS (PARTITION BY experiment, to_id)
)
INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at, merged)
SELECT r.experiment, r.to_id, CASE WHEN r.unit LIKE 'company:%' THEN r.unit ELSE m.external_id END, r.arm, r.phase, r.rule,
  r.digest_id, r.exposed_at, r.apart
FROM ranked r JOIN member m ON m.id = r.to_id WHERE r.place = 1`;

/** The arm that a member goes on with: the one exposed first, else their own, else what was drawn for the other id. */
const MOVE_ASSIGNMENTS = `WITH pair AS (SELECT * FROM ${PAIRS}), gone AS (
  DELETE FROM assignment a USING pair JOIN member f ON f.id = pair.from_id
  WHERE a.unit = f.external_id RETURNING pair.to_id, a.experiment, a.phase, a.arm, a.unit
), drawn AS (
  SELECT e.experiment, e.member_id AS to_id, e.phase, e.arm, 0 AS place, '' AS unit FROM exposure e
  WHERE e.member_id = ANY ($2::bigint[]) AND e.unit NOT LIKE 'company:%'
  UNION ALL
  SELECT experiment, to_id, phase, arm, 1, unit FROM gone g
  WHERE NOT EXISTS (
    SELECT FROM assignment o JOIN member m ON m.external_id = o.unit WHERE m.id = g.to_id AND o.experiment = g.experiment
  )
)
INSERT INTO assignment AS own (experiment, unit, phase, arm)
SELECT DISTINCT ON (d.experiment, d.to_id) d.experiment, m.external_id, d.phase, d.arm
FROM drawn d JOIN member m ON m.id = d.to_id ORDER BY d.experiment, d.to_id, d.place, d.unit
ON CONFLICT (experiment, unit) DO UPDATE SET phase = excluded.phase, arm = excluded.arm`;

/** What members chose and what was drawn for them. Runs inside a transaction that has locked the members. */
export async function moveChoices(
  transaction: Queryable,
  froms: readonly number[],
  tos: readonly number[],
): Promise<void> {
  const values = [froms, tos];
  for (const text of [MOVE_PREFERENCES, MOVE_REASONS, MOVE_VOTES, MOVE_WINDOWS, MOVE_EXPOSURES, MOVE_ASSIGNMENTS]) {
    await transaction.query({ text, values });
  }
}
