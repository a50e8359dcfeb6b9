import { Liquid, type TagToken, type Template } from "liquidjs";
import { nearestWord } from "../../../core/rules/text/nearest-word.ts";
import { cardsTag } from "./cards-tag.ts";

/**
 * What a name stands for: a text or a number (`leaf`), a list, a block of names, or anything (`any`), where nothing can be
 * said. `open`: a block that may hold other names as well, of which `elsewhere` are never there.
 */
export type Shape =
  | "leaf"
  | "any"
  | { readonly items: Shape }
  | {
      readonly names: Readonly<Record<string, Shape>>;
      readonly open?: boolean;
      readonly elsewhere?: Readonly<Record<string, string>>;
    };

/** A name that no mail has. */
export interface Stranger {
  /** As it is written, up to the part that is wrong: `member.firstname`. */
  readonly path: string;
  /** The nearest name; null: none is close. */
  readonly near: string | null;
  /** What there is in its place. */
  readonly names: readonly string[];
  /** Where it stands in the text, from 1. */
  readonly row: number;
  readonly column: number;
  /** The list of the `{% cards %}` in which it stands, where a mail has it, but cards see the pick alone; null: no mail has it. */
  readonly inCards: string | null;
}

type Names = Readonly<Record<string, Shape>>;

/** What every list and text has. */
const OF_LISTS = ["size", "first", "last"];
const OF_TEXTS = ["size"];

/** A free name this close to one of ours is a slip, and longer ones than `Name`. */
const LEAST_SLIPPED = 7;

/**
 * @param fixed paths that are put in before a mail is made, where they stand alone: `{{ t.useful }}`
 * @throws what Liquid throws where the text cannot be read
 */
export function findStrangers(
  engine: Liquid,
  text: string,
  known: Names,
  fixed: ReadonlySet<string> = new Set(),
): Stranger[] {
  const templates = engine.parse(text);
  const own = localsOf(engine, templates, known);
  const lines = text.split("\n");
  const found = new Map<string, Stranger | null>();
  const look = (within: readonly Template[], see: (segments: readonly Segment[], written: string) => Seen) => {
    for (const { segments, location } of Object.values(engine.analyzeSync([...within]).variables).flat()) {
      const { row, col: column } = location;
      const line = lines[row - 1] ?? "";
      const path = segments.map(String).join(".");
      const isFixed = fixed.has(path) && isOutput(line, column - 1, path);
      const stranger = isFixed ? null : see(segments, line.slice(column - 1));
      found.set(`${row}:${column}`, stranger && { inCards: null, ...stranger, row, column });
    }
  };
  look(templates, (segments, written) => follow(segments, written, known, own));
  // What stands within cards was looked at as if it saw all: this is the last word on it.
  for (const cards of cardsIn(templates)) {
    const inside = childrenOf(cards);
    const locals = localsOf(engine, inside, known);
    if (!locals.has("pick")) locals.set("pick", itemsOf(engine, cards, known, own));
    look(inside, (segments, written) => {
      const stranger = follow(segments, written, known, new Map([...own, ...locals]));
      if (stranger !== null || locals.has(String(segments[0]))) return stranger;
      return { path: segments.map(String).join("."), near: null, names: [], inCards: listOf(cards) };
    });
  }
  return [...found.values()]
    .filter((stranger) => stranger !== null)
    .sort((one, other) => one.row - other.row || one.column - other.column);
}

type Seen = (Pick<Stranger, "path" | "near" | "names"> & Partial<Stranger>) | null;

function listOf(cards: Template): string {
  return (cards.token as TagToken).args.trim();
}

/** Whether a path stands alone there: `{{ t.useful }}`. */
export function isOutput(line: string, start: number, path: string): boolean {
  return /\{\{-?\s*$/.test(line.slice(0, start)) && /^\s*-?\}\}/.test(line.slice(start + path.length));
}

function cardsIn(templates: readonly Template[]): Template[] {
  return templates.flatMap((template) => {
    const below = cardsIn(childrenOf(template));
    return (template as Template & Tag).token.name === "cards" ? [template, ...below] : below;
  });
}

type Segment = string | number | object;

