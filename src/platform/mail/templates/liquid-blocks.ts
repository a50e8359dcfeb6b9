import type { TemplateStranger } from "../../../digest/mails/ports.ts";
import { adviseOpening, CLOSED_BY } from "../liquid/unreadable-liquid.ts";
import { fileOfPartial, includesOf, type Partials } from "./includes.ts";
import type { WrittenFile } from "./written-file.ts";

/** Blocks of Liquid whose halves stand in different files: what one partial opens another may close. */

interface Tag {
  readonly name: string;
  readonly file: WrittenFile;
  readonly span: readonly [start: number, end: number];
}

const TAG = /\{%-?\s*(\w+)[\s\S]*?%\}/g;
/** What stands within these is no Liquid. */
const SILENT = new Set(["comment", "raw"]);
const INNER = new Set(["else", "elsif", "when"]);

/** Blocks that are never closed, and ends and parts of none, in a template with all that it includes. */
export function unclosedBlocks(own: WrittenFile, partials: Partials): TemplateStranger[] {
  const { open, stray } = unmatched(tagsWithIncluded(own, partials, []));
  const told = [
    ...open.map((tag) => {
      const end = CLOSED_BY[tag.name] ?? `{% end${tag.name} %}`;
      return tellAt(tag, "is never closed", `write ${end} where it ends`);
    }),
    ...stray.map((tag) => tellAt(tag, "belongs to nothing that is open", adviseOpening(`{% ${tag.name} %}`))),
  ];
  // A partial may be put in several times.
  return [...new Map(told.map((one) => [`${one.file} ${one.span[0]}`, one])).values()];
}

/** The file as long as it was, its halves of blocks blanked: by themselves they are no mistake. */
export function withoutHalves(file: WrittenFile): string {
  const { open, stray } = unmatched(tagsIn(file));
  return [...open, ...stray].reduce(
    (text, { span: [start, end] }) => text.slice(0, start) + " ".repeat(end - start) + text.slice(end),
    file.text,
  );
}

function tellAt({ file, span }: Tag, says: string, hint: string): TemplateStranger {
  const tag = file.text.slice(...span).replace(/\s+/g, " ");
  return { ...file, span, message: `${tag} ${says}`, hint };
}

function tagsIn(file: WrittenFile): Tag[] {
  return [...file.text.matchAll(TAG)].map(({ 0: tag, 1: name = "", index }) => ({
    name,
    file,
    span: [index, index + tag.length] as const,
  }));
}

/** In the order in which they come once all is put together. */
function tagsWithIncluded(file: WrittenFile, partials: Partials, within: readonly string[]): Tag[] {
  const included = includesOf(file.text).flatMap(({ span, partial }) => {
    const text = partial === null || within.includes(partial) ? undefined : partials.get(partial);
    if (partial === null || typeof text !== "string") return [];
    const inner = { file: fileOfPartial(partial), text };
    return [{ at: span[0], tags: tagsWithIncluded(inner, partials, [...within, partial]) }];
  });
  const own = tagsIn(file).map((tag) => ({ at: tag.span[0], tags: [tag] }));
  return [...own, ...included].sort((a, b) => a.at - b.at).flatMap(({ tags }) => tags);
}

function unmatched(tags: readonly Tag[]): { readonly open: readonly Tag[]; readonly stray: readonly Tag[] } {
  const stack: Tag[] = [];
  const [open, stray]: [Tag[], Tag[]] = [[], []];
  for (const tag of tags) {
    const top = stack.at(-1);
    if (top !== undefined && SILENT.has(top.name) && tag.name !== `end${top.name}`) continue;
    if (CLOSED_BY[tag.name] !== undefined) stack.push(tag);
    else if (INNER.has(tag.name) && top === undefined) stray.push(tag);
    else if (tag.name.startsWith("end") && CLOSED_BY[tag.name.slice(3)] !== undefined) {
      const place = stack.findLastIndex(({ name }) => `end${name}` === tag.name);
      if (place === -1) stray.push(tag);
      else open.push(...stack.splice(place).slice(1));
    }
  }
  return { open: [...open, ...stack], stray };
}
