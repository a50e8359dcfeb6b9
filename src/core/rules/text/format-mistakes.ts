import type { Mistake } from "./mistake.ts";
import { type SpokenLanguage, speak } from "./said.ts";

const WIDTH = 100;
const RED = "\u001b[31m";
const YELLOW = "\u001b[33m";
const BOLD = "\u001b[1m";
const PLAIN = "\u001b[0m";

/** All of them as a compiler prints them: where, what, the line with the offending text underlined, what to write. */
export function formatMistakes(
  mistakes: readonly Mistake[],
  { colour, language = "en" }: { readonly colour: boolean; readonly language?: SpokenLanguage },
): string {
  return mistakes.map((mistake) => formatMistake(speak(mistake, language), SEVERITIES[language], colour)).join("\n\n");
}

const SEVERITIES = {
  en: { mistake: "mistake", warning: "warning", notice: "notice" },
  fr: { mistake: "erreur", warning: "avertissement", notice: "remarque" },
} as const;

function formatMistake(mistake: Mistake, severities: Record<Mistake["severity"], string>, colour: boolean): string {
  const paint = (code: string, text: string): string => (colour ? `${code}${text}${PLAIN}` : text);
  const shade = mistake.severity === "mistake" ? RED : YELLOW;
  const number = String(mistake.line);
  const margin = " ".repeat(number.length);
  const { shown, column, length } = fitLine(mistake, WIDTH - number.length - 4);
  const lines = [
    `${paint(BOLD, `${mistake.file}:${mistake.line}:${mistake.column}`)} ${paint(shade, severities[mistake.severity])}`,
    ...wrap(clean(mistake.message), WIDTH - 2).map((line) => `  ${line}`),
    ` ${number} | ${shown}`.trimEnd(),
    ` ${margin} | ${" ".repeat(column - 1)}${paint(shade, "^".repeat(length))}`,
  ];
  if (mistake.hint !== null) {
    const [first = "", ...rest] = wrap(clean(mistake.hint), WIDTH - margin.length - 4);
    lines.push(` ${margin} = ${first}`, ...rest.map((line) => ` ${margin}   ${line}`));
  }
  return lines.join("\n");
}

/** The line, cut around the offending text where it is wider than the page. Column and length count characters. */
function fitLine(
  { lineText, column, length }: Mistake,
  width: number,
): { shown: string; column: number; length: number } {
  const characters = [...clean(lineText)];
  if (characters.length <= width && column + length - 1 <= width) return { shown: characters.join(""), column, length };
  const start = Math.max(0, Math.min(column - 1 - Math.floor(width / 3), characters.length - width));
  const shown = characters.slice(start, start + width);
  if (start > 0) shown[0] = "…";
  if (start + width < characters.length) shown[width - 1] = "…";
  const shownColumn = Math.min(column - start, width);
  return { shown: shown.join(""), column: shownColumn, length: Math.max(1, Math.min(length, width - shownColumn + 1)) };
}

/** One column for each character, and nothing that a terminal would obey. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a file's control characters must not reach the terminal
  return text.replace(/\t/g, " ").replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "·");
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return [...lines, line];
}
