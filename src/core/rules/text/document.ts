import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { explainSyntax, type Slip } from "./explain-syntax.ts";
import type { Mistake } from "./mistake.ts";
import { SetAside } from "./set-aside.ts";
import { lineOf, lineTextOf, mistakeAt, openSource, type Source, type Span } from "./source.ts";

/** A value of a YAML document that still knows where it was written. */
export interface Located {
  readonly value: unknown;
  readonly span: Span;
  /** Where its key stands; null for the document itself and items of lists. */
  readonly keySpan: Span | null;
  /** By key or by position in a list. */
  readonly children: ReadonlyMap<string | number, Located>;
}

/** A rule file is a page or two; what is larger is not one, and is answered without being parsed. */
export const LARGEST_FILE = 64 * 1024;
/** Values a document may hold once its aliases are followed: an alias bomb stops here. */
const MOST_VALUES = 20_000;
const DEEPEST = 100;
/** Mistakes told of one file; who sees as many corrects the first ones first. */
const MOST_MISTAKES = 50;

export interface ReadDocument {
  readonly document: Located | null;
  readonly mistakes: Mistake[];
  /** Whether a mistake that is found in the document may be of what was set aside alone, and is no mistake then. */
  readonly isEcho: (mistake: Mistake) => boolean;
}

/**
 * Parses one file. `mistakes` says where its syntax is broken. The document is then what can be read all the same, so that its
 * other mistakes are told as well: texts that only lack their quotes get them, and what else is broken is set aside, first
 * alone, then with the block that it is in. It is null where that leaves nothing.
 */
export function readDocument(source: Source): ReadDocument {
  const refused = refuse(source);
  if (refused !== null) return { document: null, mistakes: [refused], isEcho: () => false };
  const { contents, mistakes, mended, aside } = parseMended(source);
  const isEcho = ({ line, message }: Mistake) => aside?.explains(line - 1, message) ?? false;
  const walk: Walk = {
    source,
    mistakes,
    mended,
    anchors: new Map(),
    open: new Set(),
    left: MOST_VALUES,
    stopped: false,
    lost: false,
  };
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    const hint = "write a rule, or remove the file";
    if (mistakes.length === 0) mistakes.push(mistakeAt(source, [0, 0], "the file is empty", hint));
    return { document: null, mistakes, isEcho };
  }
  const document = locate(contents, null, walk, 0);
  return { document: walk.stopped || walk.lost ? null : document, mistakes, isEcho };
}

/** Lines whose quotes are put in, one after the other, and what is set aside, before what is left is said to be unreadable. */
const MOST_ROUNDS = 5;
const MOST_ASIDE = 8;

interface Parsed {
  /** null: it could not be read. */
  readonly contents: Node | null;
  readonly mistakes: Mistake[];
  /** Texts that got their quotes, by where they begin. */
  readonly mended: ReadonlyMap<number, string>;
  readonly aside: SetAside | null;
}

function parseMended(source: Source): Parsed {
  const mistakes: Mistake[] = [];
  const mended = new Map<number, string>();
  let tried = source;
  for (let round = 0; ; round += 1) {
    const { contents, explained } = parse(tried);
    const found = inLinesOf(source, explained.slips);
    const goesOn = explained.unquoted.length > 0 && round < MOST_ROUNDS;
    // The others are told of what is then written, where they stay.
    const lines = new Set(explained.unquoted.map(([start]) => lineOf(source, start) + 1));
    if (goesOn) mistakes.push(...mistakesOf(found).filter(({ line }) => lines.has(line)));
    else if (found.length === 0) return { contents, mistakes, mended, aside: null };
    else return { mended, ...parseAround(source, tried, mistakes) };
    for (const span of explained.unquoted) {
      const written = source.text.slice(...span);
      mended.set(span[0], written.replace(/^[“”«]\s*|\s*[“”»]$/g, ""));
      tried = openSource(source.file, withQuotes(tried.text, span));
    }
  }
}

