import type { MomentPlan } from "../../../audience/ports.ts";
import { StatementValues } from "../../../core/statement.ts";
import type { Queryable } from "../database.ts";

/** The names of the segments that contents are open to. */
export async function segmentsOfContents(database: Queryable): Promise<string[]> {
  const rows = await database.query<{ segment: string }>({
    text: "SELECT DISTINCT segment FROM opening WHERE segment IS NOT NULL ORDER BY segment",
    values: [],
  });
  return rows.map(({ segment }) => segment);
}

/**
 * Who of the moment's timezone is in the segments that contents are open to. A segment that is in no file any more is
 * nobody's, so that what was open to it is open to nobody.
 */
export async function refreshSegments(transaction: Queryable, { segments, timezone }: MomentPlan): Promise<void> {
  if (segments === undefined) return;
  for (const segment of await segmentsOfContents(transaction)) {
    const among = segments.named.get(segment);
    if (among === undefined) {
      await transaction.query({ text: "DELETE FROM segment_member WHERE segment = $1", values: [segment] });
      continue;
    }
    const values = new StatementValues();
    const text = values.embed(among);
    const name = values.bind(segment);
    const own = `m.timezone = ${values.bind(timezone)}`;
    await transaction.query({
      text: `WITH among AS MATERIALIZED (
${text}
), gone AS (
  DELETE FROM segment_member s USING member m
  WHERE s.segment = ${name} AND m.id = s.member_id AND ${segments.isFallback ? `(m.timezone IS NULL OR ${own})` : own}
    AND NOT EXISTS (SELECT FROM among a WHERE a.member_id = s.member_id)
)
INSERT INTO segment_member (segment, member_id)
SELECT ${name}, a.member_id FROM among a
WHERE NOT EXISTS (SELECT FROM segment_member s WHERE s.segment = ${name} AND s.member_id = a.member_id)
ON CONFLICT DO NOTHING`,
      values: values.values,
    });
  }
}
