import { countOften } from "../arrivals/count-often.ts";
import type { RefusedRequestStore } from "./ports.ts";

/** Counts requests that are refused whole, whoever sends them: of many, little is written. */
export function countRefused(store: RefusedRequestStore): {
  count(source: string, reason: string): void;
  stop(): Promise<void>;
} {
  const { count, stop } = countOften((counted) =>
    store.note(
      [...counted].map(([key, requests]) => {
        const [source, reason] = JSON.parse(key) as [string, string];
        return { source, reason, requests };
      }),
    ),
  );
  return { count: (source, reason) => count(JSON.stringify([source, reason]), 1), stop };
}
