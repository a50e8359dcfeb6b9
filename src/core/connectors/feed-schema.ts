import * as z from "zod";
import { durationMs } from "../calendar.ts";
import { CONTENT_TYPES } from "../community.ts";
import { choiceField, durationField, languageField, listOf, textField, writtenAs } from "../rules/text/fields.ts";
import { type ConnectorKind, readByShape } from "./connector-kind.ts";
import type { FeedMapping } from "./feed.ts";

/** A feed as the operator connects it. */
export interface FeedConnector extends FeedMapping {
  readonly kind: "rss";
  /** The name of its file. */
  readonly name: string;
  readonly url: string;
  readonly everyMs: number;
  /** Whether it may be at an address that is not on the public Internet. */
  readonly allowPrivate: boolean;
}

const SHORTEST_MS = 60_000;
const urlField = writtenAs(
  "the address of a feed",
  (text) => (/^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text) ? text : null),
  (text) =>
    URL.canParse(`https://${text}`) ? `did you mean "https://${text}"?` : "such as https://blog.example.org/feed.xml",
);
const yesOrNo = z.boolean({ error: "write true or false" });

/** How a connector of kind rss is written, key by key. */
const feedSchema = z
  .strictObject({
    kind: z.literal("rss"),
    url: urlField,
    every: durationField.optional(),
    type: choiceField(CONTENT_TYPES).optional(),
    language: languageField.optional(),
    themes: listOf(textField).optional(),
    categories: z
      .record(z.string(), textField, { error: "write each category with its theme: { news: News }" })
      .optional(),
    id: choiceField(["guid", "link"]).optional(),
    id_prefix: textField.max(64).optional(),
    removed: choiceField(["withdraw", "keep"]).optional(),
    private: yesOrNo.optional(),
  })
  .meta({ title: "A feed of contents: RSS or Atom" });

export function feedConnector(name: string, written: z.infer<typeof feedSchema>): FeedConnector {
  return {
    kind: "rss",
    name,
    url: written.url,
    everyMs: Math.max(SHORTEST_MS, durationMs(written.every ?? { count: 30, unit: "minutes" })),
    type: written.type ?? "article",
    language: written.language ?? null,
    themes: written.themes ?? [],
    categories: written.categories ?? {},
    idFrom: written.id ?? "guid",
    idPrefix: written.id_prefix ?? "",
    withdrawsRemoved: written.removed !== "keep",
    allowPrivate: written.private ?? false,
  };
}

export const feedKind: ConnectorKind<FeedConnector> = {
  kind: "rss",
  read: readByShape(() => feedSchema, feedConnector),
  tell: ({ url }) => withoutPassword(url),
};

function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "…";
  return shown.href;
}
