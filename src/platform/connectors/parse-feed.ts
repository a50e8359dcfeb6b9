import { parseFeed } from "@rowanmanning/feed-parser";
import type { Feed, FeedItem } from "../../core/connectors/feed.ts";
import { FetchTrouble } from "../../core/connectors/fetch-trouble.ts";
import { htmlToText } from "../../core/connectors/html-text.ts";

/**
 * Text of RSS or Atom to its entries. One that declares entities of its own is refused: no feed needs them, and a few lines
 * of them can name a file or grow without end. One that breaks off is refused whole: what did not come would look removed.
 * `url` is where it came from, against which links are read.
 * @throws FetchTrouble when it is neither, or not whole
 */
export function parseFeedText(text: string, url: string): Omit<Feed, "notices"> {
  if (/<!ENTITY/i.test(text)) throw new FetchTrouble("it declares entities of its own (<!ENTITY), which is not read");
  let parsed: ReturnType<typeof parseFeed>;
  try {
    parsed = parseFeed(text);
  } catch (error) {
    throw new FetchTrouble(`it is neither RSS nor Atom: ${(error as Error).message}`);
  }
  if (!isClosed(text)) throw new FetchTrouble("it breaks off: the end of the feed is missing");
  const base = parsed.url ?? url;
  const items = parsed.items.map((item): FeedItem => {
    const image = item.image?.url ?? item.mediaImages[0]?.url ?? null;
    return {
      id: item.id,
      url: absolute(item.url ?? linkOf(item.id), base),
      title: htmlToText(item.title),
      summary: htmlToText(item.description ?? item.content),
      imageUrl: absolute(image, base),
      categories: item.categories
        .map(({ label, term }) => htmlToText(label ?? term) ?? "")
        .filter((name) => name !== ""),
      publishedAt: item.published,
      updatedAt: item.updated,
    };
  });
  return { language: parsed.language, items };
}

const END = /<\/(?:[\w.-]{1,50}:)?(?:rss|feed|rdf)\s*>/gi;

/** Whether its outermost element is closed; an end that an entry's text (CDATA) speaks of is none. */
function isClosed(text: string): boolean {
  let end = -1;
  for (const { index } of text.matchAll(END)) end = index;
  return end !== -1 && !text.includes("]]>", end);
}

function linkOf(id: string | null): string | null {
  return id !== null && /^https?:\/\//i.test(id) ? id : null;
}

function absolute(link: string | null, base: string): string | null {
  return link !== null && URL.canParse(link, base) ? new URL(link, base).href : link;
}
