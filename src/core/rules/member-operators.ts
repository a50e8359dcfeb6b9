import * as z from "zod";
import { addDays, startOfLocalDay } from "../calendar.ts";
import type { AudienceBuilder, SpokenLanguage } from "./condition-kind.ts";
import { sayList, sayLocalDate } from "./say-words.ts";
import { adviseWord, show } from "./text/check-shape.ts";
import { dateField } from "./text/fields.ts";

/** How a member's value is compared: numbers as numbers, dates as dates, text as text, each in SQL and in memory. */

type Scalar = string | number | boolean;

/** `actual` is undefined where the member has no such value. */
interface Operator<Expected> {
  readonly schema: z.ZodType<Expected>;
  /** `actual` is an expression of type jsonb; the answer is never NULL. */
  readonly compile: (actual: string, expected: Expected, builder: AudienceBuilder) => string;
  readonly prepare: (expected: Expected) => (actual: unknown) => boolean;
  /** For columns that hold an instant. */
  readonly compileInstant?: (column: string, expected: Expected, builder: AudienceBuilder) => string;
  readonly prepareInstant?: (expected: Expected, timezone: string) => (instantMs: number) => boolean;
  readonly say: (field: string, expected: Expected, language: SpokenLanguage, negated: boolean) => string;
}

export interface FieldTest {
  readonly operator: OperatorName;
  readonly expected: unknown;
}

/** Digits that a double holds exactly, so that text and number compare alike in SQL and in memory. */
const NUMERIC = "^-?[0-9]{1,12}(\\.[0-9]{1,6})?$";
const DATED = "^[0-9]{4}-[0-9]{2}-[0-9]{2}";
const NUMERIC_PATTERN = new RegExp(NUMERIC);
const DATED_PATTERN = new RegExp(DATED);

const scalarSchema = z.union([z.string(), z.number(), z.boolean()], { error: "write a text, a number, true or false" });
const numberSchema = z.number({ error: "write a number" });

function numberOf(actual: unknown): number | null {
  if (typeof actual === "number") return actual;
  return typeof actual === "string" && NUMERIC_PATTERN.test(actual) ? Number(actual) : null;
}

function numberSql(actual: string): string {
  return `CASE WHEN jsonb_typeof(${actual}) = 'number' THEN (${actual})::numeric
      WHEN jsonb_typeof(${actual}) = 'string' AND (${actual} #>> '{}') ~ '${NUMERIC}' THEN (${actual} #>> '{}')::numeric END`;
}

function equals(expected: Scalar): (actual: unknown) => boolean {
  const text = String(expected);
  if (typeof expected === "boolean") return (actual) => actual === expected || actual === text;
  const number = numberOf(expected);
  if (typeof expected === "number") return (actual) => numberOf(actual) === number;
  return (actual) => actual === text || (number !== null && actual === number);
}

/** A text equals a text; a number also equals the text that writes it, since files bring numbers as text. */
function equalsSql(actual: string, expected: Scalar, builder: AudienceBuilder): string {
  const number = (): string => builder.value(String(expected), "numeric");
  if (typeof expected === "number") return `coalesce(${numberSql(actual)} = ${number()}, false)`;
  const text = `${actual} #>> '{}' = ${builder.value(String(expected), "text")}`;
  if (typeof expected === "boolean")
    return `coalesce(jsonb_typeof(${actual}) IN ('boolean', 'string') AND ${text}, false)`;
  const sameText = `(jsonb_typeof(${actual}) = 'string' AND ${text})`;
  if (numberOf(expected) === null) return `coalesce(${sameText}, false)`;
  const sameNumber = `CASE WHEN jsonb_typeof(${actual}) = 'number' THEN (${actual})::numeric = ${number()} END`;
  return `coalesce(${sameText} OR ${sameNumber}, false)`;
}

function comparesNumbers(sign: ">" | "<", words: Record<SpokenLanguage, readonly [string, string]>): Operator<number> {
  return {
    schema: numberSchema,
    compile: (actual, expected, builder) =>
      `coalesce(${numberSql(actual)} ${sign} ${builder.value(String(expected), "numeric")}, false)`,
    prepare: (expected) => (actual) => {
      const number = numberOf(actual);
      return number !== null && (sign === ">" ? number > expected : number < expected);
    },
    say: (field, expected, language, negated) => `${field} ${words[language][negated ? 1 : 0]} ${expected}`,
  };
}

