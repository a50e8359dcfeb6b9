import { z } from "zod";

/** A field as read: its value, or what was expected instead. */
export type Reading<T> = { readonly value: T } | { readonly expected: string };

export interface FieldMistake {
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

/** What is odd about a row that is kept all the same. */
export interface RowWarning {
  readonly code: string;
  /** What was left out of it, and what was expected there. */
  readonly dropped: FieldMistake;
  /** One sentence, the same for all rows of this kind. */
  readonly says: string;
}

export type ReadRow<T> =
  | { readonly value: T; readonly warnings: readonly RowWarning[] }
  | { readonly mistakes: readonly FieldMistake[] };

/** How times are written in what is read. Nothing is guessed: without a timezone, a time without a zone is a mistake. */
export interface TimeReading {
  readonly timezone: string | null;
  readonly dates: "iso" | "dmy";
  /** Of dates alone, year first, where it is another than `timezone`: a day is one of somebody's calendar, as no hour is. */
  readonly daysIn?: string;
}

/** A zod field from a reader, so that all mistakes of a row are found at once, each with what was expected. */
export function field<T>(read: (value: unknown) => Reading<T>) {
  return z.unknown().transform((value, context): T => {
    const reading = read(value);
    if ("value" in reading) return reading.value;
    context.addIssue({ code: "custom", message: reading.expected, input: value });
    return z.NEVER;
  });
}

/**
 * Reads each field of a row by its own reader, and finds all its mistakes at once, as a zod object of `field`s does; for rows
 * that come by the ten thousand a second, since that takes several times as long.
 */
export function fieldsReader<Fields extends object>(
  readers: {
    readonly [Name in keyof Fields]: (value: unknown) => Reading<Fields[Name]>;
  },
): (row: { readonly [Name in keyof Fields]: unknown }) => Fields | FieldMistake[] {
  const names = Object.keys(readers) as (keyof Fields & string)[];
  return (row) => {
    const fields = {} as Fields;
    const mistakes: FieldMistake[] = [];
    for (const name of names) {
      const reading = readers[name](row[name]);
      if ("value" in reading) fields[name] = reading.value;
      else mistakes.push(mistakeIn(name, reading.expected, row[name]));
    }
    return mistakes.length === 0 ? fields : mistakes;
  };
}

export function mistakesOf(error: z.ZodError, row: Readonly<Record<string, unknown>>): FieldMistake[] {
  return error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "row");
    return mistakeIn(name, issue.message, row[name]);
  });
}

export function mistakeIn(field: string, expected: string, value: unknown): FieldMistake {
  return { field, expected, found: sayFound(value) };
}

const FOUND_LENGTH = 60;

function sayFound(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  const said = JSON.stringify(value) ?? typeof value;
  return said.length > FOUND_LENGTH ? `${said.slice(0, FOUND_LENGTH)}…` : said;
}

export function sayMistakes(mistakes: readonly FieldMistake[]): string {
  return mistakes.map(({ field, expected, found }) => `${field}: expected ${expected}, found ${found}`).join("; ");
}

/** The same for all that make this mistake. */
export function sayExpected(mistakes: readonly Pick<FieldMistake, "field" | "expected">[]): string {
  return mistakes.map(({ field, expected }) => `${field}: expected ${expected}`).join("; ");
}

/** What stood there instead. */
export function sayFoundIn(mistakes: readonly FieldMistake[]): string {
  return mistakes.map(({ field, found }) => `${field}: found ${found}`).join("; ");
}
