import { canonicalText } from "./canonical-text.ts";
import { cleanValue, isPropertyName } from "./read-text.ts";
import type { Reading } from "./reading.ts";

type Scalar = string | number | boolean;

/**
 * To whom a content is open, as kept: the members of a segment, or those who have one of the values of each attribute.
 * Keys and values are in an order of their own, so that what means the same is written the same.
 */
export type OpenTo = { readonly segment: string } | { readonly [attribute: string]: readonly Scalar[] };

/** What the database decides by: a segment's name, or a JSON path that is true of the attributes of whoever may open it. */
export interface Opening {
  readonly key: string;
  readonly segment: string | null;
  readonly path: string | null;
  /** It asks for a field that is no attribute. */
  readonly onFields: boolean;
}

/** Fields of the member that may be asked for as if they were attributes. */
const FIELDS: readonly string[] = ["role", "company", "locale"];

const MOST_ATTRIBUTES = 10;
const MOST_VALUES = 200;
const VALUE_LENGTH = 256;

const EXPECTED =
  "{ attribute: value or [values] } or { segment: name }; in a CSV plan=premium|gold&country=FR or segment=name";

/** An object, or its JSON, or `plan=premium|gold&country=FR`. */
export function readOpenTo(value: unknown): Reading<OpenTo | null | undefined> {
  if (value === undefined) return { value: undefined };
  if (value === null || (typeof value === "string" && value.trim() === "")) return { value: null };
  const written = typeof value === "string" ? parseText(value.trim()) : value;
  const clean = cleanValue(written);
  if (typeof clean !== "object" || clean === null || Array.isArray(clean)) return { expected: EXPECTED };
  return readObject(clean as Record<string, unknown>);
}

function parseText(text: string): unknown {
  if (text.startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  const parts = text.split("&").map((part): [string, string[]] | null => {
    const at = part.indexOf("=");
    return at < 1 ? null : [part.slice(0, at).trim(), part.slice(at + 1).split("|")];
  });
  const known = parts.filter((part) => part !== null);
  if (known.length !== parts.length || new Set(known.map(([name]) => name)).size !== known.length) return undefined;
  return Object.fromEntries(known.map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

function readObject(written: Readonly<Record<string, unknown>>): Reading<OpenTo> {
  const names = Object.keys(written).sort();
  if (names.length === 0) return { expected: `${EXPECTED}; without openTo it is open to everybody` };
  if (Object.hasOwn(written, "segment")) {
    if (names.length > 1) return { expected: "segment alone, or attributes: a segment can ask for attributes itself" };
    const name = typeof written.segment === "string" ? written.segment.trim() : "";
    return /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,99}$/u.test(name)
      ? { value: { segment: name } }
      : { expected: "the name of one segment, as its file in rules/segments/ is called" };
  }
  if (names.length > MOST_ATTRIBUTES) return { expected: `at most ${MOST_ATTRIBUTES} attributes` };
  const read: Record<string, readonly Scalar[]> = {};
  let count = 0;
  for (const name of names) {
    if (!isPropertyName(name)) return { expected: "names of attributes" };
    const values = valuesOf(written[name]);
    if (values === null) return { expected: `for "${name}" a text, a number, true, false, or a list of these` };
    read[name] = values;
    count += values.length;
  }
  if (count > MOST_VALUES) return { expected: `at most ${MOST_VALUES} values; name a segment instead` };
  return { value: read };
}

/** null: not what can be compared, or nothing at all, which no member has. */
function valuesOf(written: unknown): readonly Scalar[] | null {
  const list: readonly unknown[] = Array.isArray(written) ? written : [written];
  const values = list.map((value) => (typeof value === "string" ? value.trim() : value));
  if (values.length === 0 || !values.every(isScalar)) return null;
  return [...new Map(values.map((value) => [canonicalText(value), value])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value);
}

function isScalar(value: unknown): value is Scalar {
  if (typeof value === "string") return value !== "" && value.length <= VALUE_LENGTH;
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}

/** null for what was stored before openings had a meaning: open to nobody. */
export function openingOf(openTo: unknown): Opening | null {
  const reading = readOpenTo(openTo);
  if ("expected" in reading || reading.value === null || reading.value === undefined) return null;
  const { value } = reading;
  const key = canonicalText(value);
  if (typeof value.segment === "string") return { key, segment: value.segment, path: null, onFields: false };
  const tests = Object.entries(value as Readonly<Record<string, readonly Scalar[]>>).map(([name, values]) => {
    const own = `$.${JSON.stringify(name)}[*]`;
    const literals = new Set(values.flatMap(waysToWrite).map((way) => JSON.stringify(way)));
    return `(${[...literals].map((literal) => `${own} == ${literal}`).join(" || ")})`;
  });
  return {
    key,
    segment: null,
    path: tests.join(" && "),
    onFields: Object.keys(value).some((name) => FIELDS.includes(name)),
  };
}

/** A site's number may have come as a text, from a CSV, and the other way round. */
function waysToWrite(value: Scalar): readonly Scalar[] {
  if (typeof value !== "string") return [value, String(value)];
  if (value === "true" || value === "false") return [value, value === "true"];
  const number = Number(value);
  return String(number) === value && Number.isFinite(number) ? [value, number] : [value];
}