/** Dates are the day as the site wrote it, its first ten characters; instants are compared in the member's own days. */
function comparesDates(sign: ">" | "<", words: Record<SpokenLanguage, readonly [string, string]>): Operator<string> {
  const bound = (date: string, timezone: string): Date =>
    startOfLocalDay(sign === ">" ? addDays(date, 1) : date, timezone);
  return {
    schema: dateField,
    compile: (actual, expected, builder) => {
      const text = `(${actual} #>> '{}')`;
      return `coalesce(jsonb_typeof(${actual}) = 'string' AND ${text} ~ '${DATED}' AND left(${text}, 10) COLLATE "C" ${sign} ${builder.value(expected, "text")}, false)`;
    },
    prepare: (expected) => (actual) => {
      if (typeof actual !== "string" || !DATED_PATTERN.test(actual)) return false;
      return sign === ">" ? actual.slice(0, 10) > expected : actual.slice(0, 10) < expected;
    },
    compileInstant: (column, expected, builder) => {
      const instant = builder.value(bound(expected, builder.evaluation.timezone), "timestamptz");
      return `${column} ${sign === ">" ? ">=" : "<"} ${instant}`;
    },
    prepareInstant: (expected, timezone) => {
      const boundMs = bound(expected, timezone).getTime();
      return (instantMs) => (sign === ">" ? instantMs >= boundMs : instantMs < boundMs);
    },
    say: (field, expected, language, negated) =>
      `${field} ${words[language][negated ? 1 : 0]} ${sayLocalDate(expected, language)}`,
  };
}

const is: Operator<Scalar> = {
  schema: scalarSchema,
  compile: equalsSql,
  prepare: equals,
  say: (field, expected, language, negated) =>
    `${field} ${language === "en" ? (negated ? "is not" : "is") : negated ? "n’est pas" : "est"} ${expected}`,
};

const isNot: Operator<Scalar> = {
  schema: scalarSchema,
  compile: (actual, expected, builder) => `NOT ${equalsSql(actual, expected, builder)}`,
  prepare: (expected) => {
    const same = equals(expected);
    return (actual) => !same(actual);
  },
  say: (field, expected, language, negated) => is.say(field, expected, language, !negated),
};

const isIn: Operator<readonly Scalar[]> = {
  schema: z.array(scalarSchema, { error: "write a list: [one, two]" }).min(1),
  compile: (actual, expected, builder) => `(${expected.map((each) => equalsSql(actual, each, builder)).join(" OR ")})`,
  prepare: (expected) => {
    const each = expected.map(equals);
    return (actual) => each.some((same) => same(actual));
  },
  say: (field, expected, language, negated) =>
    is.say(field, sayList(expected.map(String), "or", language), language, negated),
};

const contains: Operator<string> = {
  schema: z.string({ error: "write a text" }).min(1),
  compile: (actual, expected, builder) => {
    const text = builder.value(expected, "text");
    return `coalesce(CASE jsonb_typeof(${actual})
      WHEN 'string' THEN position(${text} IN ${actual} #>> '{}') > 0
      WHEN 'array' THEN ${actual} @> to_jsonb(${text}) END, false)`;
  },
  prepare: (expected) => (actual) =>
    (typeof actual === "string" || Array.isArray(actual)) && (actual as string | unknown[]).includes(expected),
  say: (field, expected, language, negated) =>
    language === "en"
      ? `${field} ${negated ? "does not contain" : "contains"} ${expected}`
      : `${field} ${negated ? "ne contient pas" : "contient"} ${expected}`,
};

const exists: Operator<boolean> = {
  schema: z.boolean({ error: "write true or false" }),
  compile: (actual, expected) => `${expected ? "" : "NOT "}coalesce(jsonb_typeof(${actual}) <> 'null', false)`,
  prepare: (expected) => (actual) => (actual !== undefined && actual !== null) === expected,
  say: (field, expected, language, negated) => {
    const known = expected !== negated;
    return language === "en"
      ? `${field} is ${known ? "known" : "not known"}`
      : `${field} est ${known ? "" : "non "}renseigné`;
  },
};

/** What each test asks, for editors. */
export const OPERATOR_DESCRIPTIONS: Readonly<Record<OperatorName, string>> = {
  is: "The value is this.",
  is_not: "The value is not this, or there is none.",
  in: "The value is one of these.",
  more_than: "The value is a number above this.",
  less_than: "The value is a number below this.",
  before: "The value is a date before this day.",
  after: "The value is a date after this day.",
  contains: "The value is a list that holds this, or a text that contains it.",
  exists: "Whether there is a value at all.",
};

const KNOWN = {
  is,
  is_not: isNot,
  in: isIn,
  more_than: comparesNumbers(">", { en: ["is more than", "is not more than"], fr: ["dépasse", "ne dépasse pas"] }),
  less_than: comparesNumbers("<", {
    en: ["is less than", "is not less than"],
    fr: ["est inférieur à", "n’est pas inférieur à"],
  }),
  before: comparesDates("<", { en: ["is before", "is not before"], fr: ["est avant le", "n’est pas avant le"] }),
  after: comparesDates(">", { en: ["is after", "is not after"], fr: ["est après le", "n’est pas après le"] }),
  contains,
  exists,
};

export type OperatorName = keyof typeof KNOWN;

/** Each expects what its own schema made of the file. */
export const OPERATORS = KNOWN as unknown as Readonly<Record<OperatorName, Operator<unknown>>>;

const OPERATOR_NAMES = Object.keys(KNOWN) as OperatorName[];

/** There are nine of them. */
const MOST_TESTS = 20;

