import { holdTogether } from "./hold-together.ts";

/** Markup whose text has been escaped. */
export interface Html {
  readonly html: string;
}

export const raw = (html: string): Html => ({ html });

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A command with its options, which lines would break between the two hyphens. */
const COMMAND = /rekindle [a-z]+(?: --[a-z]+)+/g;

/** Of texts alone: markup stays as it is. */
export function holdPunctuation({ html }: Html): Html {
  return raw(html.replace(/>[^<]+/g, (text) => holdTogether(text).replace(COMMAND, '<span class="command">$&</span>')));
}

type Part = string | Html | null | readonly (Html | null)[];

/** Template of markup: every string put into it is escaped, only markup stays as it is, null is nothing. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return raw(texts.reduce((written, text, index) => written + writePart(parts[index - 1] ?? null) + text));
}

function writePart(part: Part): string {
  if (part === null) return "";
  if (typeof part === "string") return escapeHtml(part);
  return "html" in part ? part.html : part.map(writePart).join("\n");
}