/** The first part of a path that is not there; null: all of it is, or nothing can be said. */
function follow(
  [root, ...steps]: readonly Segment[],
  written: string,
  known: Names,
  own: ReadonlyMap<string, Shape>,
): Pick<Stranger, "path" | "near" | "names"> | null {
  if (typeof root !== "string") return null;
  let path = root;
  let shape = own.get(root) ?? (Object.hasOwn(known, root) ? known[root] : undefined);
  if (shape === undefined) {
    return { path, near: nearOf(root, [...own.keys(), ...Object.keys(known)]), names: Object.keys(known) };
  }
  for (const step of steps) {
    if (shape === "any") return null;
    const quoted = written.startsWith(`${path}[`) && /^.["']/.test(written.slice(path.length));
    path =
      typeof step === "string" && !quoted ? `${path}.${step}` : `${path}[${typeof step === "object" ? "…" : step}]`;
    const next: Shape | Missing = stepInto(shape, step, quoted);
    if (typeof next === "object" && "missing" in next) return { path, near: next.near, names: next.missing };
    shape = next;
  }
  return null;
}

interface Missing {
  readonly missing: readonly string[];
  readonly near: string | null;
}

function stepInto(shape: Exclude<Shape, "any">, step: Segment, quoted: boolean): Shape | Missing {
  const missing = (names: readonly string[]): Missing => ({
    missing: names,
    near: typeof step === "string" ? nearOf(step, names) : null,
  });
  if (shape === "leaf") return typeof step === "string" && OF_TEXTS.includes(step) ? "leaf" : missing([]);
  if ("items" in shape) {
    if (typeof step !== "string" || /^-?\d+$/.test(step)) return shape.items;
    if (step === "size") return "leaf";
    if (step === "first" || step === "last") return shape.items;
    return missing(OF_LISTS);
  }
  if (typeof step !== "string") return "any";
  const { names, open = false, elsewhere = {} } = shape;
  const child = Object.hasOwn(names, step) ? names[step] : undefined;
  if (child !== undefined) return child;
  if (!open) return missing(Object.keys(names));
  if (Object.hasOwn(elsewhere, step)) return { missing: Object.keys(names), near: elsewhere[step] || null };
  // In brackets and quotes it is meant as it is written.
  const near = quoted ? null : slipOf(step, Object.keys(names));
  return near === null ? "any" : { missing: Object.keys(names), near };
}

function nearOf(word: string, names: readonly string[]): string | null {
  const folded = fold(word);
  return names.find((name) => fold(name) === folded) ?? nearestWord(word, names);
}

/** Of a word that may be free, what it hardly can be but a slip of: the same letters, or one or two off in a long name. */
function slipOf(word: string, names: readonly string[]): string | null {
  const folded = fold(word);
  const same = names.find((name) => fold(name) === folded);
  if (same !== undefined) return same;
  const long = names.filter((name) => name.length >= LEAST_SLIPPED);
  return nearestWord(word, long, long.some((name) => name.length > LEAST_SLIPPED) ? 2 : 1);
}

/** `first_name` and `firstname` are one. */
function fold(word: string): string {
  return word.toLowerCase().replace(/[\s_-]+/g, "");
}

interface Tag {
  readonly token: { readonly name?: string };
  readonly variable?: unknown;
}

function localsOf(engine: Liquid, templates: readonly Template[], known: Names): Map<string, Shape> {
  const own = new Map<string, Shape>();
  // Twice: a list may be named before what it is made of.
  for (let round = 0; round < 2; round += 1) nameLocals(engine, templates, known, own);
  return own;
}

/** Names that the text makes itself: of a loop over a list, what the list holds; of all else nothing is known. */
function nameLocals(engine: Liquid, templates: readonly Template[], known: Names, own: Map<string, Shape>): void {
  for (const template of templates) {
    const { token, variable } = template as Template & Tag;
    const name = token.name;
    const put = (made: string, shape: Shape): void => {
      const other = own.get(made);
      own.set(made, other === undefined || same(other, shape) ? shape : "any");
    };
    for (const made of template.localScope?.() ?? []) {
      put(made.content, name === "assign" && isPath(template) ? shapeOf(engine, template, known, own) : "any");
    }
    for (const made of template.blockScope?.() ?? []) {
      const isItem = (name === "for" || name === "tablerow") && made === variable;
      put(made, isItem || name === "cards" ? itemsOf(engine, template, known, own) : "any");
    }
    nameLocals(engine, childrenOf(template), known, own);
  }
}

function same(one: Shape, other: Shape): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function childrenOf(template: Template): Template[] {
  if (template.children === undefined) return [];
  const { value } = template.children(false, true).next();
  return Array.isArray(value) ? (value as Template[]) : [];
}

/** `{% assign figures = told.lift.outcomes %}`: no filter, nothing to work out. */
function isPath(template: Template): boolean {
  return /=\s*[\w.]+\s*-?%\}$/.test((template.token as TagToken).getText());
}

/** What the list of a loop holds, where it is one of ours. */
function itemsOf(engine: Liquid, template: Template, known: Names, own: ReadonlyMap<string, Shape>): Shape {
  const shape = shapeOf(engine, template, known, own);
  return typeof shape === "object" && "items" in shape ? shape.items : "any";
}

/** Of what a tag is given, where it is one of ours. */
function shapeOf(engine: Liquid, template: Template, known: Names, own: ReadonlyMap<string, Shape>): Shape {
  const alone: Template = {
    token: template.token,
    render: () => undefined,
    arguments: () => template.arguments?.() ?? [],
  };
  const [variable] = Object.values(engine.analyzeSync([alone]).variables).flat();
  if (variable === undefined) return "any";
  let shape: Shape | undefined = own.get(String(variable.segments[0])) ?? known[String(variable.segments[0])];
  for (const step of variable.segments.slice(1)) {
    if (shape === undefined || shape === "any") return "any";
    const next: Shape | Missing = stepInto(shape, step, false);
    if (typeof next === "object" && "missing" in next) return "any";
    shape = next;
  }
  return shape ?? "any";
}

/** One that analyses templates and renders none: it knows our own tag. */
export const namesEngine: Liquid = new Liquid();
namesEngine.registerTag("cards", cardsTag({ render: () => "", renderWithin: () => "" }));

/** What to say of a name that no mail has, and what to write instead. */
export function sayStranger(
  { path, near, names, inCards }: Stranger,
  where = "a mail",
): { readonly message: string; readonly hint: string } {
  if (inCards !== null) {
    return {
      message: `there is no "${path}" within {% cards ${inCards} %}, which sees each pick alone`,
      hint: `write {% for pick in ${inCards} %} … {% endfor %} in its place, or take it out`,
    };
  }
  const message = `there is no "${path}" in ${where}`;
  if (near !== null) {
    const before = path.slice(0, Math.max(path.lastIndexOf("."), path.lastIndexOf("[")) + 1);
    return { message, hint: `did you mean "${before.endsWith("[") ? `${before.slice(0, -1)}.` : before}${near}"?` };
  }
  return { message, hint: names.length === 0 ? "it is a text, and holds nothing else" : `one of: ${names.join(", ")}` };
}
