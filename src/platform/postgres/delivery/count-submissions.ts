import type { StatementValues } from "../../../core/statement.ts";
import type { SubmissionTally } from "../../../delivery/restored/ports.ts";

export interface TallySql {
  /** Holds for a database that remembers every submission of ours: one that has forgotten any was restored. */
  readonly remembers: string;
  /** Counts what `marked` marked, in the same commit. */
  readonly counted: string;
  readonly answer: string;
}

/** What joins the statement that marks digests (`marked`, with `submitted_at`), so that counting costs no round trip. */
export function tallySql(tally: SubmissionTally, values: StatementValues): TallySql {
  const id = values.bind(tally.submitter);
  return {
    remembers: `AND EXISTS (SELECT FROM submitter s WHERE s.id = ${id}::uuid AND s.submissions >= ${values.bind(tally.known())}::bigint)`,
    counted: `counted AS (
    UPDATE submitter s SET submissions = s.submissions + k.marks, last_at = greatest(s.last_at, k.at)
    FROM (SELECT count(*) AS marks, max(submitted_at) AS at FROM marked) k
    WHERE s.id = ${id}::uuid AND k.marks > 0
    RETURNING s.submissions
  )`,
    answer: `SELECT 'count', submissions, 0, 0 FROM counted`,
  };
}
