import type { Activity } from "../core/tracking/activity.ts";
import {
  CALL_TYPES,
  type CallContext,
  type CallType,
  type callReader,
  type ReadCall,
  readSentAt,
} from "../core/tracking/call.ts";
import { PAGE_VIEWED } from "../core/tracking/event-names.ts";
import { writtenAddresses } from "../core/tracking/page-address.ts";
import type { FieldMistake } from "../core/tracking/reading.ts";
import { aliasMembers } from "./alias-members.ts";
import type { ContentAddresses, GoodKey, IngestDeps, RejectedCall, RejectedCallStore } from "./ports.ts";
import { type ContentMessage, recordContentMessages } from "./record-contents.ts";
import { DEFAULT_SOURCE, recordEvents } from "./record-events.ts";
import { recordMembers } from "./record-members.ts";
import { rejectedCall } from "./rejections/rejected-call.ts";

export const MOST_CALLS = 2_500;
const MOST_CALL_BYTES = 32 * 1024;

/** What could not be used: a call that was refused for it, or a field without which a call was taken. `index` is the place in its batch. */
export interface Refusal {
  readonly index: number;
  readonly field: string;
  readonly expected: string;
}

/** The calls of one request, read: those that can be stored, and why the others cannot, or not whole. */
export interface ReadRequest {
  readonly receivedAt: Date;
  readonly calls: readonly ReadCall[];
  readonly refusals: readonly Refusal[];
  /** Of `calls`: fields without which one is taken. */
  readonly dropped: readonly Refusal[];
  readonly rejected: readonly RejectedCall[];
}

/** A request's body as parsed; `type` is that of its path, null for a batch. */
export interface CallRequest {
  /** The key by which it came. */
  readonly key: GoodKey;
  readonly type: CallType | null;
  readonly body: Readonly<Record<string, unknown>>;
  readonly receivedAt: Date;
}

/** Reads the calls of requests, under what settings.yaml says. */
export type ReadCalls = ReturnType<typeof callReader>;

/** Reads a request; `problem` says why it holds nothing that could be read at all. */
export function readRequest(
  read: ReadCalls,
  { key, type, body, receivedAt }: CallRequest,
): ReadRequest | { readonly problem: Refusal; readonly tooMany: boolean } {
  const batch = type === null ? body.batch : [{ ...body, type }];
  if (!Array.isArray(batch)) {
    return { problem: { index: 0, field: "batch", expected: "a list of calls" }, tooMany: false };
  }
  if (batch.length === 0) {
    return { problem: { index: 0, field: "batch", expected: "at least one call" }, tooMany: false };
  }
  if (batch.length > MOST_CALLS) {
    return { problem: { index: MOST_CALLS, field: "batch", expected: `at most ${MOST_CALLS} calls` }, tooMany: true };
  }
  const context = { receivedAt, sentAt: readSentAt(body.sentAt), fromBrowser: key.isForBrowsers };
  return readCalls(read, batch, { source: `key ${key.name}`, context, shared: body.context });
}

/** How calls came: by which way, in which circumstances, and the `context` that a batch tells once for all of them. */
export interface CallOrigin {
  readonly source: string;
  readonly context: CallContext;
  readonly shared?: unknown;
}

type Refused = { readonly mistakes: readonly FieldMistake[] };

/** Reads calls one by one: a bad one costs no other. */
export function readCalls(
  read: ReadCalls,
  batch: readonly unknown[],
  { source, context, shared }: CallOrigin,
): ReadRequest {
  const { receivedAt } = context;
  const calls: ReadCall[] = [];
  const refusals: Refusal[] = [];
  const dropped: Refusal[] = [];
  const rejected: RejectedCall[] = [];
  for (const [index, call] of batch.entries()) {
    const row = readOne(read, call, { context, shared });
    const isTaken = "value" in row;
    if (isTaken) calls.push(row.value);
    const mistakes = isTaken ? row.warnings.map((warning) => warning.dropped) : row.mistakes;
    if (mistakes.length === 0) continue;
    for (const { field, expected } of mistakes) (isTaken ? dropped : refusals).push({ index, field, expected });
    rejected.push(rejectedCall(source, receivedAt, { mistakes, isTaken }, textOf(call)));
  }
  return { receivedAt, calls, refusals, dropped, rejected };
}