/** Sets aside what is broken until the rest can be read. What only follows from another mistake is not told. */
function parseAround(source: Source, broken: Source, known: readonly Mistake[]): Omit<Parsed, "mended"> {
  const mistakes = [...known];
  const aside = new SetAside(broken.text);
  let tried = broken;
  for (let round = 0; ; round += 1) {
    const { contents, explained } = parse(tried);
    const found = inLinesOf(source, explained.slips);
    if (found.length === 0) return { contents, mistakes, aside };
    const certain = found.filter(({ isCertain }) => isCertain);
    const isOver = explained.isHopeless || round === MOST_ASIDE;
    const told = isOver || certain.length === 0 ? found : certain;
    mistakes.push(...mistakesOf(told).filter(({ line }) => !aside.touches(line - 1)));
    if (isOver || !told.every(({ mistake, isMisplaced }) => aside.add(mistake.line - 1, isMisplaced))) {
      return { contents: null, mistakes, aside };
    }
    tried = openSource(source.file, aside.text);
  }
}

function parse(source: Source) {
  // Our own check of keys replaces the library's, which compares each with each.
  const parsed = parseDocument(source.text, {
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    logLevel: "silent",
  });
  const explained = explainSyntax(source, [...parsed.errors, ...parsed.warnings]);
  return { contents: parsed.contents as Node | null, explained };
}

/** What was written stands beside a mistake, not what was made of it to go on. */
function inLinesOf(source: Source, slips: readonly Slip[]): Slip[] {
  return slips.map((slip) => {
    const lineText = lineTextOf(source, slip.mistake.line - 1);
    return { ...slip, mistake: { ...slip.mistake, lineText } };
  });
}

const mistakesOf = (slips: readonly Slip[]): Mistake[] => slips.map(({ mistake }) => mistake);

/** As long as before, so that all stays where it stands: what it says is kept apart. */
function withQuotes(text: string, [start, end]: Span): string {
  return `${text.slice(0, start)}"${" ".repeat(Math.max(0, end - start - 2))}"${text.slice(end)}`;
}

/** What is no rule file is answered before the parser sees it, which takes seconds for deep nesting. */
function refuse(source: Source): Mistake | null {
  const { text } = source;
  if (text.length > LARGEST_FILE) {
    const kilobytes = Math.ceil(text.length / 1024);
    const message = `the file has ${kilobytes} KB; at most ${LARGEST_FILE / 1024} KB are read`;
    return mistakeAt(source, [0, 0], message, "split it up");
  }
  const foreign = text.indexOf("\ufffd");
  if (foreign !== -1)
    return mistakeAt(source, [foreign, foreign + 1], "this is not UTF-8 text", "save the file as UTF-8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const binary = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.exec(text);
  if (binary !== null) {
    const message = "this is not text: it holds a control character";
    return mistakeAt(source, [binary.index, binary.index + 1], message, "save the file as UTF-8 text");
  }
  const deep = deepestAt(text);
  if (deep === null) return null;
  return mistakeAt(source, [deep, deep + 1], `nested deeper than ${DEEPEST} levels`, "write it more simply");
}

/** Where brackets, or hyphens on one line, nest too deep to be parsed quickly. Brackets within texts close as well. */
function deepestAt(text: string): number | null {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth = Math.max(0, depth - 1);
    if (depth > 2 * DEEPEST) return index;
  }
  return /(?:[-?:] +){100}/.exec(text)?.index ?? null;
}

/** At most so many of a file, and behind them how many more mistakes, warnings and notices there are. */
export function limitMistakes(mistakes: readonly Mistake[]): Mistake[] {
  const left = mistakes.slice(MOST_MISTAKES);
  const rest = (["mistake", "warning", "notice"] as const).flatMap((severity): Mistake[] => {
    const more = left.filter((mistake) => mistake.severity === severity);
    const [first] = more;
    if (first === undefined) return [];
    const [one, many, une, plusieurs] = MORE[severity];
    const count = more.length;
    return [
      {
        ...first,
        message: `and ${count} more ${count === 1 ? one : many}`,
        hint: "they are told once these are mended",
        french: {
          message: `et encore ${count} ${count === 1 ? une : plusieurs}`,
          hint: "le reste sera dit une fois ces lignes corrigées",
        },
        standsFor: count,
      },
    ];
  });
  return [...mistakes.slice(0, MOST_MISTAKES), ...rest];
}

