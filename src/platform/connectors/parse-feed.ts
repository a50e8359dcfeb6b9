import { parseFeed } from "@rowanmanning/feed-parser";
import { decode } from "html-entities";
import type { Feed, FeedItem } from "../../core/connectors/feed.ts";
import { FeedTrouble } from "../../core/connectors/feed-trouble.ts";

/**
 * Text of RSS or Atom to its entries. One that declares entities of its own is refused: no feed needs them, and a few lines
 * of them can name a file or grow without end. `url` is where it came from, against which links are read.
 * @throws FeedTrouble when it is neither
 */
export function parseFeedText(text: string, url: string): Omit<Feed, "notices"> {
  if (/<!ENTITY/i.test(text)) throw new FeedTrouble("it declares entities of its own (<!ENTITY), which is not read");
  let parsed: ReturnType<typeof parseFeed>;
  try {
    parsed = parseFeed(text);
  } catch (error) {
    throw new FeedTrouble(`it is neither RSS nor Atom: ${(error as Error).message}`);
  }
  const base = parsed.url ?? url;
  const items = parsed.items.map((item): FeedItem => {
    const image = item.image?.url ?? item.mediaImages[0]?.url ?? null;
    return {
      id: item.id,
      url: absolute(item.url ?? linkOf(item.id), base),
      title: plain(item.title),
      summary: plain(item.description ?? item.content),
      imageUrl: absolute(image, base),
      categories: item.categories.map(({ label, term }) => plain(label ?? term) ?? "").filter((name) => name !== ""),
      publishedAt: item.published,
      updatedAt: item.updated,
    };
  });
  return { language: parsed.language, items };
}

function linkOf(id: string | null): string | null {
  return id !== null && /^https?:\/\//i.test(id) ? id : null;
}

function absolute(link: string | null, base: string): string | null {
  return link !== null && URL.canParse(link, base) ? new URL(link, base).href : link;
}

/** HTML to text; null when nothing is left. Whoever shows it escapes it, as all text from outside. */
function plain(html: string | null): string | null {
  if (html === null) return null;
  const shown = [...HIDDEN].reduce((rest, [opening, closing]) => without(rest, opening, closing), html);
  const text = decode(shown.replace(/<\/?[a-z][^<>]*>/gi, " "))
    .replace(/\s+/g, " ")
    .trim();
  return text === "" ? null : text;
}

const HIDDEN = new Map([
  ["<!--", "-->"],
  ["<script", "</script>"],
  ["<style", "</style>"],
]);

/** In one pass: a pattern that looks for an end from each beginning takes hours for a feed that is nothing but beginnings. */
function without(html: string, opening: string, closing: string): string {
  const searched = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let kept = "";
  let at = 0;
  for (;;) {
    const start = searched.indexOf(opening, at);
    if (start === -1) return kept + html.slice(at);
    kept += `${html.slice(at, start)} `;
    const end = searched.indexOf(closing, start);
    if (end === -1) return kept;
    at = end + closing.length;
  }
}
