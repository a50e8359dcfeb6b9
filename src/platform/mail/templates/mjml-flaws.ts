import type { TemplateStranger } from "../../../digest/mails/ports.ts";
import type { WrittenFile } from "./written-file.ts";

/** What is wrong with MJML, where it stands in its files: MJML's own words name lines of what they were put together to. */

const TAG = /<(\/?)(mjml|mj-[a-z-]+)((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi;
const COMMENT = /<!--[\s\S]*?-->/g;

/** Tags that are not closed, and ends of what was not opened. */
export function unclosedTags(files: readonly WrittenFile[]): TemplateStranger[] {
  return files.flatMap(({ file, text }) => {
    const found: TemplateStranger[] = [];
    const open: { readonly name: string; readonly span: readonly [number, number] }[] = [];
    const tell = (span: readonly [number, number], message: string, hint: string): void => {
      found.push({ file, text, span, message, hint });
    };
    const tellOpen = (tag: (typeof open)[number] | undefined): void => {
      if (tag !== undefined) tell(tag.span, `<${tag.name}> is never closed`, `write </${tag.name}> where it ends`);
    };
    const shown = text.replace(COMMENT, (comment) => " ".repeat(comment.length));
    for (const { 0: tag, 1: end, 2: written = "", 3: rest = "", index } of shown.matchAll(TAG)) {
      const name = written.toLowerCase();
      const span = [index, index + tag.length] as const;
      if (end === "") {
        if (!rest.trimEnd().endsWith("/")) open.push({ name, span });
      } else if (open.some((each) => each.name === name)) {
        while (open.at(-1)?.name !== name) tellOpen(open.pop());
        open.pop();
      } else tell(span, `</${name}> closes nothing that is open`, `write <${name}> before it, or remove it`);
    }
    for (const tag of open) tellOpen(tag);
    return found.sort((one, other) => one.span[0] - other.span[0]);
  });
}

/** As MJML validates it. */
interface Validation {
  readonly message: string;
  readonly tagName: string;
}

/** Places of what MJML does not allow, in our words; once where it stands several times in what the files are put together to. */
export function placeValidation(errors: readonly Validation[], files: readonly WrittenFile[]): TemplateStranger[] {
  const found = errors.flatMap((error) => {
    const { message, hint, pattern, within } = inWords(error);
    const places = files.flatMap(({ file, text }) =>
      [...text.matchAll(pattern)]
        .filter(({ index }) => within === undefined || parentAt(text, index) === within)
        .map(({ 0: part, index }): TemplateStranger => {
          const span = [index, index + part.length] as const;
          return { file, text, span, message, hint };
        }),
    );
    const [own] = files;
    return places.length > 0 || own === undefined ? places : [{ ...own, span: [0, 0] as const, message, hint }];
  });
  return [...new Map(found.map((one) => [`${one.file} ${one.span[0]} ${one.message}`, one])).values()];
}

interface Said extends Pick<TemplateStranger, "message" | "hint"> {
  readonly pattern: RegExp;
  /** Only where it stands in this tag. */
  readonly within?: string | undefined;
}

/** The tag in which an offset of the text lies; null: none that begins in it. */
function parentAt(text: string, offset: number): string | null {
  const open: string[] = [];
  for (const { 1: end, 2: name = "", 3: rest = "" } of text.slice(0, offset).matchAll(TAG)) {
    if (end !== "") open.pop();
    else if (!rest.trimEnd().endsWith("/")) open.push(name.toLowerCase());
  }
  return open.at(-1) ?? null;
}

function inWords({ message, tagName }: Validation): Said {
  const tag = new RegExp(`<${escaped(tagName)}(?![\\w-])`, "g");
  if (/doesn't exist/.test(message)) {
    return {
      message: `there is no tag <${tagName}>`,
      hint: "docs of MJML list its tags: documentation.mjml.io",
      pattern: tag,
    };
  }
  const [, inside, outside, where] = /^(\S+) cannot be used inside (\S+), only inside: (.*)$/.exec(message) ?? [];
  if (inside !== undefined) {
    return {
      message: `<${inside}> cannot stand in <${outside}>`,
      hint: `it stands in ${where}`,
      pattern: tag,
      within: outside,
    };
  }
  const illegal = /^Attributes? (.+?) (?:is|are) illegal/.exec(message)?.[1];
  if (illegal !== undefined) {
    const [first = illegal] = illegal.split(", ");
    return {
      message: `<${tagName}> has no attribute ${illegal}`,
      hint: "remove it",
      pattern: new RegExp(`(?<=<${escaped(tagName)}(?![\\w-])[^>]*\\s)${escaped(first)}(?=\\s*=)`, "g"),
    };
  }
  const [, name = "", value = "", type = ""] =
    /^Attribute (\S+) has invalid value: (.*?) for type (.*)$/.exec(message) ?? [];
  if (name !== "") {
    return {
      message: `"${value}" is no value of ${name}`,
      hint: `as MJML says: ${type}`,
      pattern: new RegExp(`(?<=\\s${escaped(name)}=["'])${escaped(value)}(?=["'])`, "g"),
    };
  }
  return { message: `MJML does not take <${tagName}>: ${message}`, hint: "correct it", pattern: tag };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