const MORE = {
  mistake: ["mistake", "mistakes", "erreur", "erreurs"],
  warning: ["warning", "warnings", "avertissement", "avertissements"],
  notice: ["notice", "notices", "remarque", "remarques"],
} as const;

interface Walk {
  readonly source: Source;
  readonly mistakes: Mistake[];
  readonly mended: ReadonlyMap<number, string>;
  readonly anchors: Map<string, Node>;
  /** Nodes on the way from the root: meeting one again is a loop. */
  readonly open: Set<Node>;
  left: number;
  stopped: boolean;
  /** An alias led nowhere: what stands there is not known. */
  lost: boolean;
}

function spanOf(node: Node | null): Span {
  const range = node?.range;
  return range ? [range[0], range[1]] : [0, 0];
}

function locate(node: Node | null, keySpan: Span | null, walk: Walk, depth: number, seenAs?: Span): Located {
  const span = seenAs ?? spanOf(node);
  const nothing: Located = { value: null, span, keySpan, children: new Map() };
  if (node === null || walk.stopped) return nothing;
  walk.left -= 1;
  if (walk.left < 0 || depth > DEEPEST) {
    walk.stopped = true;
    const message = depth > DEEPEST ? `nested deeper than ${DEEPEST} levels` : `more than ${MOST_VALUES} values`;
    walk.mistakes.push(mistakeAt(walk.source, span, message, "write it more simply"));
    return nothing;
  }
  if (isAlias(node)) return locateAlias(node.source, span, keySpan, walk, depth);
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return { value: walk.mended.get(span[0]) ?? node.value, span, keySpan, children: new Map() };
  walk.open.add(node);
  const located = locateCollection(node, span, keySpan, walk, depth);
  walk.open.delete(node);
  return located;
}

function locateAlias(name: string, span: Span, keySpan: Span | null, walk: Walk, depth: number): Located {
  const target = walk.anchors.get(name);
  if (target === undefined || walk.open.has(target)) {
    const message = target === undefined ? `*${name} names nothing written above it` : `*${name} contains itself`;
    walk.mistakes.push(mistakeAt(walk.source, span, message, "write the value out"));
    walk.lost = true;
    return { value: null, span, keySpan, children: new Map() };
  }
  return locate(target, keySpan, walk, depth + 1, span);
}

function locateCollection(node: Node, span: Span, keySpan: Span | null, walk: Walk, depth: number): Located {
  const children = new Map<string | number, Located>();
  if (isSeq(node)) {
    const value = node.items.map((item, index) => {
      const child = locate(item as Node | null, null, walk, depth + 1);
      children.set(index, child);
      return child.value;
    });
    return { value, span, keySpan, children };
  }
  const value: Record<string, unknown> = {};
  for (const pair of isMap(node) ? node.items : []) {
    const keyNode = pair.key as Node;
    const where = spanOf(keyNode);
    const key = isScalar(keyNode) ? String(keyNode.value) : "";
    if (key === "__proto__" || children.has(key)) {
      const message = children.has(key) ? `"${key}" is written twice` : `"${key}" is not a key`;
      walk.mistakes.push(mistakeAt(walk.source, where, message, children.has(key) ? "keep one of them" : "remove it"));
      continue;
    }
    const child = locate(pair.value as Node | null, where, walk, depth + 1);
    children.set(key, child.value === null && child.span[1] === 0 ? { ...child, span: where } : child);
    value[key] = child.value;
  }
  return { value, span, keySpan, children };
}
