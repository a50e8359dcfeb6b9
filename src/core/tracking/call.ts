import { hashOfContent } from "./activity.ts";
import { withConsentOfCall } from "./consent.ts";
import { eventReader, type ReadEvent, readEventTime } from "./event.ts";
import { type MemberStatement, memberReader, type Saying } from "./member.ts";
import type { MemberAlias } from "./member-alias.ts";
import { readId, readOptionalId } from "./read-text.ts";
import { readRequiredTime, readTime } from "./read-time.ts";
import { type FieldMistake, mistakeIn, type Reading, type ReadRow } from "./reading.ts";
import { slipsOfTraits } from "./slips.ts";

/** The calls of Segment's HTTP Tracking API, by their paths. */
export const CALL_TYPES = ["identify", "track", "page", "screen", "group", "alias"] as const;
export type CallType = (typeof CALL_TYPES)[number];

/** What one call says; an identify may say both who a member is and that a visitor was them. */
export interface ReadCall {
  readonly event: ReadEvent | null;
  readonly member: MemberStatement | null;
  readonly alias: MemberAlias | null;
}

/** What names mean here, as settings.yaml says. */
export interface CallNames {
  readonly passiveEvents: readonly string[];
  readonly events: Readonly<Record<string, string>>;
  /** The community's: what is said of members may be a day alone, such as when they joined. */
  readonly timezone: string;
}

/** What holds for all calls of a request. */
export interface CallContext {
  /** When the request came. */
  readonly receivedAt: Date;
  /** When the sender says that it left; null: it does not say. */
  readonly sentAt: Date | null;
  /** By a key that anybody may read in a page. */
  readonly fromBrowser: boolean;
}

const NO_ZONE = { timezone: null, dates: "iso" } as const;
const readAnyTime = readTime(NO_ZONE);
const readGivenTime = readRequiredTime(NO_ZONE);

/** Less is the way of the request, or two clocks that are right. */
const CLOCK_TOLERANCE_MS = 30_000;

/** How far behind ours the sender's clock is, in ms; 0 where the two agree or it does not say. */
function clockLag({ receivedAt, sentAt }: CallContext): number {
  if (sentAt === null) return 0;
  const lag = receivedAt.getTime() - sentAt.getTime();
  return Math.abs(lag) > CLOCK_TOLERANCE_MS ? lag : 0;
}

/** `sentAt` as it stands in a request; what is no time is none. */
export function readSentAt(value: unknown): Date | null {
  const reading = readAnyTime(value);
  return "value" in reading ? (reading.value ?? null) : null;
}

type Call = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Call =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function traitsOf(call: Call): Call {
  return isObject(call.traits) ? call.traits : {};
}

const NOT_OWN = {
  field: "writeKey",
  expected: "a key for servers: one for browsers sends what members do themselves",
  found: "a key for browsers",
};

/**
 * Reads calls. One without a time is of the moment at which it came; one whose sender's clock is off is moved by as much as
 * `sentAt` says (timestamp + receivedAt - sentAt, as Segment does). By a key for browsers only own acts are taken: whoever
 * reads it in a page could else change a member's address, or write into the mails of others.
 */
export function callReader(names: CallNames): (call: unknown, context: CallContext) => ReadRow<ReadCall> {
  const { passiveEvents, events, timezone } = names;
  const readers = {
    // When something happened is an instant: the community's timezone is not for it.
    event: eventReader({ passiveEvents, events, ...NO_ZONE }),
    member: memberReader({ ...NO_ZONE, daysIn: timezone }),
  };
  return (call, context) => {
    const read = readCall(readers, call, context);
    if ("mistakes" in read) {
      return { mistakes: read.mistakes.map((flaw) => ({ ...flaw, expected: withoutOptions(flaw.expected) })) };
    }
    if (!context.fromBrowser || isOwnAct(read.value)) return read;
    return { mistakes: [NOT_OWN] };
  };
}

function isOwnAct({ event }: ReadCall): boolean {
  return event?.kind === "activity" && !event.activity.passive;
}

interface Readers {
  readonly event: ReturnType<typeof eventReader>;
  readonly member: ReturnType<typeof memberReader>;
}

function readCall(readers: Readers, call: unknown, context: CallContext): ReadRow<ReadCall> {
  if (!isObject(call)) return { mistakes: [mistakeIn("event", "an object", call)] };
  switch (call.type) {
    case "identify":
      return readIdentify(readers, call, context);
    case "group":
      return readGroup(readers, call, context);
    case "alias":
      return readAlias(call);
    case "track":
    case "page":
    case "screen":
      return readAct(readers, call, context);
    default:
      return { mistakes: [mistakeIn("type", `one of ${CALL_TYPES.join(", ")}`, call.type)] };
  }
}

