import type { YAMLError } from "yaml";
import { countOpen, explainBrackets, UNCLOSED } from "./explain-brackets.ts";
import type { Mistake } from "./mistake.ts";
import { lineOf, lineTextOf, mistakeAt, type Source, type Span } from "./source.ts";

/** Who sees as many corrects the first ones first. */
const MOST_ERRORS = 200;
/** More are no slips: around so many nothing is read. */
const MOST_ASIDE = 60;

/**
 * What is wrong where YAML cannot be read, as the person who wrote the line sees it. One slip makes the parser stumble
 * several times: each line is told of once, and what stands next to a line that is explained is not told at all.
 */
export function explainSyntax(source: Source, errors: readonly YAMLError[]): Explained {
  if (errors.length === 0) return { slips: [], unquoted: [], isHopeless: false };
  const told = errors.slice(0, MOST_ERRORS).map((error) => ({ error, line: lineOfError(source, error) }));
  // A value that goes on below it is reported where it begins.
  const explained = explainLines(source, new Set(told.flatMap(({ line }) => [line, line + 1])));
  const culprits = new Map<number, Mistake>();
  const general = new Map<number, Mistake>();
  for (const { line } of told) {
    const culprit = [line, line + 1].find((each) => explained.has(each));
    const mistake = culprit === undefined ? undefined : explained.get(culprit);
    if (culprit !== undefined && mistake !== undefined) culprits.set(culprit, mistake);
  }
  for (const { error, line } of told) {
    if ([line - 1, line, line + 1].some((near) => culprits.has(near)) || general.has(line)) continue;
    general.set(line, explainCode(source, error));
  }
  const unquoted = [...culprits].flatMap(([line, { message }]): Span[] => {
    if (!NEEDS_QUOTES.has(message)) return [];
    const written = unquotedIn(lineTextOf(source, line));
    const start = (source.lineStarts[line] ?? 0) + (written?.at ?? 0);
    return written === null ? [] : [[start, start + written.value.length]];
  });
  const slips = [
    ...[...culprits.values()].map((mistake) => ({ mistake, isCertain: true })),
    ...[...general.values()].map((mistake) => ({ mistake, isCertain: false })),
  ].map((slip) => ({ ...slip, isMisplaced: MISPLACED.test(slip.mistake.message) }));
  return { slips, unquoted, isHopeless: errors.length > MOST_ASIDE || errors.some(({ code }) => HOPELESS.has(code)) };
}

/** A quote that nothing closes any more is missed at the end of the file: it is told where it begins. */
function lineOfError(source: Source, error: YAMLError): number {
  const found = lineOf(source, error.pos[0]);
  if (error.code !== "MISSING_CHAR" || error.pos[0] < source.text.trimEnd().length) return found;
  for (let line = found; line >= 0; line -= 1) {
    const value = ENTRY.exec(lineTextOf(source, line))?.[2]?.trimEnd() ?? "";
    if (explainValue(value)?.[0] === QUOTE_OPEN) return line;
  }
  return found;
}

export interface Slip {
  readonly mistake: Mistake;
  /** The line itself is wrong; else it is only where the parser stumbled, perhaps over a line above it. */
  readonly isCertain: boolean;
  /** It is where the line begins that is wrong, so that nothing of it can be kept in its place. */
  readonly isMisplaced: boolean;
}

export interface Explained {
  readonly slips: readonly Slip[];
  /** What is broken is not this line or that, but how the file is built. */
  readonly isHopeless: boolean;
  /** Texts that are whole but for the quotes around them. */
  readonly unquoted: readonly Span[];
}

const HOPELESS: ReadonlySet<YAMLError["code"]> = new Set(["MULTIPLE_DOCS", "RESOURCE_EXHAUSTION"]);
const MISPLACED = /^(?:a tab at the start|this line begins with|the indentation of this line)/;
const BRACE_UNQUOTED = "a text that begins with { needs quotes";
const COLON_UNQUOTED = "a text that holds a colon needs quotes";
const FOREIGN_QUOTES = "these quotes do not hold a text together";
const QUOTE_OPEN = "the quote that begins here is not closed";
const NEEDS_QUOTES: ReadonlySet<string> = new Set([BRACE_UNQUOTED, COLON_UNQUOTED, FOREIGN_QUOTES]);

/** Where lines may begin, from what stands above: a hyphen lines up with hyphens, a key with keys. */
interface Level {
  readonly indent: number;
  readonly item: boolean;
}

