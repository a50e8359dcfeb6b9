import type { Measure, MeasuredSums, ReportWindow, ReturnTimes } from "../../../report/ports.ts";
import type { Queryable } from "../database.ts";
import { querySeenOutcomes, type SeenMeasure } from "./seen-outcomes.ts";
import { queryVisitOutcomes, type VisitOutcomes } from "./visit-outcomes.ts";

export interface Outcomes {
  sumMeasure(measure: Measure, window: ReportWindow): Promise<MeasuredSums[]>;
  timeReturns(window: ReportWindow): Promise<ReturnTimes[]>;
}

interface Asked {
  visits: Promise<VisitOutcomes> | null;
  readonly seen: Set<SeenMeasure>;
  seenSums: Promise<Record<SeenMeasure, MeasuredSums[]>> | null;
}

/**
 * Whoever asks for several outcomes of one window object at once, as with Promise.all, has them from one pass over visits and one
 * over views. Nothing is kept: what is asked later, even a moment, is read anew.
 */
export function createOutcomes(database: Queryable): Outcomes {
  const asked = new Map<ReportWindow, Asked>();
  const askedOf = (window: ReportWindow): Asked => {
    const known = asked.get(window);
    if (known !== undefined) return known;
    const made: Asked = { visits: null, seen: new Set(), seenSums: null };
    asked.set(window, made);
    // Whoever asks in the same breath has done so by then, and the queries have not begun.
    queueMicrotask(() => asked.delete(window));
    return made;
  };
  const visitsOf = (window: ReportWindow): Promise<VisitOutcomes> => {
    const known = askedOf(window);
    known.visits ??= queryVisitOutcomes(database, window);
    return known.visits;
  };
  return {
    sumMeasure: async (measure, window) => {
      if (measure === "visits" || measure === "came_back") return (await visitsOf(window))[measure];
      const known = askedOf(window);
      known.seen.add(measure);
      known.seenSums ??= Promise.resolve().then(() => querySeenOutcomes(database, [...known.seen], window));
      return (await known.seenSums)[measure];
    },
    timeReturns: async (window) => (await visitsOf(window)).returns,
  };
}
