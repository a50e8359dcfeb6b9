/** By what a person is named in what is said of others. */
export interface NamedPerson {
  readonly ids: readonly string[];
  readonly addresses: readonly string[];
  readonly names: readonly string[];
}

/** What stands in the place of an address within a longer text. */
export const FORGOTTEN = "(erased)";

/** An id as long as this, and not a plain number, is nobody else's value by chance. */
const TELLING_LENGTH = 6;
const PEOPLE = "user|member|author|actor|owner|person|sender|recipient|people|mention|assignee|manager|from";
const NAMES_A_PERSON = new RegExp(`${PEOPLE}|^by$|^to$`, "i");

/**
 * A JSON value without a person: strings and numbers that are their id, address or name are left out, with their key; an
 * address within a longer text is replaced. A short id such as `42` counts only below a key that speaks of people
 * (`replyToUserId`), and so does a name. What stands beside an id that is left out and tells its name (`fromName` beside
 * `fromUserId`) goes too.
 */
export function forgetPerson(value: unknown, person: NamedPerson): unknown {
  const kept = forget(value, "", matcherOf(person));
  return kept === undefined ? null : kept;
}

interface Matcher {
  isId(text: string, key: string): boolean;
  isName(text: string): boolean;
  clean(text: string): string;
}

function matcherOf({ ids, addresses, names }: NamedPerson): Matcher {
  const known = new Set(ids);
  const lower = new Set(addresses.map((address) => address.toLowerCase()));
  const called = new Set(names.map((name) => name.toLowerCase()));
  const within = addresses.map((address) => new RegExp(escapeRegExp(address), "gi"));
  return {
    isId: (text, key) =>
      lower.has(text.trim().toLowerCase()) || (known.has(text) && (NAMES_A_PERSON.test(key) || isTelling(text))),
    isName: (text) => called.has(text.trim().toLowerCase()),
    clean: (text) => within.reduce((kept, pattern) => kept.replace(pattern, FORGOTTEN), text),
  };
}

export function isTelling(id: string): boolean {
  return id.length >= TELLING_LENGTH && !/^\d+$/.test(id);
}

/**
 * A regular expression, for PostgreSQL as well, that finds an id in JSON without spaces, whole or cut off: below `id`, or a
 * key that speaks of people, alone or in a list. To be matched whatever the case.
 */
export function idBelowKey(id: string): string {
  const written = escapeRegExp(JSON.stringify(id).slice(1, -1));
  return `"([^"]*(${PEOPLE})[^"]*|by|to|id)":(\\[([^\\]]*,)?)?"?${written}"?([,}\\]]|$)`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function forget(value: unknown, key: string, matcher: Matcher): unknown {
  if (typeof value === "string") {
    if (matcher.isId(value, key)) return undefined;
    return matcher.isName(value) && NAMES_A_PERSON.test(key) ? undefined : matcher.clean(value);
  }
  if (typeof value === "number") return matcher.isId(String(value), key) ? undefined : value;
  if (Array.isArray(value)) {
    return value.map((item) => forget(item, key, matcher)).filter((item) => item !== undefined);
  }
  if (typeof value !== "object" || value === null) return value;
  const kept: [string, unknown][] = [];
  const gone: string[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const left = forget(inner, name, matcher);
    if (left === undefined) gone.push(name);
    else kept.push([matcher.clean(name), left]);
  }
  const stems = gone.map(stemOf);
  return Object.fromEntries(kept.filter(([name]) => !(/name$/i.test(name) && stems.includes(stemOf(name)))));
}

/** `fromUserId` and `fromName` speak of the same person: `from`. */
function stemOf(key: string): string {
  return key
    .toLowerCase()
    .replace(/[_-]/g, "")
    .replace(/(user|member)?(id|name|email)?$/, "");
}
