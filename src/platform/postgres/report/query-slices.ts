import type { Statement } from "../../../core/statement.ts";
import type { Database } from "../database.ts";
import type { Slice } from "./exposed-in-order.ts";

/** Each on a connection of its own: what is read member by member is read by one process, and a small server has two cores. */
const SLICES = 2;
/** A million units are told apart in memory. Taken as needed, of which few communities have any. */
const WORK_MEMORY = `set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')), 134217728) / 1024 || 'kB', true)`;
/** The planner knows nothing of what was computed, and would sort a million exposures to group them or to look up what was open to each. */
const NO_SORTS = "set_config('enable_mergejoin', 'off', true), set_config('enable_sort', 'off', true)";

/** The one row that a statement answers for each slice of all units. */
export async function querySlices<Row>(database: Database, statementOf: (slice: Slice) => Statement): Promise<Row[]> {
  const rows = await Promise.all(
    Array.from({ length: SLICES }, (_, number) =>
      database.transaction(async (transaction) => {
        await transaction.query({ text: `SELECT ${WORK_MEMORY}, ${NO_SORTS}`, values: [] });
        return transaction.query<Row>(statementOf({ number, of: SLICES }));
      }),
    ),
  );
  return rows.flat();
}