function only(said: Partial<ReadCall>): ReadRow<ReadCall> {
  return { value: { event: null, member: null, alias: null, ...said }, warnings: [] };
}

function readAct(readers: Readers, call: Call, context: CallContext): ReadRow<ReadCall> {
  const given = call.timestamp ?? call.originalTimestamp;
  const time = readAnyTime(given);
  const at = "value" in time && time.value ? new Date(time.value.getTime() + clockLag(context)) : given;
  // Its own hash would be of the corrected time, which differs a little with each try.
  const messageId = call.messageId ?? (given === undefined ? undefined : hashOfContent([canonical(call)]));
  const { receivedAt } = context;
  const read = readers.event({ ...call, messageId, timestamp: at ?? receivedAt }, receivedAt);
  if ("mistakes" in read) return read;
  return { ...only({ event: read.value }), warnings: read.warnings };
}

/** What a command would be told to say has no place here. */
function withoutOptions(expected: string): string {
  return expected.replace(/ \(for (?:times|day-first dates) .*\)$/, "");
}

function readIdentify(readers: Readers, call: Call, context: CallContext): ReadRow<ReadCall> {
  const read = readWho(readers, call, { ...traitsOf(call), id: call.userId }, context);
  const slips = slipsOfTraits(call);
  if ("value" in read) return { ...read, warnings: [...read.warnings, ...slips] };
  return { mistakes: [...read.mistakes, ...slips.map(({ dropped }) => dropped)] };
}

function readWho(readers: Readers, call: Call, row: Call, context: CallContext): ReadRow<ReadCall> {
  const read = readers.member(row, context.receivedAt);
  const saying = readSaying(call, context);
  const anonymous = readOptionalId(call.anonymousId);
  if ("mistakes" in read || "field" in saying || "expected" in anonymous) {
    return {
      mistakes: [
        ...("mistakes" in read ? read.mistakes.map(asUserId) : read.warnings.map(({ dropped }) => dropped)),
        ...("field" in saying ? [saying] : []),
        ...("expected" in anonymous ? [mistakeIn("anonymousId", anonymous.expected, call.anonymousId)] : []),
      ],
    };
  }
  const alias = anonymous.value === null ? null : { userId: read.value.id, anonymousId: anonymous.value };
  const member = { ...withConsentOfCall(read.value, saying.at, context.receivedAt), saying };
  return { value: { event: null, member, alias }, warnings: read.warnings };
}

/** Nothing is said later than it comes, however a clock is off. */
function readSaying(call: Call, context: CallContext): Saying | FieldMistake {
  const { receivedAt } = context;
  const given = call.timestamp ?? call.originalTimestamp;
  if (given === undefined || given === null) return { at: receivedAt, isOwn: false };
  const corrected = (value: unknown): Reading<Date> => {
    const time = readGivenTime(value);
    return "expected" in time ? time : { value: new Date(time.value.getTime() + clockLag(context)) };
  };
  const time = readEventTime(corrected, given, receivedAt);
  if ("expected" in time) return mistakeIn("timestamp", withoutOptions(time.expected), given);
  return time.value < receivedAt ? { at: time.value, isOwn: true } : { at: receivedAt, isOwn: false };
}

function readGroup(readers: Readers, call: Call, context: CallContext): ReadRow<ReadCall> {
  const group = readId(call.groupId);
  const id = "value" in group ? group.value : null;
  const read = readWho(readers, call, { id: call.userId, company: { ...traitsOf(call), id } }, context);
  if ("value" in group) return read;
  const others = "mistakes" in read ? read.mistakes : read.warnings.map(({ dropped }) => dropped);
  return { mistakes: [mistakeIn("groupId", group.expected, call.groupId), ...others] };
}

function readAlias(call: Call): ReadRow<ReadCall> {
  const [user, previous] = [readId(call.userId), readId(call.previousId)];
  if ("value" in user && "value" in previous) {
    return only({ alias: { userId: user.value, previousId: previous.value } });
  }
  return {
    mistakes: [
      ...("expected" in user ? [mistakeIn("userId", user.expected, call.userId)] : []),
      ...("expected" in previous ? [mistakeIn("previousId", previous.expected, call.previousId)] : []),
    ],
  };
}

/** What a try may change is no part of what was said. */
function canonical({ sentAt: _sentAt, _metadata, integrations: _integrations, writeKey: _key, ...said }: Call): Call {
  return said;
}

/** The id of a member is `userId` in a call. */
function asUserId(flaw: FieldMistake): FieldMistake {
  return flaw.field === "id" ? { ...flaw, field: "userId" } : flaw;
}
