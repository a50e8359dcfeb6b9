import type { CommunityClock } from "../core/clock.ts";
import type { DigestKey } from "../core/community.ts";
import type { DeliverySettings, LapsedClaims, OutboxCursor, SweepStore } from "./ports.ts";

export interface SweepDeps {
  readonly store: SweepStore;
  readonly clock: CommunityClock;
  readonly settings: Pick<DeliverySettings, "sending" | "unknown">;
  /** Leave out what changed less than this ago by the machine's clock: the queue has it in hand. 0: leave out nothing. */
  readonly untouchedForMs: number;
  /** Find also what waits no longer than that for its turn or its next try, each page with when it is due. Default: 0. */
  readonly aheadMs?: number;
}

/** What one job is given. */
const PAGE_SIZE = 500;

/** Read at once: whoever is due in one slot stands at the same instant, so each reading walks past all before it. */
const READ_AHEAD = 20_000;

export interface OutboxPage {
  readonly kind: "compose" | "submit";
  readonly keys: readonly DigestKey[];
  /** Machine time until they may be taken up; 0: now. */
  readonly afterMs: number;
}

/** What comes due so close together is one page: less than what may leave at once. */
export const SAME_TIME_MS = 250;

export interface SweptOutbox {
  readonly lapsed: LapsedClaims;
  /** All that waits to be composed or submitted now, oldest first, read as it is asked for. */
  readonly pages: AsyncIterable<OutboxPage>;
}

/**
 * Takes digests back from submitters that went away, and finds what there is to do, so that a queue whose store was
 * lost can be filled again. What is on hold, paused, braked or not yet due is not in the pages.
 */
export async function sweepOutbox(deps: SweepDeps): Promise<SweptOutbox> {
  const lapsed = await deps.store.endLapsedClaims(deps.settings.unknown === "retry" ? "deferred" : "unknown");
  return { lapsed, pages: readPages(deps) };
}

async function* readPages(deps: SweepDeps): AsyncGenerator<OutboxPage> {
  const { clock, settings, store, untouchedForMs, aheadMs = 0 } = deps;
  for (const kind of ["compose", "submit"] as const) {
    if (kind === "submit" && settings.sending === "off") return;
    let after: OutboxCursor | null = null;
    do {
      const query = {
        kind,
        at: clock.now(),
        sending: settings.sending,
        untouchedForMs,
        aheadMs,
        after,
        limit: READ_AHEAD,
      };
      const found: Awaited<ReturnType<SweepStore["findOpenDigests"]>> = await store.findOpenDigests(query);
      const byTime = new Map<number, DigestKey[]>();
      for (const { key, inMs } of found) {
        const afterMs = Math.ceil(inMs / SAME_TIME_MS) * SAME_TIME_MS;
        const due = byTime.get(afterMs);
        if (due === undefined) byTime.set(afterMs, [key]);
        else due.push(key);
      }
      for (const [afterMs, due] of byTime) {
        for (let start = 0; start < due.length; start += PAGE_SIZE) {
          yield { kind, keys: due.slice(start, start + PAGE_SIZE), afterMs };
        }
      }
      after = found.length === READ_AHEAD ? (found.at(-1) ?? null) : null;
    } while (after !== null);
  }
}
