import type { TemplateStranger } from "../../digest/mails/ports.ts";
import { findStrangers, namesEngine, type Shape, type Stranger, sayStranger } from "./liquid-names.ts";

/** A file of the folder of the mails, as it was written. */
export interface WrittenFile {
  /** Path from the folder. */
  readonly file: string;
  readonly text: string;
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
  known: Readonly<Record<string, Shape>>,
): TemplateStranger[] {
  const paths = new Map(findStrangers(namesEngine, compiled, known).map((stranger) => [stranger.path, stranger]));
  return [...paths.values()].flatMap((stranger) => {
    const places = files.flatMap((file) => placesOf(stranger, file));
    const [own] = files;
    if (places.length > 0 || own === undefined) return places;
    return [{ ...own, span: [0, 0] as const, ...sayStranger(stranger) }];
  });
}

function placesOf(stranger: Stranger, { file, text }: WrittenFile): TemplateStranger[] {
  const name = new RegExp(`(?<![\\w.\\]])${stranger.path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?!\\w)`, "g");
  return [...text.matchAll(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g)].flatMap(({ 0: liquid, index }) =>
    [...liquid.matchAll(name)].map((found) => {
      const start = index + found.index;
      return { file, text, span: [start, start + stranger.path.length] as const, ...sayStranger(stranger) };
    }),
  );
}
