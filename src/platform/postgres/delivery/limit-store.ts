import { REFUSALS_TO_HOLD } from "../../../core/pace/share-out.ts";
import type { LimitStore } from "../../../delivery/ports.ts";
import type { Queryable } from "../database.ts";

/**
 * One more refusal in a row. What was under way when the hold began adds nothing to it. The first hold lasts as the first of
 * the times says, the next as the second.
 */
const REFUSED = `
  INSERT INTO sending_limit AS l (name, refusals, said, refused_since) VALUES ($1, 1, $2, clock_timestamp())
  ON CONFLICT (name) DO UPDATE SET
    refusals = CASE WHEN l.held_until > clock_timestamp() THEN l.refusals ELSE l.refusals + 1 END,
    said = $2, refused_since = coalesce(l.refused_since, clock_timestamp()),
    held_until = CASE
      WHEN l.held_until > clock_timestamp() OR l.refusals + 1 < $4 THEN l.held_until
      ELSE clock_timestamp() + ($3::float8[])[least(l.refusals + 2 - $4, cardinality($3::float8[]))] * interval '1 millisecond'
    END
  RETURNING greatest(0, extract(epoch FROM held_until - clock_timestamp()) * 1000) AS "heldMs"`;

const TOOK = `
  UPDATE sending_limit SET refusals = 0, said = NULL, refused_since = NULL, held_until = NULL
  WHERE name = ANY($1::text[]) AND refusals > 0`;

export function createLimitStore(database: Queryable): LimitStore {
  return {
    refused: async (name, said, holdTimes) => {
      const values = [name, said, holdTimes, REFUSALS_TO_HOLD];
      const [row] = await database.query<{ heldMs: number | null }>({ text: REFUSED, values });
      return row?.heldMs ?? 0;
    },
    took: async (names) => {
      await database.query({ text: TOOK, values: [names] });
    },
  };
}
