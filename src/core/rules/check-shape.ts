import * as z from "zod";
import type { Located } from "./document.ts";
import type { Mistake } from "./mistake.ts";
import { nearestWord } from "./nearest-word.ts";
import { mistakeAt, type Source, type Span } from "./source.ts";

/** Unknown keys told of one block. */
const MOST_KEYS = 50;

type Path = readonly PropertyKey[];

export interface Checked<Value> {
  /** undefined when there are mistakes. */
  readonly value: Value | undefined;
  readonly mistakes: Mistake[];
}

/** Checks a located value against its schema; each issue becomes a mistake where it was written. */
export function checkShape<Value>(source: Source, located: Located, schema: z.ZodType<Value>): Checked<Value> {
  const result = schema.safeParse(located.value);
  if (result.success) return { value: result.data, mistakes: [] };
  const report: Report = { source, located, schema, mistakes: [] };
  for (const issue of result.error.issues) addIssue(report, issue, issue.path);
  return { value: undefined, mistakes: report.mistakes };
}

interface Report {
  readonly source: Source;
  readonly located: Located;
  readonly schema: z.ZodType;
  readonly mistakes: Mistake[];
}

type Issue = z.core.$ZodIssue;

function addIssue(report: Report, issue: Issue, path: Path): void {
  const add = (span: Span, message: string, hint: string | null): void => {
    report.mistakes.push(mistakeAt(report.source, span, message, hint));
  };
  if (issue.code === "unrecognized_keys") {
    const known = [...keysAt(report.schema, path)];
    for (const key of issue.keys.slice(0, MOST_KEYS))
      add(keySpanAt(report.located, [...path, key]), `unknown key "${key}"`, adviseWord(key, known));
    return;
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const branch = closestBranch(issue.errors);
    if (branch !== null) {
      for (const inner of branch) addIssue(report, inner, [...path, ...inner.path]);
      return;
    }
  }
  const found = find(report.located, path);
  if (found === null) {
    const parent = find(report.located, path.slice(0, -1)) ?? report.located;
    const hint = issue.code === "custom" || issue.message === "" ? null : issue.message;
    add(parent.keySpan ?? firstLineOf(parent), `"${String(path.at(-1))}" is missing`, hint);
    return;
  }
  const [message, hint] = explain(issue, found.value);
  const aboutKey = issue.code === "custom" && issue.params?.aboutKey === true;
  add(aboutKey ? (found.keySpan ?? found.span) : found.span, message, hint);
}

/** Of a union, the branch that takes values of this shape and found something wrong in it; null when none does. */
function closestBranch(branches: readonly Issue[][]): Issue[] | null {
  const refusesShape = (issue: Issue): boolean =>
    issue.path.length === 0 && ["invalid_type", "invalid_value", "invalid_union"].includes(issue.code);
  return branches.find((issues) => !issues.some(refusesShape)) ?? null;
}

function explain(issue: Issue, value: unknown): [message: string, hint: string | null] {
  const shown = show(value);
  if (issue.code === "invalid_value") {
    const words = issue.values.map(String);
    return [`${shown} is not one of ${words.join(", ")}`, typeof value === "string" ? adviseWord(value, words) : null];
  }
  if (issue.code === "too_small" || issue.code === "too_big") {
    const least = issue.code === "too_small";
    const bound = least ? issue.minimum : issue.maximum;
    if (typeof value === "number")
      return [
        `${shown} is ${least ? "less than" : "more than"} ${bound}`,
        `write ${bound} or ${least ? "more" : "less"}`,
      ];
    return [least ? "nothing stands here" : `longer than ${bound}`, null];
  }
  if (issue.code === "custom") return [issue.message, (issue.params?.hint as string | undefined) ?? null];
  if (issue.code === "invalid_type" && issue.expected === "int") return [`${shown} is not a whole number`, null];
  // The text of a schema's own `error` says what was expected.
  return [`${shown} does not fit here`, issue.message === "" ? null : issue.message];
}

/** A value as it may stand in a message: short, and never a page long. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a block of keys";
  const text = String(value).replace(/\s+/g, " ");
  return `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`;
}

export function adviseWord(word: string, words: readonly string[]): string | null {
  const near = nearestWord(word, words);
  if (near !== null) return `did you mean "${near}"?`;
  return words.length === 0 ? null : `one of: ${words.join(", ")}`;
}

function find(root: Located, path: Path): Located | null {
  let located: Located | undefined = root;
  for (const step of path) located = located?.children.get(step as string | number);
  return located ?? null;
}

export function keySpanAt(root: Located, path: Path): Span {
  const found = find(root, path);
  return found === null ? root.span : (found.keySpan ?? found.span);
}

/** Where to point when something is absent: the first key of the block. */
export function firstLineOf(located: Located): Span {
  const first = located.children.values().next().value;
  return first?.keySpan ?? located.span;
}

/** The keys that an object schema knows at a path, through unions, defaults and lists. */
function keysAt(schema: z.ZodType, path: Path): Set<string> {
  const [step, ...rest] = path;
  const keys = new Set<string>();
  for (const plain of unwrap(schema)) {
    if (plain instanceof z.ZodObject) {
      if (step === undefined) for (const key of Object.keys(plain.shape)) keys.add(key);
      else {
        const inner = (plain.shape as Record<string, z.ZodType>)[String(step)];
        if (inner !== undefined) for (const key of keysAt(inner, rest)) keys.add(key);
      }
    } else if (step !== undefined && (plain instanceof z.ZodArray || plain instanceof z.ZodRecord)) {
      const inner = plain instanceof z.ZodArray ? plain.element : plain.valueType;
      for (const key of keysAt(inner as z.ZodType, rest)) keys.add(key);
    }
  }
  return keys;
}

function unwrap(schema: z.ZodType): z.ZodType[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option as z.ZodType));
  return [schema];
}
