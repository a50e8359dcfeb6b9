import * as z from "zod";
import { closestWord } from "./closest-word.ts";
import type { Located } from "./document.ts";
import type { Mistake } from "./mistake.ts";
import type { Said } from "./said.ts";
import { mistakeAt, type Source, type Span } from "./source.ts";

/** Unknown keys told of one block. */
const MOST_KEYS = 50;

/** Mistakes told of one part of a file; who sees as many corrects the first ones first. */
export const MOST_ISSUES = 200;

type Path = readonly PropertyKey[];

export interface Checked<Value> {
  /** undefined when there are mistakes. */
  readonly value: Value | undefined;
  readonly mistakes: Mistake[];
}

/** Checks a located value against its schema; each issue becomes a mistake where it was written. */
export function checkShape<Value>(source: Source, located: Located, schema: z.ZodType<Value>): Checked<Value> {
  const result = schema.safeParse(located.value, { error: adviseShape });
  if (result.success) return { value: result.data, mistakes: [] };
  return { value: undefined, mistakes: checkInto({ source, located, schema, mistakes: [] }, result.error.issues) };
}

function checkInto(report: Report, issues: readonly Issue[]): Mistake[] {
  const meant = new Set(issues.flatMap((issue) => meantKeys(report, issue)));
  for (const issue of issues.slice(0, MOST_ISSUES)) {
    // A key that is there under another name is not missing.
    if (!meant.has(JSON.stringify(issue.path))) addIssue(report, issue, issue.path);
  }
  return report.mistakes;
}

function meantKeys({ schema }: Report, issue: Issue): string[] {
  if (issue.code !== "unrecognized_keys") return [];
  const known = keysAt(schema, issue.path);
  return issue.keys.slice(0, MOST_KEYS).flatMap((key) => {
    const near = closestWord(key, known.keys());
    return near === null ? [] : [JSON.stringify([...issue.path, near])];
  });
}

/** A block whose mistyped keys bear the names that were meant, where nothing else does: so that what they hold is read. */
export function mendKeys(located: Located, keys: readonly string[]): Located {
  const children = new Map(located.children);
  const mistyped = [...located.children].filter(([key]) => !keys.includes(String(key)));
  for (const [key, child] of mistyped.slice(0, MOST_KEYS)) {
    const near = closestWord(String(key), keys);
    if (near === null || children.has(near)) continue;
    children.delete(key);
    children.set(near, child);
  }
  return { ...located, children };
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
    const known = keysAt(report.schema, path);
    for (const key of issue.keys.slice(0, MOST_KEYS)) {
      const hint = adviseList(report.located, path, key) ?? adviseWord(key, [...known.keys()]);
      add(keySpanAt(report.located, [...path, key]), `unknown key "${shortened(key)}"`, hint);
      checkMeant(report, path, key, known);
    }
    return;
  }
  if (issue.code === "invalid_key") {
    const key = String(path.at(-1));
    add(keySpanAt(report.located, path), `"${shortened(key)}" is not a key here`, issue.issues[0]?.message || null);
    return;
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const branch = closestBranch(issue.errors);
    if (branch !== null) {
      for (const inner of branch.slice(0, MOST_ISSUES)) addIssue(report, inner, [...path, ...inner.path]);
      return;
    }
  }
  const found = find(report.located, path);
  if (found === null) {
    const parent = find(report.located, path.slice(0, -1)) ?? report.located;
    const hint = issue.code === "custom" ? ((issue.params?.hint as string | undefined) ?? null) : issue.message;
    add(parent.keySpan ?? firstLineOf(parent), `"${String(path.at(-1))}" is missing`, hint || null);
    return;
  }
  const [message, hint] = explain(issue, found.value);
  const aboutKey = issue.code === "custom" && issue.params?.aboutKey === true;
  add(aboutKey ? (found.keySpan ?? found.span) : found.span, message, hint);
}

/** Goes on below a mistyped key as if it bore the name that was meant, so that the mistakes in it are told as well. */
function checkMeant({ source, located, mistakes }: Report, path: Path, key: string, known: Keys): void {
  const near = closestWord(key, known.keys());
  const schema = near === null ? undefined : known.get(near);
  const block = find(located, path);
  const child = block?.children.get(key);
  if (near === null || schema === undefined || child === undefined || block?.children.has(near)) return;
  const result = schema.safeParse(child.value, { error: adviseShape });
  if (!result.success) checkInto({ source, located: child, schema, mistakes }, result.error.issues);
}

/** `{ every: monday, tuesday }`: the second word has become a key without a value. */
function adviseList(located: Located, path: Path, key: string): string | null {
  const block = find(located, path);
  if (block?.children.get(key)?.value !== null) return null;
  const keys = [...block.children.keys()];
  const before = keys[keys.indexOf(key) - 1];
  const value = before === undefined ? undefined : block.children.get(before)?.value;
  return typeof value === "string" ? `a list stands in brackets: ${before}: [${value}, ${key}]` : null;
}

