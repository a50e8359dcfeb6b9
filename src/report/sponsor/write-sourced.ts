import type { Source } from "./words/words.ts";

/** Sentences carry their numbers marked by where each comes from; signs of the private use area, which no name keeps. */
const [OPEN, NAMED, CLOSE] = ["\uE000", "\uE001", "\uE002"];

export interface Part {
  readonly text: string;
  /** null: words between numbers. */
  readonly source: Source | null;
}

export function sourced(source: Source, number: string): string {
  return `${OPEN}${source}${NAMED}${number}${CLOSE}`;
}

/** What others wrote (themes, names), on one line, cut where it would push the page over. */
export function written(text: string, most: number): string {
  const clean = text.replace(/[\p{Cc}\uE000-\uE002]+/gu, " ").trim();
  const signs = [...clean];
  return signs.length <= most ? clean : `${signs.slice(0, most - 1).join("")}…`;
}

const SOURCED = /\uE000(\w+)\uE001([^\uE002]*)\uE002/gu;

/** A sentence as words and numbers, in order. */
export function partsOf(sentence: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of sentence.matchAll(SOURCED)) {
    if (match.index > at) parts.push({ text: sentence.slice(at, match.index), source: null });
    parts.push({ text: match[2] ?? "", source: match[1] as Source });
    at = match.index + match[0].length;
  }
  if (at < sentence.length) parts.push({ text: sentence.slice(at), source: null });
  return parts;
}
