import { canonicalText } from "./canonical-text.ts";
import { mergeConsent } from "./consent.ts";
import { type MemberFields, type MemberRecord, type MemberStatement, type Saying, SINGLE_FIELDS } from "./member.ts";

const NOTHING_SAID: MemberFields = {
  email: null,
  name: null,
  firstName: null,
  lastName: null,
  locale: null,
  reads: null,
  timezone: null,
  role: "member",
  company: null,
  subscribed: null,
  consentAt: null,
  consentSource: null,
  renewalAt: null,
  createdAt: null,
  attributes: {},
};

/**
 * The member after a statement. For each field and attribute the latest word stands, whatever the order in which words
 * arrive; of two at the same millisecond the greater value, so that this does not depend on the order either.
 *
 * @param now when what has no time of its own is said
 */
export function mergeMember(known: MemberRecord | undefined, said: MemberStatement, now: Date): MemberRecord {
  const before = known ?? { id: said.id, ...NOTHING_SAID, statedAt: {} };
  const { at, isOwn }: Saying = said.saying ?? { at: now, isOwn: false };
  const ms = at.getTime();
  const times: Record<string, number> = { ...before.statedAt };
  const isNewer = (name: string, value: unknown, standing: unknown): boolean => {
    const last = timeOf(times, name);
    if (last === undefined || last < ms) return true;
    return last === ms && (!isOwn || canonicalText(value) > canonicalText(standing));
  };
  const fields: Record<string, unknown> = {};
  for (const name of SINGLE_FIELDS) {
    const stated = said[name];
    // Who joined once has joined: an empty time says nothing.
    if (stated === undefined || (stated === null && name === "createdAt")) continue;
    const value = stated ?? NOTHING_SAID[name];
    if (!isNewer(name, value, before[name])) continue;
    fields[name] = value;
    times[name] = ms;
  }
  const attributes = new Map(Object.entries(before.attributes));
  for (const [name, value] of Object.entries(said.attributes ?? {})) {
    if (!isNewer(name, value, attributes.get(name) ?? null)) continue;
    times[name] = ms;
    if (value === null) attributes.delete(name);
    else attributes.set(name, value);
  }
  const { statedAt: consentSaidAt, ...consent } = mergeConsent(before, said, ms);
  delete times.subscribed;
  if (consentSaidAt !== undefined) times.subscribed = consentSaidAt;
  return {
    ...before,
    ...fields,
    attributes: Object.fromEntries([...attributes].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...consent,
    statedAt: times,
  };
}

/** When a field or an attribute was said; an attribute may be called `constructor`. */
export function timeOf(times: MemberRecord["statedAt"], name: string): number | undefined {
  return Object.hasOwn(times, name) ? times[name] : undefined;
}

/** The times as kept: that of most that is known, and of each field or attribute said at another. Null: none is known. */
export interface KeptTimes {
  readonly statedAt: Date | null;
  readonly stated: Readonly<Record<string, number>> | null;
}

export function keepTimes(member: MemberRecord): KeptTimes {
  const times = member.statedAt;
  const known = knownNames(member);
  const counts = new Map<number, number>();
  for (const name of known) {
    const ms = timeOf(times, name) ?? 0;
    counts.set(ms, (counts.get(ms) ?? 0) + 1);
  }
  let base = 0;
  for (const [ms, count] of counts) {
    const most = counts.get(base) ?? 0;
    if (ms > 0 && (base === 0 || count > most || (count === most && ms > base))) base = ms;
  }
  const stated: Record<string, number> = {};
  const names = new Set([...known, ...Object.keys(times)]);
  for (const name of [...names].sort()) {
    const ms = timeOf(times, name) ?? 0;
    if (known.has(name) ? base > 0 && ms !== base : ms > 0) stated[name] = ms;
  }
  return {
    statedAt: base === 0 ? null : new Date(base),
    stated: Object.keys(stated).length === 0 ? null : stated,
  };
}

/** Field or attribute → milliseconds, from the times as kept. */
export function readTimes(member: MemberFields, { statedAt, stated }: KeptTimes): Readonly<Record<string, number>> {
  if (statedAt === null) return stated ?? {};
  const times = Object.fromEntries([...knownNames(member)].map((name) => [name, statedAt.getTime()]));
  return { ...times, ...stated };
}

/** Fields and attributes that are more than nothing. Consent with a time of its own needs no other. */
export function knownNames(member: MemberFields): Set<string> {
  const names = new Set(Object.keys(member.attributes));
  for (const name of SINGLE_FIELDS) if (member[name] !== NOTHING_SAID[name]) names.add(name);
  if (member.subscribed !== null && member.consentAt === null) names.add("subscribed");
  return names;
}
