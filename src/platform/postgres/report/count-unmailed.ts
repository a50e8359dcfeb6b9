import type { Queryable } from "../database.ts";

const COUNT = `
  WITH first AS (
    SELECT s.instant FROM slot s
    WHERE EXISTS (SELECT FROM digest d WHERE d.slot_id = s.id AND NOT d.transactional AND d.submitted_at IS NOT NULL)
    ORDER BY s.instant LIMIT 1
  )
  SELECT f.instant AS "mailedFrom", count(DISTINCT e.member_id)::int AS members
  FROM first f JOIN exposure e ON e.exposed_at < f.instant
  GROUP BY f.instant`;

export interface Unmailed {
  /** The first send moment of which a mail was handed to a mail server. */
  readonly mailedFrom: Date;
  /** Exposed before it, whichever their arm. */
  readonly members: number;
}

/** Members who count in an experiment from a time in which no mail had ever left; null: there are none, or none ever left. */
export async function countUnmailed(database: Queryable): Promise<Unmailed | null> {
  const [row] = await database.query<Unmailed>({ text: COUNT, values: [] });
  return row ?? null;
}
