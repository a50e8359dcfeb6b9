import { oneLine, shorten } from "../core/plain-text.ts";
import type { ReadEvent } from "../core/tracking/event.ts";
import { EVENT_NAMES } from "../core/tracking/event-names.ts";
import type { RowWarning } from "../core/tracking/reading.ts";
import type { TrackingSettings } from "./ports.ts";

const MOST_SHOWN = 10;
const MOST_COUNTED = 10_000;
const MOST_LENGTH = 60;

/**
 * Counts activities whose name means nothing here and stands nowhere in the settings: kept, and a rule may wait for them, but
 * whoever meant one of ours should see it. Those that are told as slips already are left out.
 */
export class OwnNames {
  readonly #known: ReadonlySet<string>;
  readonly #counts = new Map<string, number>();

  constructor({ passiveEvents, events }: Pick<TrackingSettings, "passiveEvents" | "events">) {
    this.#known = new Set([...EVENT_NAMES, ...passiveEvents, ...Object.values(events)]);
  }

  count(event: ReadEvent, warnings: readonly RowWarning[]): void {
    if (event.kind === "statement" || warnings.length > 0) return;
    const { name } = event.activity;
    if (this.#known.has(name)) return;
    const counted = this.#counts.get(name) ?? 0;
    if (counted > 0 || this.#counts.size < MOST_COUNTED) this.#counts.set(name, counted + 1);
  }

  /** One sentence, the most frequent first; none where there is no such name. */
  notices(): readonly string[] {
    if (this.#counts.size === 0) return [];
    const byCount = [...this.#counts].sort(([, one], [, other]) => other - one);
    const shown = byCount
      .slice(0, MOST_SHOWN)
      .map(([name, count]) => `"${shorten(oneLine(name), MOST_LENGTH)}" (${count.toLocaleString("en")})`);
    const others = byCount.length - shown.length;
    const more = `${others.toLocaleString("en")}${byCount.length < MOST_COUNTED ? "" : " or"} more`;
    const names = `${shown.join(", ")}${others === 0 ? "" : `, and ${more}`}`;
    return [`Events of your own, which rules can use by these names (rows of each): ${names}.`];
  }
}
