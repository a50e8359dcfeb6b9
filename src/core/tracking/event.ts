import { readActProperties } from "./act-properties.ts";
import { type Activity, hashOfContent } from "./activity.ts";
import { type ContentStatement, type StatedFields, statedFieldsReader } from "./content.ts";
import { type CatalogueEvent, isCatalogueEvent, PAGE_VIEWED, PASSIVE_EVENTS, SCREEN_VIEWED } from "./event-names.ts";
import { cleanValue, isPropertyName, readBoolean, readEventName, readOptionalId } from "./read-text.ts";
import { isAhead, NOT_AHEAD, readRequiredTime } from "./read-time.ts";
import { type FieldMistake, fieldsReader, mistakeIn, type Reading, type ReadRow, type TimeReading } from "./reading.ts";
import { slipsOfAct } from "./slips.ts";

/** An event as received: an activity of a member, or a word on a content. */
export type ReadEvent =
  | { readonly kind: "activity"; readonly activity: Activity }
  | { readonly kind: "statement"; readonly messageId: string; readonly statement: ContentStatement };

interface EventReading extends TimeReading {
  readonly passiveEvents: readonly string[];
  /** The site's own names → ours. */
  readonly events: Readonly<Record<string, string>>;
}

export const EVENT_COLUMNS = [
  "messageId",
  "timestamp",
  "userId",
  "anonymousId",
  "event",
  "contentId",
  "passive",
] as const;

const EARLIEST_MS = Date.UTC(1990, 0, 1);
const PROPERTIES_LENGTH = 32_768;

/** What Segment's libraries send beside an event's own properties. */
const ENVELOPE = new Set([
  "type",
  "context",
  "integrations",
  "originalTimestamp",
  "sentAt",
  "receivedAt",
  "version",
  "channel",
  "name",
  "category",
  "traits",
  "writeKey",
  "_metadata",
]);
const ACT_TYPES: Readonly<Record<string, string | null>> = {
  track: null,
  page: PAGE_VIEWED,
  screen: SCREEN_VIEWED,
};
const OTHER_TYPES = new Set(["identify", "group", "alias"]);
const BASE = new Set<string>([...EVENT_COLUMNS, "properties", "context"]);

type Row = Readonly<Record<string, unknown>>;

const readBase = fieldsReader({
  messageId: readOptionalId,
  userId: readOptionalId,
  anonymousId: readOptionalId,
  event: readEventName,
  contentId: readOptionalId,
  passive: readBoolean,
});

/** Reads when something happened that came `now`. */
export function readEventTime(
  readAnyTime: (value: unknown) => Reading<Date>,
  value: unknown,
  now: Date,
): Reading<Date> {
  const time = readAnyTime(value);
  if ("expected" in time) return time;
  if (isAhead(time.value, now)) return { expected: NOT_AHEAD };
  return time.value.getTime() < EARLIEST_MS ? { expected: "a time after 1990" } : time;
}

