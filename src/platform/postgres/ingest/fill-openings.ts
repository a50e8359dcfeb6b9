import { openingOf } from "../../../core/tracking/opening.ts";
import type { Database } from "../database.ts";
import { keepOpenings } from "./content-rows.ts";

const FIND = `SELECT id, open_to AS "openTo" FROM content WHERE open_to IS NOT NULL AND opening_id IS NULL
ORDER BY id FOR UPDATE`;

const FILL = `UPDATE content SET opening_id = o.id
FROM unnest($1::bigint[], $2::text[]) AS r(id, key) JOIN opening o ON o.key = r.key WHERE content.id = r.id`;

/** Contents that were told to be for some before openings were kept: to whom, as if they were told so today. */
export async function fillOpenings(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    const contents = await transaction.query<{ id: number; openTo: unknown }>({ text: FIND, values: [] });
    const filled = contents.flatMap(({ id, openTo }) => {
      const opening = openingOf(openTo);
      return opening === null ? [] : [{ id, opening }];
    });
    if (filled.length === 0) return;
    await keepOpenings(
      transaction,
      filled.map(({ opening }) => opening),
    );
    const values = [filled.map(({ id }) => id), filled.map(({ opening }) => opening.key)];
    await transaction.query({ text: FILL, values });
  });
}
