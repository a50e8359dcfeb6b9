/** A text cut at its links: `pieces[0] + link + pieces[1] + …`, one piece more than there are targets. */
export interface SplitText {
  readonly pieces: readonly string[];
  /** Where each link leads; several may lead to the same. */
  readonly targets: readonly string[];
}

/** The target of a link as it stands in the text, in HTML still escaped; null where the link is left alone. */
export type TargetOf = (written: string) => string | null;

const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
/** Of the web, or one that stands for another. */
const WEB_ADDRESS = /(?:https?:\/\/|rekindle:)[^\s<>"]+/gi;
/** What ends a sentence rather than an address; a bracket, unless the address has opened it. */
const TRAILING = /[.,;:!?\])]$/;

function withoutTrailing(address: string): string {
  let end = address.length;
  while (TRAILING.test(address.slice(0, end))) {
    if (address[end - 1] === ")" && address.lastIndexOf("(", end) > address.lastIndexOf(")", end - 2)) break;
    end -= 1;
  }
  return address.slice(0, end);
}

/** Cuts HTML at the links that `targetOf` knows; fonts and styles are none. One pass. */
export function splitHtml(html: string, targetOf: TargetOf): SplitText {
  const split = newSplit(html);
  for (const match of html.matchAll(HREF)) {
    const written = match[1] ?? match[2] ?? "";
    const target = written === "" ? null : targetOf(written);
    if (target === null || !isAnchor(html, match.index)) continue;
    const end = match.index + match[0].length - 1;
    split.cut(end - written.length, end, target);
  }
  return split.end();
}

/** Cuts plain text at the web addresses that `targetOf` knows. */
export function splitText(text: string, targetOf: TargetOf): SplitText {
  const split = newSplit(text);
  for (const { 0: found, index } of text.matchAll(WEB_ADDRESS)) {
    const written = withoutTrailing(found);
    const target = targetOf(written);
    if (target !== null) split.cut(index, index + written.length, target);
  }
  return split.end();
}

export function joinLinks({ pieces, targets }: SplitText, linkTo: (target: string) => string): string {
  let joined = pieces[0] ?? "";
  for (let at = 0; at < targets.length; at++) joined += linkTo(targets[at] as string) + (pieces[at + 1] as string);
  return joined;
}

function newSplit(text: string) {
  const pieces: string[] = [];
  const targets: string[] = [];
  let from = 0;
  return {
    cut: (start: number, end: number, target: string): void => {
      pieces.push(text.slice(from, start));
      targets.push(target);
      from = end;
    },
    end: (): SplitText => ({ pieces: [...pieces, text.slice(from)], targets }),
  };
}

const BEFORE_ATTRIBUTES = /^<(?:a|area|v:\w+)\s/i;

/** Fonts, styles and the base of a page are no links. */
function isAnchor(html: string, at: number): boolean {
  let start = at - 1;
  while (start > 0 && html.charCodeAt(start) !== LESS_THAN) start -= 1;
  return BEFORE_ATTRIBUTES.test(html.slice(start, start + 24));
}

const LESS_THAN = 60;

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&#38;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#34;": '"',
  "&#39;": "'",
};

/** Of what an attribute holds, as templates escape it. */
export function unescapeHtml(written: string): string {
  return written.includes("&")
    ? written.replace(/&(?:amp|lt|gt|quot|#3[489]);/g, (entity) => ENTITIES[entity] ?? entity)
    : written;
}