function readOne(
  read: ReadCalls,
  call: unknown,
  { context, shared }: Pick<CallOrigin, "context" | "shared">,
): ReturnType<ReadCalls> {
  const refuse = (expected: string, found: string): Refused => ({ mistakes: [{ field: "event", expected, found }] });
  try {
    return isLong(call) ? refuse(`at most ${MOST_CALL_BYTES} bytes`, "more") : read(withContext(call, shared), context);
  } catch (error) {
    // The stack is at its end.
    if (error instanceof RangeError) return refuse("what is not nested by the thousand", "what is");
    throw error;
  }
}

/** As it came; nothing of what is nested too deeply to be written. */
function textOf(call: unknown): string {
  try {
    return JSON.stringify(call) ?? "";
  } catch {
    return "";
  }
}

/** Writing a call out takes as long as reading it: only one that may be too long is written, to know. */
function isLong(call: unknown): boolean {
  return (
    roomAfter(call, MOST_CALL_BYTES) < 0 && new TextEncoder().encode(JSON.stringify(call)).length > MOST_CALL_BYTES
  );
}

/** `\u0000`, for one character; and `-1.7976931348623157e+308`. */
const MOST_BYTES_OF_CHARACTER = 6;
const MOST_BYTES_OF_NUMBER = 24;

/** Of so much room, what is left at least once `value` is written as JSON; below zero: perhaps none. */
function roomAfter(value: unknown, room: number): number {
  if (room < 0) return room;
  if (typeof value === "string") return room - value.length * MOST_BYTES_OF_CHARACTER - 2;
  if (typeof value !== "object" || value === null) return room - MOST_BYTES_OF_NUMBER;
  let left = room - 2;
  for (const key in value) {
    left = roomAfter(
      (value as Readonly<Record<string, unknown>>)[key],
      left - key.length * MOST_BYTES_OF_CHARACTER - 4,
    );
  }
  return left;
}

/** A batch may tell the context of all its calls once. */
function withContext(call: unknown, shared: unknown): unknown {
  if (shared === undefined || typeof call !== "object" || call === null || "context" in call) return call;
  return { ...call, context: shared };
}

/**
 * Stores what several requests said, in the order in which they came. Safe to repeat: what was stored before is found
 * again. When it resolves, all of it is durable.
 */
export async function recordCalls(
  deps: IngestDeps & { readonly rejected: RejectedCallStore; readonly addresses: ContentAddresses },
  requests: readonly ReadRequest[],
): Promise<void> {
  const calls = requests.flatMap((request) => request.calls);
  const members = calls.flatMap(({ member }) => member ?? []);
  if (members.length > 0) await recordMembers(deps, members);
  const aliases = calls.flatMap(({ alias }) => alias ?? []);
  if (aliases.length > 0) await aliasMembers(deps, aliases);
  const messages: ContentMessage[] = [];
  const activities: Activity[] = [];
  for (const { event } of calls) {
    if (event?.kind === "activity") activities.push(event.activity);
    else if (event?.kind === "statement") messages.push(event);
  }
  if (messages.length > 0) await recordContentMessages(deps, DEFAULT_SOURCE, messages);
  if (activities.length > 0) await recordEvents(deps, await withContents(deps.addresses, activities));
  // Last, since this alone is not safe to repeat.
  const rejected = requests.flatMap((request) => request.rejected);
  if (rejected.length > 0) await deps.rejected.keep(rejected);
}

/** The call that a path names; null: a batch; undefined: there is no such path. */
export function callOfPath(name: string): CallType | null | undefined {
  return name === "batch" ? null : CALL_TYPES.find((type) => type === name);
}

/** A page whose address is a content's is a view of it. */
async function withContents(
  addresses: ContentAddresses,
  activities: readonly Activity[],
): Promise<readonly Activity[]> {
  const written = activities.map(({ name, contentId, properties }) =>
    name === PAGE_VIEWED && contentId === null && typeof properties?.url === "string"
      ? writtenAddresses(properties.url)
      : [],
  );
  const urls = new Set(written.flat());
  if (urls.size === 0) return activities;
  const known = await addresses.find([...urls]);
  return activities.map((activity, at) => {
    const url = written[at]?.find((one) => known.has(one));
    const contentId = url === undefined ? undefined : known.get(url);
    return contentId === undefined ? activity : { ...activity, contentId };
  });
}
