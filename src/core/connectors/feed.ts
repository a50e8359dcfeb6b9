import type { ContentType, Language } from "../community.ts";
import { oneLine, shorten } from "../plain-text.ts";
import { type ContentStatement, contentReader } from "../tracking/content.ts";
import { readUrl } from "../tracking/read-text.ts";
import { isAhead } from "../tracking/read-time.ts";
import { sayMistakes } from "../tracking/reading.ts";

/** An entry of RSS or Atom, as plain text. */
export interface FeedItem {
  readonly id: string | null;
  readonly url: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly imageUrl: string | null;
  readonly categories: readonly string[];
  readonly publishedAt: Date | null;
  readonly updatedAt: Date | null;
}

export interface Feed {
  readonly language: string | null;
  /** In the feed's own order, the newest mostly first. */
  readonly items: readonly FeedItem[];
  /** What was odd about its bytes, and is told. */
  readonly notices: readonly string[];
}

/** How a feed's entries become contents. */
export interface FeedMapping {
  /** Set before every id, so that two feeds do not share one. */
  readonly idPrefix: string;
  /** What the id of a content is made of. */
  readonly idFrom: "guid" | "link";
  readonly type: ContentType;
  /** null: the feed's own. */
  readonly language: Language | null;
  /** Of every entry, beside those of its categories. */
  readonly themes: readonly string[];
  /** Category → theme; other categories are themes as they are written. */
  readonly categories: Readonly<Record<string, string>>;
  /** Whether an entry that vanishes from between others is withdrawn. */
  readonly withdrawsRemoved: boolean;
}

/** An entry that the feed has had, in its order. `gone`: it was withdrawn because it had vanished. */
export interface SeenItem {
  readonly id: string;
  readonly gone: boolean;
}

export interface FeedReading {
  readonly statements: readonly ContentStatement[];
  readonly seen: readonly SeenItem[];
  readonly refused: readonly string[];
  readonly withdrawn: number;
}

const SUMMARY_LENGTH = 1_000;
const TITLE_LENGTH = 300;
/** Entries that vanished are remembered, so that one which comes back is open again. */
const MOST_GONE = 1_000;

const read = contentReader({ timezone: null, dates: "iso" });

/**
 * What a feed says of contents at `now`, given what it had the last time. An entry without a date is published when it is
 * first seen. One that vanished although an older one, further down, is still there was removed; those at the end only made
 * room for newer ones. Repeated ids count once, the first time.
 */
export function readFeed(feed: Feed, mapping: FeedMapping, before: readonly SeenItem[], now: Date): FeedReading {
  const known = new Map(before.map((item) => [item.id, item]));
  const statements: ContentStatement[] = [];
  const refused: string[] = [];
  const seen = new Map<string, SeenItem>();
  for (const item of feed.items) {
    const row = rowOf(item, feed, mapping, now);
    const found = read(row, now);
    if ("mistakes" in found) {
      refused.push(`${item.title ?? item.url ?? item.id ?? "an entry"}: ${sayMistakes(found.mistakes)}`);
      continue;
    }
    const { value } = found;
    if (seen.has(value.id)) continue;
    const last = known.get(value.id);
    seen.set(value.id, { id: value.id, gone: false });
    const isDated = item.publishedAt !== null || item.updatedAt !== null;
    if (isDated || last === undefined) statements.push(value);
    if (last?.gone === true) {
      statements.push({ id: value.id, statedAt: now, by: "file", fields: { withdrawnAt: null } });
    }
  }
  const gone = mapping.withdrawsRemoved ? vanished(before, seen) : [];
  for (const id of gone) statements.push({ id, statedAt: now, by: "file", fields: { withdrawnAt: now } });
  const goneBefore = before.filter((item) => item.gone && !seen.has(item.id));
  const remembered = [...gone.map((id) => ({ id, gone: true })), ...goneBefore].slice(0, MOST_GONE);
  return { statements, seen: [...seen.values(), ...remembered], refused, withdrawn: gone.length };
}

function vanished(before: readonly SeenItem[], seen: ReadonlyMap<string, SeenItem>): readonly string[] {
  const present = before.filter(({ gone }) => !gone);
  const lastStanding = present.findLastIndex(({ id }) => seen.has(id));
  return present.slice(0, Math.max(0, lastStanding)).flatMap(({ id }) => (seen.has(id) ? [] : [id]));
}

function rowOf(item: FeedItem, feed: Feed, mapping: FeedMapping, now: Date): Readonly<Record<string, unknown>> {
  const id = mapping.idFrom === "link" ? item.url : (item.id ?? item.url);
  const image = readUrl(item.imageUrl);
  const summary = item.summary === null ? null : shorten(oneLine(item.summary), SUMMARY_LENGTH);
  const title = item.title === null ? null : shorten(oneLine(item.title), TITLE_LENGTH);
  const publishedAt = item.publishedAt ?? item.updatedAt ?? now;
  const themes = item.categories.map((category) => themeOf(mapping.categories, category));
  return {
    id: id === null ? null : `${mapping.idPrefix}${id}`,
    title: title || (summary ? shorten(summary, 100) : null),
    url: item.url,
    type: mapping.type,
    themes: [...mapping.themes, ...themes],
    summary,
    imageUrl: "value" in image ? (image.value ?? null) : null,
    language: mapping.language ?? languageOf(feed),
    publishedAt: publishedAt.toISOString(),
    ...(item.updatedAt !== null && item.updatedAt > publishedAt && !isAhead(item.updatedAt, now)
      ? { updatedAt: item.updatedAt.toISOString() }
      : {}),
  };
}

/** A category may be called as something that every object has, such as `constructor`. */
function themeOf(themes: FeedMapping["categories"], category: string): string {
  return Object.hasOwn(themes, category) ? (themes[category] ?? category) : category;
}

function languageOf({ language }: Feed): string | null {
  return language !== null && /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(language) ? language : null;
}
