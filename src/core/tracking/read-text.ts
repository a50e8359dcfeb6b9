import type { Reading } from "./reading.ts";

const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const CONTROLS = /[\p{Cc}\p{Cs}\u2028\u2029]+/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must go
const NOT_IN_DOCUMENTS = /[\p{Cs}\u0000]/gu;

const ID_LENGTH = 256;
const URL_LENGTH = 2_048;

/** null: nothing there (absent, null, empty or blank). */
export function textOf(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  if (value === null) return null;
  if (typeof value === "string") return value.trim() === "" ? null : value;
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "boolean" ? String(value) : undefined;
}

/** The site's own id of something: may begin with `-`, holds no control characters, is never changed. */
export function readId(value: unknown): Reading<string> {
  return readShort(value, "an id");
}

/** What an event is called: as short and as plain as an id. */
export function readEventName(value: unknown): Reading<string> {
  return readShort(value, "a name");
}

function readShort(value: unknown, what: string): Reading<string> {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    return { expected: `${what} in quotes (as a number it is not exact)` };
  }
  const id = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  if (id === "" || id.length > ID_LENGTH || CONTROL.test(id)) {
    return { expected: `${what} of 1 to ${ID_LENGTH} characters, none of them control characters` };
  }
  return { value: id };
}

export function readOptionalId(value: unknown): Reading<string | null> {
  return value === undefined || value === null || value === "" ? { value: null } : readId(value);
}

/** Text on one line: line breaks and other control characters become single spaces. Absent stays absent. */
export function readLine(maximum: number) {
  return (value: unknown): Reading<string | null | undefined> => {
    if (value === undefined) return { value: undefined };
    const text = textOf(value);
    if (text === undefined) return { expected: "text" };
    if (text === null) return { value: null };
    const line = text.replace(CONTROLS, " ").replace(/\s+/g, " ").trim();
    if (line.length > maximum) return { expected: `at most ${maximum} characters` };
    return { value: line === "" ? null : line };
  };
}

export function readRequiredLine(maximum: number) {
  const read = readLine(maximum);
  return (value: unknown): Reading<string> => {
    const reading = read(value);
    if ("expected" in reading) return reading;
    return typeof reading.value === "string" ? { value: reading.value } : { expected: "text" };
  };
}

export function readUrl(value: unknown): Reading<string | null | undefined> {
  if (value === undefined) return { value: undefined };
  const text = textOf(value);
  if (text === null) return { value: null };
  const url = text?.trim() ?? "";
  if (/^https?:\/\/[^\s]/i.test(url) && url.length <= URL_LENGTH && !CONTROL.test(url) && URL.canParse(url)) {
    return { value: url };
  }
  return { expected: "a URL that begins with http:// or https://" };
}

export function readRequiredUrl(value: unknown): Reading<string> {
  const reading = readUrl(value);
  if ("expected" in reading) return reading;
  return typeof reading.value === "string"
    ? { value: reading.value }
    : { expected: "a URL that begins with http:// or https://" };
}

const YES = new Set(["true", "1", "yes", "y", "oui", "vrai"]);
const NO = new Set(["false", "0", "no", "n", "non", "faux"]);

export function readBoolean(value: unknown): Reading<boolean | null | undefined> {
  if (value === undefined) return { value: undefined };
  const text = textOf(value);
  if (text === null) return { value: null };
  const word = text?.trim().toLowerCase() ?? "";
  if (YES.has(word)) return { value: true };
  return NO.has(word) ? { value: false } : { expected: "true or false" };
}

/** A list: `|` between its values in CSV, an array in NDJSON. Repeated values count once. */
export function readList(value: unknown): Reading<readonly string[] | null | undefined> {
  if (value === undefined) return { value: undefined };
  if (value === null || value === "") return { value: null };
  const parts = Array.isArray(value) ? value : textOf(value)?.split("|");
  if (parts === undefined || !parts.every((part) => typeof part === "string")) {
    return { expected: "a list: texts with | between them, or an array of texts" };
  }
  const clean = parts.map((part) => part.replace(CONTROLS, " ").replace(/\s+/g, " ").trim());
  return { value: [...new Set(clean.filter((part) => part !== ""))] };
}

export function readChoice<const T extends string>(choices: readonly T[]) {
  return (value: unknown): Reading<T | null | undefined> => {
    if (value === undefined) return { value: undefined };
    const text = textOf(value);
    if (text === null) return { value: null };
    const choice = choices.find((known) => known === text?.trim().toLowerCase());
    return choice === undefined ? { expected: `one of ${choices.join(", ")}` } : { value: choice };
  };
}

/** Plain data without what PostgreSQL cannot store (U+0000, lone surrogates); undefined when it holds `__proto__`. */
export function cleanValue(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.replace(NOT_IN_DOCUMENTS, "");
  if (typeof value !== "object" || value === null) return value;
  if (depth > 10) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => cleanValue(item, depth + 1));
    return items.includes(undefined) ? undefined : items;
  }
  const clean: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (!isPropertyName(key)) return undefined;
    const cleaned = cleanValue(item, depth + 1);
    if (cleaned === undefined) return undefined;
    clean[key] = cleaned;
  }
  return clean;
}

export function isPropertyName(name: string): boolean {
  return name !== "__proto__" && name !== "" && name.length <= ID_LENGTH && !CONTROL.test(name);
}

/**
 * A CSV cell that no column claims: a number where the text is exactly how JSON writes that number (so `0123`, `1.50` and
 * ids of 17 digits stay text), a boolean where it is `true` or `false`, else text. A file in NDJSON then says the same.
 */
export function typedCell(cell: string): string | number | boolean {
  if (cell === "true" || cell === "false") return cell === "true";
  if (cell.length > 15 || !/^-?\d/.test(cell)) return cell;
  const number = Number(cell);
  return String(number) === cell ? number : cell;
}

const DECIMAL_COMMA = /^-?\d+,\d+$/;

/** The number that a cell says with a decimal comma, no digit of it lost; null for any other cell. */
export function commaNumber(cell: string): number | null {
  if (!DECIMAL_COMMA.test(cell)) return null;
  const number = typedCell(cell.replace(",", "."));
  return typeof number === "number" ? number : null;
}