/** Of a union, the branch that takes values of this shape and found something wrong in it; null when none does. */
function closestBranch(branches: readonly Issue[][]): Issue[] | null {
  const refusesShape = (issue: Issue): boolean =>
    issue.path.length === 0 && ["invalid_type", "invalid_value", "invalid_union"].includes(issue.code);
  return branches.find((issues) => !issues.some(refusesShape)) ?? null;
}

function explain(issue: Issue, value: unknown): [message: string, hint: string | null] {
  const shown = show(value);
  if (value === null && issue.code !== "custom") return ["a value is missing here", issue.message || null];
  if (issue.code === "invalid_value") {
    const words = issue.values.map(String);
    return [`${shown} is not one of ${words.join(", ")}`, typeof value === "string" ? adviseWord(value, words) : null];
  }
  if (issue.code === "too_small" || issue.code === "too_big") {
    const least = issue.code === "too_small";
    const bound = least ? issue.minimum : issue.maximum;
    if (typeof value === "number" && issue.inclusive === false)
      return [`${shown} is not ${least ? "above" : "below"} ${bound}`, issue.message || null];
    if (typeof value === "number")
      return [
        `${shown} is ${least ? "less than" : "more than"} ${bound}`,
        `write ${bound} or ${least ? "more" : "less"}`,
      ];
    if (least) return ["nothing stands here", "write something here, or leave the key out"];
    return [`longer than ${bound} ${issue.origin === "array" ? "items" : "characters"}`, "shorten it"];
  }
  if (issue.code === "custom") return [issue.message, (issue.params?.hint as string | undefined) ?? null];
  if (issue.code === "invalid_type" && issue.expected === "int")
    return [`${shown} is not a whole number`, "write it without a decimal point"];
  const wanted = issue.code === "invalid_type" ? WANTED[issue.expected] : undefined;
  if (wanted !== undefined) return [`${shown} is ${wanted}`, issue.message === "" ? null : issue.message];
  // The text of a schema's own `error` says what was expected.
  return [`${shown} does not fit here`, issue.message === "" ? null : issue.message];
}

/** What to write where a schema does not say it itself: zod's own words are for programmers. */
const adviseShape: z.core.$ZodErrorMap = (issue) =>
  issue.code === "invalid_type" ? (WRITE[issue.expected] ?? "") : "";

const WRITE: Readonly<Record<string, string>> = {
  int: "write a whole number",
  number: "write a number",
  string: "write a text",
  boolean: "write true or false",
  array: "write a list: [one, two]",
  object: "write a block of keys: { key: value }",
  record: "write a block of keys: { key: value }",
};

/** What a value is not, where it is of another kind than what belongs there. */
const WANTED: Readonly<Record<string, string>> = {
  int: "not a whole number",
  number: "not a number",
  string: "not a text",
  boolean: "neither true nor false",
  array: "not a list",
  object: "not a block of keys",
  record: "not a block of keys",
};

/** A value as it may stand in a message: short, and never a page long. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a block of keys";
  return `"${shortened(String(value))}"`;
}

function shortened(value: string): string {
  const text = value.slice(0, 1000).replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

export function adviseWord(word: string, words: readonly string[]): string | null {
  return sayAdvice(word, words)?.en ?? null;
}

export function sayAdvice(word: string, words: readonly string[]): Said | null {
  const near = closestWord(word, words);
  if (near !== null) return { en: `did you mean "${near}"?`, fr: `vouliez-vous dire « ${near} » ?` };
  return words.length === 0 ? null : { en: `one of: ${words.join(", ")}`, fr: `au choix : ${words.join(", ")}` };
}

function find(root: Located, path: Path): Located | null {
  let located: Located | undefined = root;
  for (const step of path) {
    // A single item in place of a list is the item.
    if (typeof step === "number" && located !== undefined && !Array.isArray(located.value)) continue;
    located = located?.children.get(step as string | number);
  }
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

type Keys = ReadonlyMap<string, z.ZodType>;

/** The keys that an object schema knows at a path, through unions, defaults and lists, with their schemas. */
function keysAt(schema: z.ZodType, path: Path): Map<string, z.ZodType> {
  const [step, ...rest] = path;
  const keys = new Map<string, z.ZodType>();
  const add = (more: Keys): void => {
    for (const [key, value] of more) keys.set(key, value);
  };
  for (const plain of unwrap(schema)) {
    if (plain instanceof z.ZodObject) {
      const shape = plain.shape as Record<string, z.ZodType>;
      const inner = step === undefined ? undefined : shape[String(step)];
      if (step === undefined) add(new Map(Object.entries(shape)));
      else if (inner !== undefined) add(keysAt(inner, rest));
    } else if (step !== undefined && (plain instanceof z.ZodArray || plain instanceof z.ZodRecord)) {
      add(keysAt((plain instanceof z.ZodArray ? plain.element : plain.valueType) as z.ZodType, rest));
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
  // `listOf` looks at what is written first: what it takes stands behind.
  if (schema instanceof z.ZodPipe)
    return unwrap((schema.in instanceof z.ZodTransform ? schema.out : schema.in) as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option as z.ZodType));
  return [schema];
}
