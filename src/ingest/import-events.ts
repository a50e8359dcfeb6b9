import type { Activity } from "../core/tracking/activity.ts";
import { EVENT_COLUMNS, eventReader, type ReadEvent } from "../core/tracking/event.ts";
import { addCounts, type Counts } from "./counts.ts";
import { type ImportOptions, type ImportResult, importRows, timeReadingOf } from "./import-rows.ts";
import type { ImportInput, IngestDeps } from "./ports.ts";
import { type ContentMessage, recordContentMessages } from "./record-contents.ts";
import { DEFAULT_SOURCE, recordEvents } from "./record-events.ts";

const COLUMNS = {
  known: EVENT_COLUMNS,
  required: ["userId", "event", "timestamp"],
  aliases: { memberid: "userId", eventname: "event", time: "timestamp", date: "timestamp", occurredat: "timestamp" },
  others: "property",
} as const;

/** Activities, one a row, and words on contents (Content Published, Updated, Withdrawn), in any order. */
export async function importEvents(
  deps: IngestDeps,
  input: ImportInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const { settings, clock } = deps;
  const now = clock.now();
  const readEvent = eventReader({
    ...timeReadingOf(options),
    passiveEvents: settings.passiveEvents,
    events: settings.events,
  });
  const read = (row: Readonly<Record<string, unknown>>) => readEvent(row, now);
  const source = options.source ?? DEFAULT_SOURCE;
  const record = (batch: readonly ReadEvent[]) => recordBatch(deps, source, batch);
  return importRows(input, { name: "events", columns: COLUMNS, read, record }, options);
}

async function recordBatch(deps: IngestDeps, source: string, batch: readonly ReadEvent[]): Promise<Counts> {
  const messages: ContentMessage[] = [];
  const activities: Activity[] = [];
  for (const event of batch) {
    if (event.kind === "activity") activities.push(event.activity);
    else messages.push(event);
  }
  const fresh = messages.length === 0 ? 0 : await recordContentMessages(deps, source, messages);
  const counts = await recordEvents(deps, activities, source);
  return addCounts(counts, { new: fresh, changed: 0, unchanged: messages.length - fresh });
}
