import type { Activity } from "../core/tracking/activity.ts";
import { EVENT_COLUMNS, eventReader, type ReadEvent } from "../core/tracking/event.ts";
import type { TimeReading } from "../core/tracking/reading.ts";
import { OwnNames } from "./count-own-names.ts";
import { addCounts, type Counts } from "./counts.ts";
import { type ImportKind, type ImportOptions, type ImportResult, importRows, timeReadingOf } from "./import-rows.ts";
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
  const kind = eventRows(deps, timeReadingOf(options), options.source);
  const own = new OwnNames(deps.settings);
  const read: typeof kind.read = (row) => {
    const event = kind.read(row);
    if ("value" in event) own.count(event.value, event.warnings);
    return event;
  };
  const result = await importRows(input, { ...kind, read }, options);
  return { ...result, notices: [...result.notices, ...own.notices()] };
}

export function eventRows(
  deps: IngestDeps,
  times: TimeReading,
  source: string = DEFAULT_SOURCE,
): ImportKind<ReadEvent> {
  const { passiveEvents, events } = deps.settings;
  const now = deps.clock.now();
  const readEvent = eventReader({ ...times, passiveEvents, events });
  return {
    name: "events",
    columns: COLUMNS,
    read: (row) => readEvent(row, now),
    record: (batch) => recordBatch(deps, source, batch),
  };
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
