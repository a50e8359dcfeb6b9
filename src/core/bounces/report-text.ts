import { oneLine, shorten } from "../plain-text.ts";

const MOST_CHARACTERS = 500;

/** A server's words as one line that begins with its reply. */
export function serverWords(diagnostic: string): string {
  const line = oneLine(diagnostic.slice(0, MOST_CHARACTERS * 8)).replace(/^(?:smtp|x-[\w-]+)\s*;\s*/i, "");
  return shorten(line, MOST_CHARACTERS);
}

const ADDRESS = /[^\s<>()[\],;:"\\@]{1,256}@[A-Za-z0-9._-]{1,255}/g;

/** Every address in a piece of text, in its order. */
export function addressesIn(text: string): string[] {
  return text.slice(0, 10_000).match(ADDRESS) ?? [];
}

/** The address of a report's field, such as `rfc822; a@b.example`; null: it names none. */
export function reportedAddress(value: string | null): string | null {
  if (value === null) return null;
  const bare = value.slice(value.indexOf(";") + 1).trim();
  // Some leave it as it stood in the envelope (xtext: RFC 3461, section 4).
  return addressesIn(bare)[0] ?? addressesIn(bare.replace(/\+40/g, "@").replace(/\+2B/gi, "+"))[0] ?? null;
}