function explainLines(source: Source, lines: ReadonlySet<number>): Map<number, Mistake> {
  const explained = new Map<number, Mistake>();
  const levels: Level[] = [];
  let above = "";
  /** Brackets that lines above have opened and not closed. */
  let open = 0;
  let opened: Opened | null = null;
  for (let line = 0; line < source.lineStarts.length; line += 1) {
    const text = lineTextOf(source, line);
    const indent = /^( *)[^\s#]/.exec(text)?.[1]?.length;
    if (lines.has(line)) {
      const isLast = line === source.lineStarts.length - 1;
      const unclosed: Mistake | null =
        open > 0 &&
        opened !== null &&
        !explained.has(opened.line) &&
        (indent === undefined ? isLast : indent <= opened.indent && !/^\s*[\]}]/.test(text))
          ? explainOpened(source, opened, line)
          : null;
      const mistake =
        unclosed ?? explainLine(source, line, open) ?? (open > 0 ? null : explainIndent(source, line, levels, above));
      if (mistake !== null) explained.set(line, mistake);
      // What stands below is lined up with what is above this line.
      if (mistake !== null && MISPLACED.test(mistake.message)) continue;
    }
    if (indent === undefined) continue;
    const value = ENTRY.exec(text)?.[2];
    // One that was never closed was a slip on a line of its own, which hides no later one.
    if (value !== undefined && open > 0) open = 0;
    if (open > 0 || (value !== undefined && /^[[{](?![{%])/.test(value))) {
      if (open === 0) opened = { line, indent };
      open = Math.max(0, open + countOpen(value ?? text));
    }
    while ((levels.at(-1)?.indent ?? -1) >= indent) levels.pop();
    const hyphens = /^ *((?:- +)+)/.exec(text)?.[1];
    levels.push({ indent, item: hyphens !== undefined });
    if (hyphens !== undefined) levels.push({ indent: indent + hyphens.length, item: false });
    above = text;
  }
  return explained;
}

/** Where the outermost bracket that is still open stands. */
interface Opened {
  readonly line: number;
  readonly indent: number;
}

/** A bracket that is still open where a line begins that cannot be within it. */
function explainOpened(source: Source, { line }: Opened, before: number): Mistake | null {
  const text = lineTextOf(source, line);
  const entry = ENTRY.exec(text);
  const value = entry?.[2]?.trimEnd() ?? "";
  const slip = explainBrackets(value);
  if (slip === null || slip.message !== UNCLOSED) return null;
  const at = (source.lineStarts[line] ?? 0) + (entry?.[1]?.length ?? 0);
  const hint = before - line > 1 && /[[{,]$/.test(value) ? `close it before line ${before + 1}` : slip.hint;
  return mistakeAt(source, [at + slip.at, at + value.length], UNCLOSED, hint);
}

/** A key and its value, or an item of a list and its text. */
const ENTRY = /^(\s*(?:- +)*(?:[^\s#:"'{}[\]-][^:#"'{}[\]]*:|"[^"]*":|-)\s+)(\S.*)$/;

function explainLine(source: Source, line: number, open: number): Mistake | null {
  const start = source.lineStarts[line] ?? 0;
  const text = lineTextOf(source, line);
  const tab = /^ *\t/.exec(text);
  if (tab !== null)
    return mistakeAt(source, [start, start + tab[0].length], "a tab at the start of a line", "indent with spaces");
  const entry = open > 0 ? null : ENTRY.exec(text);
  const value = entry?.[2]?.trimEnd() ?? "";
  const at = start + (entry?.[1]?.length ?? 0);
  const said = entry === null ? null : explainValue(value);
  if (said !== null) return mistakeAt(source, [at, at + value.length], said[0], said[1]);
  const inside = unquotedIn(text);
  if (inside !== null) {
    const from = start + inside.at;
    return mistakeAt(source, [from, from + inside.value.length], BRACE_UNQUOTED, quoted(inside.value));
  }
  if (/^[[{]/.test(value)) return explainBracketsAt(source, at, value);
  const tight = open > 0 || entry !== null ? null : TIGHT.exec(text);
  if (tight === null) return null;
  const [, before = "", key = "", rest = ""] = tight;
  const from = start + before.length;
  return mistakeAt(
    source,
    [from, from + key.length + 1],
    "a space is missing after the colon",
    `write ${key}: ${rest}`,
  );
}

/** `state:live`. An address or a time has something else on either side of its colon. */
const TIGHT = /^(\s*(?:- +)*)([A-Za-z_][\w-]*):([^\s:/].*)$/;

function explainBracketsAt(source: Source, at: number, value: string): Mistake | null {
  const slip = explainBrackets(value);
  return slip === null ? null : mistakeAt(source, [at + slip.at, at + value.length], slip.message, slip.hint);
}

/** The text of a line that lacks its quotes: its value, or one in the brackets that are its value. */
function unquotedIn(line: string): { readonly at: number; readonly value: string } | null {
  const entry = ENTRY.exec(line);
  const value = entry?.[2]?.trimEnd() ?? "";
  const said = entry === null ? null : explainValue(value);
  if (said !== null) return NEEDS_QUOTES.has(said[0]) ? { at: entry?.[1]?.length ?? 0, value } : null;
  const inside = IN_BRACKETS.exec(line);
  return inside === null ? null : { at: inside.index + (inside[1]?.length ?? 0), value: inside[2]?.trimEnd() ?? "" };
}

/** `{ en: {{ member.firstName }}, fr: "…" }`: a value that begins with Liquid, up to the next comma or bracket. */
const IN_BRACKETS = /([{[,]\s*(?:[\w-]+:\s+)?)(\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\}[^,{}[\]"']*)/;

function explainValue(value: string): readonly [message: string, hint: string] | null {
  if (/^\{[{%]/.test(value)) return [BRACE_UNQUOTED, quoted(value)];
  if (/^[“”«]/.test(value)) return [FOREIGN_QUOTES, quoted(value.replace(/[“”«»]/g, ""))];
  const quote = value[0];
  if (quote === '"' || quote === "'") {
    const whole = (quote === '"' ? /^"(?:[^"\\]|\\.)*"/ : /^'(?:[^']|'')*'/).exec(value);
    if (whole === null) return [QUOTE_OPEN, `end the text with ${quote}`];
    const rest = value.slice(whole[0].length).trim();
    if (rest === "" || rest.startsWith("#")) return null;
    const inner = value.slice(1, value.endsWith(quote) ? -1 : undefined);
    const hint = quote === "'" ? quoted(inner) : `use other quotes inside: "${curl(inner)}"`;
    return [`the text ends at its second ${quote}, and more follows`, hint];
  }
  if (/^[[{>|&*!#]/.test(value)) return null;
  if (/: |:$/.test(value)) return [COLON_UNQUOTED, quoted(value)];
  if (/^[@`%,\]}]/.test(value)) return ["a text cannot begin with this character", quoted(value)];
  return null;
}

function quoted(text: string): string {
  if (!text.includes('"')) return `put it in double quotes: "${text}"`;
  if (!text.includes("'")) return `put it in single quotes: '${text}'`;
  return "put it on the next line, indented, and write >- in its place";
}

/** “Pricing” for "Pricing": opening and closing quotes in turn. */
function curl(text: string): string {
  let opening = true;
  return text.replace(/"/g, () => {
    opening = !opening;
    return opening ? "”" : "“";
  });
}

function explainIndent(source: Source, line: number, levels: readonly Level[], above: string): Mistake | null {
  const text = lineTextOf(source, line);
  const indent = /^( *)[^\s#]/.exec(text)?.[1]?.length;
  if (indent === undefined || levels.length === 0 || levels.some((level) => level.indent === indent)) return null;
  // Below a key without a value everything may stand further in.
  if (indent > (levels.at(-1)?.indent ?? 0) && /:\s*(#.*)?$/.test(above)) return null;
  const alike = levels.filter(({ item }) => item === /^ *- /.test(text));
  const wanted = (alike.length > 0 ? alike : levels).reduce((best, level) =>
    Math.abs(level.indent - indent) < Math.abs(best.indent - indent) ? level : best,
  );
  const at = (source.lineStarts[line] ?? 0) + indent;
  return mistakeAt(
    source,
    [at, at + 1],
    `this line begins with ${spaces(indent)}, which lines up with nothing above it`,
    `begin it with ${spaces(wanted.indent)}`,
  );
}

function spaces(count: number): string {
  if (count === 0) return "no space";
  return count === 1 ? "1 space" : `${count} spaces`;
}

const SYNTAX: Partial<Record<YAMLError["code"], readonly [message: string, hint: string]>> = {
  TAB_AS_INDENT: ["a tab at the start of a line", "indent with spaces"],
  MULTIPLE_DOCS: ["a second document begins here", "one file holds one document: remove the `---`"],
  MISSING_CHAR: ["a quote or bracket is not closed", "close it, or put the whole text in double quotes"],
  BLOCK_AS_IMPLICIT_KEY: [
    "a key and its value do not stand where they can be read",
    "write a key, a colon, a space and the value; a text that holds a colon stands in double quotes",
  ],
  MULTILINE_IMPLICIT_KEY: [
    "a key and its value do not stand where they can be read",
    "write a key, a colon, a space and the value; a text that holds a colon stands in double quotes",
  ],
  BAD_INDENT: [
    "the indentation of this line fits nothing above it",
    "line it up with its neighbours, and close every [ and {",
  ],
  BAD_SCALAR_START: ["a text cannot start with this character", "put the text in double quotes"],
  NON_STRING_KEY: ["a key has to be a word", "put it in double quotes"],
  TAG_RESOLVE_FAILED: ["tags (`!…`) are not used here", "remove the tag"],
  KEY_OVER_1024_CHARS: ["a key has at most 1024 characters", "shorten it, and close every quote before it"],
  RESOURCE_EXHAUSTION: ["nested too deeply", "write it more simply"],
  UNEXPECTED_TOKEN: [
    "this does not belong here",
    "close every quote and bracket before it; a text with quotes, braces or a colon stands in double quotes",
  ],
};

function explainCode(source: Source, error: YAMLError): Mistake {
  const [start, after] = error.pos;
  const end = error.code === "BLOCK_AS_IMPLICIT_KEY" ? source.text.length : after;
  const known = SYNTAX[error.code] ?? [error.message.split("\n")[0] ?? "this is not YAML", null];
  return mistakeAt(source, [start, end], known[0], known[1]);
}
