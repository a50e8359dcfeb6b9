import { show } from "../../rules/text/check-shape.ts";
import { textOf } from "../../tracking/read-text.ts";
import { findAt, isOfItem, PATH_HINT, type Path, parsePath, type Scope } from "./path.ts";

/** What becomes of a field: a text with paths in it, a constant, one for several, or a word for each word that may be found. */
export type Value =
  | { readonly kind: "text"; readonly parts: readonly (string | Path)[] }
  | { readonly kind: "constant"; readonly value: number | boolean }
  | { readonly kind: "list"; readonly values: readonly Value[] }
  | { readonly kind: "named"; readonly from: Value; readonly names: Readonly<Record<string, string>> };

/** Why something written is no value. */
export interface ValueFlaw {
  readonly message: string;
  readonly hint: string;
}

const FORMS = 'write a text such as "{post.user.id}" or "topic-{topic.id}", a number, true or false, or a list of them';
const isFlaw = (value: Value | ValueFlaw): value is ValueFlaw => "message" in value;

export function parseValue(written: unknown): Value | ValueFlaw {
  if (typeof written === "string") return parseText(written);
  if (typeof written === "number" || typeof written === "boolean") return { kind: "constant", value: written };
  if (written === null || written === undefined) return { message: "a value is missing here", hint: FORMS };
  if (Array.isArray(written)) {
    if (written.some(Array.isArray)) return { message: "a list stands in a list", hint: "write one list" };
    const values = written.map(parseValue);
    return values.find(isFlaw) ?? { kind: "list", values: values as Value[] };
  }
  return parseNamed(written as Readonly<Record<string, unknown>>);
}

function parseNamed(written: Readonly<Record<string, unknown>>): Value | ValueFlaw {
  const keys = Object.keys(written);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && written[only] === null) {
    return { message: "braces without quotes are a block of keys", hint: `write it in quotes: "{${only}}"` };
  }
  const { from, names } = written;
  const isNames = typeof names === "object" && names !== null && !Array.isArray(names);
  const words = isNames ? Object.entries(names) : [];
  if (keys.some((key) => key !== "from" && key !== "names") || words.some(([, word]) => textOf(word) === undefined)) {
    return { message: `${show(written)} does not fit here`, hint: FORMS };
  }
  if (typeof from !== "string" || words.length === 0) {
    const hint =
      'write what is found and what it is called here: { from: "{topic.category_id}", names: { 12: Security } }';
    return { message: typeof from === "string" ? '"names" is missing' : '"from" is missing', hint };
  }
  const text = parseText(from);
  if (isFlaw(text)) return text;
  return { kind: "named", from: text, names: Object.fromEntries(words.map(([name, word]) => [name, String(word)])) };
}

function parseText(written: string): Value | ValueFlaw {
  if (written.trim() === "") return { message: "nothing stands here", hint: "write something, or leave the key out" };
  const parts: (string | Path)[] = [];
  for (const piece of written.split(/(\{[^{}]*\})/)) {
    if (!/[{}]/.test(piece)) {
      if (piece !== "") parts.push(piece);
      continue;
    }
    const inside = /^\{\s*(.*?)\s*\}$/.exec(piece)?.[1];
    const path = inside === undefined ? null : parsePath(inside);
    if (path === null) {
      const message = inside === undefined ? "a brace has no other" : `${show(inside)} is no path`;
      return { message, hint: `between { and } stand ${PATH_HINT}` };
    }
    parts.push(path);
  }
  return { kind: "text", parts };
}

/** Whether it is another for each item of a list. */
export function variesByItem(value: Value): boolean {
  switch (value.kind) {
    case "constant":
      return false;
    case "list":
      return value.values.some(variesByItem);
    case "named":
      return variesByItem(value.from);
    case "text":
      return value.parts.some((part) => typeof part !== "string" && isOfItem(part));
  }
}

/**
 * What a value is in a delivery; undefined: something that it needs is not there. A path alone is what is found there as
 * it is; one within a text is text. Paths that found nothing are added to `missing`.
 */
export function valueIn(value: Value, scope: Scope, missing: Set<string>): unknown {
  switch (value.kind) {
    case "constant":
      return value.value;
    case "list": {
      const found = value.values.flatMap((one) => valueIn(one, scope, missing) ?? []);
      return found.length === 0 ? undefined : found;
    }
    case "named": {
      const found = valueIn(value.from, scope, missing);
      const call = (one: unknown) => {
        const text = textOf(one);
        return typeof text === "string" && Object.hasOwn(value.names, text) ? value.names[text] : one;
      };
      return Array.isArray(found) ? found.map(call) : call(found);
    }
    case "text":
      return textIn(value.parts, scope, missing);
  }
}

function textIn(parts: readonly (string | Path)[], scope: Scope, missing: Set<string>): unknown {
  const found = parts.map((part) => {
    if (typeof part === "string") return part;
    const value = findAt(part, scope);
    if (value === undefined || (parts.length > 1 && typeof textOf(value) !== "string")) missing.add(part.written);
    return value;
  });
  if (parts.length === 1) return found[0];
  const texts = found.map(textOf);
  return texts.every((text, at) => typeof text === "string" || typeof parts[at] === "string")
    ? texts.map((text, at) => text ?? parts[at]).join("")
    : undefined;
}
