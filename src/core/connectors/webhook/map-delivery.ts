import { hashOfContent } from "../../tracking/activity.ts";
import { readTime } from "../../tracking/read-time.ts";
import type { Delivery } from "../delivery.ts";
import { isWhoCall, LIST_FIELDS, TIME_FIELDS } from "./becomes.ts";
import { type Condition, holds } from "./condition.ts";
import { findAt, type Path, type Scope } from "./path.ts";
import { type Value, valueIn, variesByItem } from "./value.ts";

/** What one kind of delivery becomes. */
export interface EventMapping {
  /** All have to hold. */
  readonly when: readonly Condition[];
  /** `identify`, `group`, `alias`, or the name of an event. */
  readonly becomes: string;
  readonly fields: Readonly<Record<string, Value>>;
}

export interface WebhookMapping {
  /** The connector's: the same id from another is another. */
  readonly name: string;
  /** What tells one delivery, or one item of it, from another; null: all that it says. */
  readonly id: Value | null;
  /** Where the list of items is; null: the payload is the one; no step: it is itself the list. */
  readonly items: Path | "payload" | null;
  /** Of times without a zone; null: they are refused. */
  readonly timezone: string | null;
  readonly events: readonly EventMapping[];
}

export interface MappedCall {
  readonly call: Readonly<Record<string, unknown>>;
  /** Places in the lists of events and items; item null: the payload is the one. */
  readonly event: number;
  readonly item: number | null;
  /** Paths that found nothing. */
  readonly missing: readonly string[];
}

export interface MappedDelivery {
  readonly mapped: readonly MappedCall[];
  /** 1 where the payload is the one. Of more than are taken at once none is mapped. */
  readonly items: number;
  readonly tooMany: boolean;
  /** Places of items that are none of the events; the payload alone is at 0. */
  readonly unmatched: readonly number[];
}

/** As many as there may be calls in a batch: what would take seconds is not begun. */
const MOST_ITEMS = 2_500;

/** What a delivery becomes. Never fails: what is not there is left out, and the calls are then refused for it. */
export function mapDelivery(mapping: WebhookMapping, { payload, header }: Delivery): MappedDelivery {
  const list = mapping.items === null ? null : listAt(mapping.items, { payload, header });
  if (list !== null && list.length > MOST_ITEMS) {
    return { mapped: [], items: list.length, tooMany: true, unmatched: [] };
  }
  const scopes: readonly Scope[] =
    list === null ? [{ payload, header }] : list.map((item) => ({ payload, item, header }));
  let said: string | null = null;
  const mapped: MappedCall[] = [];
  const unmatched: number[] = [];
  for (const [at, scope] of scopes.entries()) {
    const item = mapping.items === null ? null : at;
    // An id of the delivery is that of all its items; one of an item goes with it, wherever it stands the next time.
    const place = item === null || mapping.id === null || variesByItem(mapping.id) ? null : item;
    const id = mapping.id === null ? undefined : valueIn(mapping.id, scope, new Set());
    const made = new Map<string, number>();
    for (const [event, { when, becomes, fields }] of mapping.events.entries()) {
      if (!when.every((condition) => holds(condition, scope))) continue;
      const nth = made.get(becomes) ?? 0;
      made.set(becomes, nth + 1);
      const missing = new Set<string>();
      const found = valuesOf(fields, scope, mapping.timezone, missing);
      // A repeated delivery is known again, also where the file has had other events since.
      if (id === undefined) said ??= hashOfContent([mapping.name, payload]);
      const known = id === undefined ? [said, at] : [mapping.name, id, place];
      mapped.push({
        call: callOf(becomes, found, hashOfContent([...known, becomes, nth])),
        event,
        item,
        missing: [...missing],
      });
    }
    if (made.size === 0) unmatched.push(at);
  }
  return { mapped, items: scopes.length, tooMany: false, unmatched };
}

/** One thing alone stands for a list of it. */
function listAt(items: Path | "payload", scope: Scope): readonly unknown[] {
  const found = items === "payload" ? scope.payload : findAt(items, scope);
  if (Array.isArray(found)) return found;
  return found === undefined || found === null ? [] : [found];
}

type Fields = Readonly<Record<string, unknown>>;

function valuesOf(fields: EventMapping["fields"], scope: Scope, timezone: string | null, missing: Set<string>): Fields {
  const entries = Object.entries(fields).map(([name, value]) => {
    const found = valueIn(value, scope, missing);
    if (TIME_FIELDS.includes(name)) return [name, asTime(found, timezone)] as const;
    return [name, LIST_FIELDS.includes(name) && Array.isArray(found) ? found.map(asText) : found] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** As the tracking API takes it; what belongs to the call itself is told apart from what it says. */
function callOf(becomes: string, fields: Fields, messageId: string): Fields {
  const { userId, anonymousId, previousId, groupId, timestamp, ...said } = fields;
  const call = leaveOut({ messageId, userId, anonymousId, timestamp });
  if (becomes === "alias") return { type: becomes, ...call, ...leaveOut({ previousId }) };
  if (isWhoCall(becomes)) return { type: becomes, ...call, ...leaveOut({ groupId }), traits: said };
  const { passive, ...properties } = said;
  const context = passive === undefined ? {} : { context: { passive } };
  return {
    type: "track",
    event: becomes,
    ...call,
    ...context,
    properties: { ...leaveOut({ previousId, groupId }), ...properties },
  };
}

function leaveOut(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Lists of texts: a theme may be called 2026. */
function asText(found: unknown): unknown {
  return typeof found === "number" ? String(found) : found;
}

/** From here on, numbers are milliseconds: as seconds they are in the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000;

/** A time as the tracking API takes it; what is none stays as it is, to be refused. */
function asTime(found: unknown, timezone: string | null): unknown {
  const number = typeof found === "string" && /^\d{9,13}(\.\d{1,6})?$/.test(found.trim()) ? Number(found) : found;
  if (typeof number === "number") {
    const date = new Date(Math.round(Math.abs(number) < MILLISECONDS_FROM ? number * 1_000 : number));
    return Number.isNaN(date.getTime()) ? found : date.toISOString();
  }
  if (timezone === null || typeof found !== "string") return found;
  const read = readTime({ timezone, dates: "iso" })(found);
  return "value" in read && read.value ? read.value.toISOString() : found;
}
