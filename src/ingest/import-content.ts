import { CONTENT_COLUMNS, type ContentStatement, contentReader } from "../core/tracking/content.ts";
import type { TimeReading } from "../core/tracking/reading.ts";
import { importKnownFields } from "./import-known-fields.ts";
import { type ImportKind, type ImportOptions, type ImportResult, timeReadingOf } from "./import-rows.ts";
import type { ImportInput, IngestDeps } from "./ports.ts";
import { recordContents } from "./record-contents.ts";

const COLUMNS = {
  known: CONTENT_COLUMNS,
  required: ["id", "title", "url", "publishedAt"],
  aliases: {
    contentid: "id",
    identifiant: "id",
    titre: "title",
    lien: "url",
    publiéle: "publishedAt",
    publiele: "publishedAt",
    datedepublication: "publishedAt",
    thème: "themes",
    thèmes: "themes",
    langue: "language",
    auteur: "authorId",
    résumé: "summary",
    resume: "summary",
    theme: "themes",
    tags: "themes",
    image: "imageUrl",
    author: "authorId",
    lang: "language",
  },
  others: "ignored",
} as const;

/** What is said of contents, one a row. */
export async function importContent(
  deps: Pick<IngestDeps, "store" | "clock">,
  input: ImportInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const kind = contentRows(deps, timeReadingOf(options));
  const read: typeof kind.read = (row) => {
    const { contentId, ...fields } = row;
    return kind.read(contentId === undefined ? row : { ...fields, id: fields.id ?? contentId });
  };
  return importKnownFields(input, { ...kind, read }, options, [...CONTENT_COLUMNS, "contentId"]);
}

export function contentRows(
  deps: Pick<IngestDeps, "store" | "clock">,
  times: TimeReading,
): ImportKind<ContentStatement> {
  const read = contentReader(times);
  const now = deps.clock.now();
  return {
    name: "content",
    columns: COLUMNS,
    read: (row) => read(row, now),
    record: (batch) => recordContents(deps, batch),
  };
}
