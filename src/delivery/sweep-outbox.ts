import type { CommunityClock } from "../core/clock.ts";
import type { DigestKey } from "../core/community.ts";
import type { DeliverySettings, LapsedClaims, OutboxCursor, SweepStore } from "./ports.ts";

export interface SweepDeps {
  readonly store: SweepStore;
  readonly clock: CommunityClock;
  readonly settings: Pick<DeliverySettings, "sending" | "unknown">;
  /** Leave out what changed less than this ago by the machine's clock: the queue has it in hand. 0: leave out nothing. */
  readonly untouchedForMs: number;
}

/** What one job is given. */
const PAGE_SIZE = 500;

/** Read at once: whoever is due in one slot stands at the same instant, so each reading walks past all before it. */
const READ_AHEAD = 20_000;

export interface OutboxPage {
  readonly kind: "compose" | "submit";
  readonly keys: readonly DigestKey[];
}

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
  const { clock, settings, store, untouchedForMs } = deps;
  for (const kind of ["compose", "submit"] as const) {
    if (kind === "submit" && settings.sending === "off") return;
    let after: OutboxCursor | null = null;
    do {
      const query = { kind, at: clock.now(), sending: settings.sending, untouchedForMs, after, limit: READ_AHEAD };
      const found: readonly OutboxCursor[] = await store.findOpenDigests(query);
      for (let start = 0; start < found.length; start += PAGE_SIZE) {
        yield { kind, keys: found.slice(start, start + PAGE_SIZE).map(({ key }) => key) };
      }
      after = found.length === READ_AHEAD ? (found.at(-1) ?? null) : null;
    } while (after !== null);
  }
}
