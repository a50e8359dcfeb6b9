import type { Measure, MeasuredSums, ReportWindow, ReturnTimes } from "../../../report/ports.ts";
import type { Database } from "../database.ts";
import { addSlices, type OutcomeRows } from "./add-slices.ts";
import { outcomes } from "./outcomes.ts";
import { takeMeasure } from "./sum-outcomes.ts";
import { readSums } from "./sum-units.ts";
import { readTimes } from "./time-returns.ts";

export interface Outcomes {
  sumMeasure(measure: Measure, window: ReportWindow): Promise<MeasuredSums[]>;
  timeReturns(window: ReportWindow): Promise<ReturnTimes[]>;
}

interface Asked {
  readonly measures: Set<Measure>;
  readonly rows: Promise<OutcomeRows>;
}

/** Each on a connection of its own: what is read member by member is read by one process, and a small server has two cores. */
const SLICES = 2;
/** A million units are told apart in memory. Taken as needed, of which few communities have any. */
const WORK_MEMORY = `SELECT set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')), 134217728) / 1024 || 'kB', true)`;

/**
 * Whoever asks for several outcomes of one window object at once, as with Promise.all, has them from one pass over visits and views.
 * Nothing is kept: what is asked later, even a moment, is read anew.
 */
export function createOutcomes(database: Database): Outcomes {
  const asked = new Map<ReportWindow, Asked>();
  const ask = (window: ReportWindow, ...measures: readonly Measure[]): Promise<OutcomeRows> => {
    const known = asked.get(window);
    for (const measure of measures) known?.measures.add(measure);
    if (known !== undefined) return known.rows;
    const wanted = new Set(measures);
    const rows = Promise.resolve().then(() => {
      // Whoever asks in the same breath has done so by then.
      asked.delete(window);
      return queryOutcomes(database, [...wanted], window);
    });
    asked.set(window, { measures: wanted, rows });
    return rows;
  };
  return {
    sumMeasure: async (measure, window) => readSums(takeMeasure((await ask(window, measure)).sums, measure)),
    timeReturns: async (window) => readTimes((await ask(window, "visits", "came_back")).times),
  };
}

async function queryOutcomes(
  database: Database,
  measures: readonly Measure[],
  window: ReportWindow,
): Promise<OutcomeRows> {
  const slices = await Promise.all(
    Array.from({ length: SLICES }, (_, number) =>
      database.transaction(async (transaction) => {
        await transaction.query({ text: WORK_MEMORY, values: [] });
        const [row] = await transaction.query<OutcomeRows>(outcomes(measures, window, { number, of: SLICES }));
        return row ?? { sums: [], times: [] };
      }),
    ),
  );
  return addSlices(slices);
}
