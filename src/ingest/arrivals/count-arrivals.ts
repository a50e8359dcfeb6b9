import { countOften, type OftenCounter } from "./count-often.ts";
import type { ArrivalStore } from "./ports.ts";

/** Counts the events that come, by source: no event waits for it, and the events themselves are not lost with it. */
export function countArrivals(store: Pick<ArrivalStore, "note">): OftenCounter {
  return countOften((counted) => store.note([...counted].map(([source, events]) => ({ source, events }))));
}
