import type { TemplateStranger } from "../../../digest/mails/ports.ts";
import {
  findStrangers,
  isOutput,
  namesEngine,
  type Shape,
  type Stranger,
  sayStranger,
} from "../liquid/liquid-names.ts";
import { fileOfPartial, includesOf } from "./includes.ts";
import type { WrittenFile } from "./written-file.ts";

/** What a template names, for `strangersOf`. */
export interface KnownNames {
  readonly names: Readonly<Record<string, Shape>>;
  /** Paths that are put in before a mail is made, where they stand alone. */
  readonly fixed?: ReadonlySet<string>;
  /** What it makes, as messages say it; `a mail` where it is not said. */
  readonly where?: string;
}

/**
 * Names of a template that no mail has, where they stand in its files: the HTML that was made of them has other lines.
 *
 * @param compiled the template with all that it includes
 * @param files it, then what it may include
 */
export function strangersOf(
  compiled: string,
  files: readonly WrittenFile[],
  { names, fixed, where }: KnownNames,
): TemplateStranger[] {
  const strangers = findStrangers(namesEngine, compiled, names, fixed);
  const paths = new Map(strangers.map((stranger) => [`${stranger.inCards ?? ""} ${stranger.path}`, stranger]));
  const inCards = partialsInCards(files);
  return [...paths.values()].flatMap((stranger) => {
    const places = files.flatMap((file) => {
      const found = placesOf(stranger, file, where);
      if (stranger.inCards === null) return found;
      const spans = inCards.has(file.file) ? null : cardSpans(file.text, stranger.inCards);
      return found
        .filter(({ span: [start] }) => spans?.some(([from, to]) => from < start && start < to) ?? true)
        .filter(
          ({ span: [start] }) => fixed?.has(stranger.path) !== true || !isOutput(file.text, start, stranger.path),
        );
    });
    const [own] = files;
    if (places.length > 0 || own === undefined) return places;
    return [{ ...own, span: [0, 0] as const, ...sayStranger(stranger, where) }];
  });
}

const CARDS = /\{%-?\s*cards\s+(\w+)[\s\S]*?\{%-?\s*endcards\b/g;

/** `list` null: of any. */
function cardSpans(text: string, list: string | null): (readonly [from: number, to: number])[] {
  return [...text.matchAll(CARDS)].flatMap(({ 0: cards, 1: name, index }) =>
    list === null || name === list ? [[index, index + cards.length] as const] : [],
  );
}

/** Files that are put in within cards, by one of the others or by what that puts in. */
function partialsInCards(files: readonly WrittenFile[]): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (text: string): void => {
    for (const { partial: name } of includesOf(text)) {
      const partial = name === null ? undefined : files.find(({ file }) => file === fileOfPartial(name));
      if (partial === undefined || found.has(partial.file)) continue;
      found.add(partial.file);
      add(partial.text);
    }
  };
  for (const { text } of files) for (const [from, to] of cardSpans(text, null)) add(text.slice(from, to));
  return found;
}

function placesOf(stranger: Stranger, { file, text }: WrittenFile, where?: string): TemplateStranger[] {
  const name = new RegExp(`(?<![\\w.\\]])${stranger.path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?!\\w)`, "g");
  return [...text.matchAll(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g)].flatMap(({ 0: liquid, index }) =>
    [...liquid.matchAll(name)].map((found) => {
      const start = index + found.index;
      return { file, text, span: [start, start + stranger.path.length] as const, ...sayStranger(stranger, where) };
    }),
  );
}