/** Reads events that came `now`, flat or as Segment's libraries write them: what is not a known key is a property. */
export function eventReader(reading: EventReading): (row: Row, now: Date) => ReadRow<ReadEvent> {
  const readAnyTime = readRequiredTime(reading);
  const readStated = statedFieldsReader(reading);
  const names = new Map(Object.entries(reading.events));
  const passiveNames = new Set([...PASSIVE_EVENTS, ...reading.passiveEvents]);
  return (row, now) => {
    const kind = typeof row.type === "string" ? row.type : "";
    if (OTHER_TYPES.has(kind)) {
      return {
        mistakes: [{ field: "type", expected: "track, page or screen (members come by import members)", found: kind }],
      };
    }
    const segment = Object.hasOwn(ACT_TYPES, kind);
    const properties = propertiesOf(row, segment);
    const base = {
      messageId: row.messageId,
      userId: row.userId,
      anonymousId: row.anonymousId,
      event: segment ? (ACT_TYPES[kind] ?? row.event) : row.event,
      contentId: row.contentId ?? properties.contentId,
      passive: row.passive ?? (row.context as { passive?: unknown } | null | undefined)?.passive,
    };
    const read = readBase(base);
    const fields = Array.isArray(read) ? null : read;
    const mistakes = Array.isArray(read) ? read : [];
    const time = readEventTime(readAnyTime, row.timestamp, now);
    if ("expected" in time) mistakes.unshift(mistakeIn("timestamp", time.expected, row.timestamp));
    const received = typeof base.event === "string" ? base.event.trim() : "";
    const name = names.get(received) ?? received;
    const catalogue = isCatalogueEvent(name);
    const needed = catalogue ? "contentId" : "userId";
    const isMissing = (value: unknown) => value === undefined || value === null || value === "";
    if (isMissing(base[needed]) && (catalogue || isMissing(base.anonymousId))) {
      mistakes.push({ field: needed, expected: "an id", found: "nothing" });
    }
    if (catalogue) {
      const stated = readStated(properties);
      if ("mistakes" in stated) mistakes.push(...stated.mistakes);
      else if (fields !== null && "value" in time && mistakes.length === 0) {
        return readStatement(name, { ...fields, timestamp: time.value }, stated.fields);
      }
      return { mistakes };
    }
    const clean = readActProperties(name, cleanProperties(properties, mistakes), mistakes);
    if (fields === null || "expected" in time || mistakes.length > 0) return { mistakes };
    const timestamp = time.value;
    const { messageId, userId, anonymousId, contentId, passive } = fields;
    const who = userId ?? { anonymousId };
    const activity: Activity = {
      messageId: messageId ?? hashOfContent([who, received, timestamp, contentId, passive ?? null, clean]),
      memberId: userId ?? anonymousId ?? "",
      ...(userId === null ? { anonymous: true } : anonymousId === null ? {} : { anonymousId }),
      name,
      occurredAt: timestamp,
      contentId,
      passive: passive === true || passiveNames.has(name) || passiveNames.has(received),
      properties: clean,
    };
    return {
      value: { kind: "activity", activity },
      warnings: slipsOfAct(activity, segment ? "properties.contentId" : "contentId"),
    };
  };
}

function propertiesOf(row: Row, segment: boolean): Row {
  const flat: Record<string, unknown> = {};
  for (const key in row) {
    // An own `__proto__` (as JSON.parse makes it) is handed on for the check to refuse, never assigned.
    if (key === "__proto__") Object.defineProperty(flat, key, { value: null, enumerable: true });
    else if (!BASE.has(key) && !(segment && ENVELOPE.has(key)) && row[key] !== null && row[key] !== "")
      flat[key] = row[key];
  }
  const given = row.properties;
  return typeof given === "object" && given !== null && !Array.isArray(given) ? { ...flat, ...given } : flat;
}

/** null when there are none; `contentId` has a column of its own. */
function cleanProperties(properties: Row, mistakes: FieldMistake[]): Readonly<Record<string, unknown>> | null {
  const clean: Record<string, unknown> = {};
  let some = false;
  for (const name of Object.keys(properties)) {
    if (name === "contentId") continue;
    const value = isPropertyName(name) ? cleanValue(properties[name]) : undefined;
    if (value === undefined) {
      mistakes.push({
        field: name,
        expected: "a property with a plain name and plain values",
        found: "what cannot be kept",
      });
    } else {
      clean[name] = value;
      some = true;
    }
  }
  if (!some) return null;
  if (JSON.stringify(clean).length > PROPERTIES_LENGTH) {
    mistakes.push({ field: "properties", expected: `at most ${PROPERTIES_LENGTH} characters in all`, found: "more" });
  }
  return clean;
}

function readStatement(
  name: CatalogueEvent,
  base: { messageId: string | null; timestamp: Date; contentId: string | null },
  fields: StatedFields,
): ReadRow<ReadEvent> {
  const id = base.contentId ?? "";
  const { timestamp: statedAt } = base;
  const effect: Record<CatalogueEvent, StatedFields> = {
    "Content Published": { ...fields, publishedAt: fields.publishedAt ?? statedAt, withdrawnAt: null },
    "Content Updated": fields,
    "Content Withdrawn": { withdrawnAt: fields.withdrawnAt ?? statedAt },
  };
  const statement: ContentStatement = { id, statedAt, by: "event", fields: effect[name] };
  const messageId = base.messageId ?? hashOfContent([id, name, statedAt, fields]);
  return { value: { kind: "statement", messageId, statement }, warnings: [] };
}