/** A value, which the field must be, or operators with their values: `{ more_than: 50, less_than: 250 }`. */
export const fieldTestField: z.ZodType<readonly FieldTest[]> = z
  .unknown()
  .transform((written, context): readonly FieldTest[] => {
    const fail = (message: string, hint: string | null, path: PropertyKey[] = [], aboutKey = false): void => {
      context.issues.push({ code: "custom", message, input: written, path, params: { hint, aboutKey } });
    };
    const compared = typeof written === "string" ? /^([<>])=?\s*(-?\d+(?:\.\d+)?)$/.exec(written) : null;
    if (compared !== null) {
      const test = compared[1] === ">" ? "more_than" : "less_than";
      fail(
        `"${written}" would be compared as a text`,
        `write { ${test}: ${compared[2]} }, or { is: "${written}" } where it is one`,
      );
      return z.NEVER;
    }
    if (["string", "number", "boolean"].includes(typeof written)) return [{ operator: "is", expected: written }];
    if (typeof written !== "object" || written === null || Array.isArray(written)) {
      if (Array.isArray(written))
        fail("a list is no test", `write { in: [${written.slice(0, 3).map(String).join(", ")}] }`);
      else
        fail(
          "a value is missing here",
          "write { plan: premium }, { company.size: { more_than: 50 } }, or { plan: { exists: true } } to ask whether it is there",
        );
      return z.NEVER;
    }
    const names = Object.keys(written);
    if (names.length > MOST_TESTS) fail(`more than ${MOST_TESTS} tests`, "write it more simply");
    if (names.length === 0) fail("nothing stands here", `one of: ${OPERATOR_NAMES.join(", ")}`);
    return names.slice(0, MOST_TESTS).flatMap((name): FieldTest[] => {
      if (!Object.hasOwn(KNOWN, name)) {
        fail(`unknown test "${name}"`, adviseWord(name, OPERATOR_NAMES), [name], true);
        return [];
      }
      const operator = name as OperatorName;
      const result = OPERATORS[operator].schema.safeParse((written as Record<string, unknown>)[name]);
      if (result.success) return [{ operator, expected: result.data }];
      for (const issue of result.error.issues) {
        const hint = issue.code === "custom" ? ((issue.params?.hint as string | undefined) ?? null) : issue.message;
        const shown = show((written as Record<string, unknown>)[name]);
        fail(issue.code === "custom" ? issue.message : `${shown} does not fit here`, hint, [name, ...issue.path]);
      }
      return [];
    });
  })
  .meta({ isFieldTest: true });

/** A test of a field that holds, or does not. */
interface Verdict {
  readonly test: { readonly operator: string; readonly expected: unknown };
  readonly holds: boolean;
}

/**
 * Whether no value can meet both verdicts. A value that is asked for by name is tried in all the ways in which it can be
 * stored; numbers and dates are compared by their bounds.
 *
 * @param isInstant the field is compared as a date, which no value names
 */
export function verdictsExclude(a: Verdict, b: Verdict, isInstant: boolean): boolean {
  if (sameTest(a.test, b.test)) return a.holds !== b.holds;
  return (
    excludesByValue(a, b, isInstant) ||
    excludesByValue(b, a, isInstant) ||
    excludesByBounds(a, b) ||
    excludesByBounds(b, a)
  );
}

function sameTest(a: Verdict["test"], b: Verdict["test"]): boolean {
  return a.operator === b.operator && JSON.stringify(a.expected) === JSON.stringify(b.expected);
}

/** Tests whose answer is the same for every way of writing a number. */
const ABOUT_THE_NUMBER: readonly string[] = ["is", "is_not", "in", "more_than", "less_than", "exists"];

function excludesByValue(named: Verdict, other: Verdict, isInstant: boolean): boolean {
  const { operator, expected } = named.test;
  if (isInstant || !named.holds || (operator !== "is" && operator !== "in")) return false;
  const values = (operator === "in" ? expected : [expected]) as readonly Scalar[];
  const meets = OPERATORS[other.test.operator as OperatorName].prepare(other.test.expected);
  return values.every((value) => {
    const number = numberOf(value);
    if (number !== null && !ABOUT_THE_NUMBER.includes(other.test.operator)) return false;
    const stored = [value, String(value), ...(number === null ? [] : [number])];
    return stored.filter(equals(value)).every((each) => meets(each) !== other.holds);
  });
}

function excludesByBounds(a: Verdict, b: Verdict): boolean {
  if (!a.holds) return false;
  if (b.test.operator === "exists") return b.holds !== (b.test.expected === true) && needsValue(a.test.operator);
  if (!b.holds) return false;
  const [low, high] = [a.test, b.test];
  if (low.operator === "more_than" && high.operator === "less_than")
    return Number(low.expected) >= Number(high.expected);
  return low.operator === "after" && high.operator === "before" && String(low.expected) >= String(high.expected);
}

function needsValue(operator: string): boolean {
  return operator !== "is_not" && operator !== "exists";
}
