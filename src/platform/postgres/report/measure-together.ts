import type { Measure, MeasuredSums, ReportWindow, ReturnTimes } from "../../../report/ports.ts";
import type { Database } from "../database.ts";
import { addSlices, type OutcomeRows } from "./add-slices.ts";
import { outcomes } from "./outcomes.ts";
import { querySlices } from "./query-slices.ts";
import { readCatalogue } from "./read-catalogue.ts";
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
  const catalogue = await readCatalogue(database, window.languages);
  return addSlices(await querySlices<OutcomeRows>(database, (slice) => outcomes(measures, window, slice, catalogue)));
}
