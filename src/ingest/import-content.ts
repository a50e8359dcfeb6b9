import { CONTENT_COLUMNS, contentReader } from "../core/tracking/content.ts";
import { type ImportOptions, type ImportResult, importRows, timeReadingOf } from "./import-rows.ts";
import type { ImportInput, IngestDeps } from "./ports.ts";
import { recordContents } from "./record-contents.ts";
import { unknownFields } from "./unknown-fields.ts";

const COLUMNS = {
  known: CONTENT_COLUMNS,
  required: ["id", "title", "url", "publishedAt"],
  aliases: {
    contentid: "id",
    theme: "themes",
    tags: "themes",
    image: "imageUrl",
    author: "authorId",
    lang: "language",
  },
  others: "ignored",
} as const;

/** What is said of contents, one a row, as of its `updatedAt`, or of its publication where that is not given. */
export async function importContent(
  deps: Pick<IngestDeps, "store">,
  input: ImportInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const read = contentReader(timeReadingOf(options));
  const unknown = unknownFields(CONTENT_COLUMNS);
  const result = await importRows(
    input,
    {
      name: "content",
      columns: COLUMNS,
      read: (row) => {
        const { contentId, ...fields } = row;
        unknown.note(fields);
        return read(contentId === undefined ? row : { ...fields, id: fields.id ?? contentId });
      },
      record: (batch) => recordContents(deps, batch),
    },
    options,
  );
  return { ...result, notices: [...result.notices, ...unknown.notices()] };
}
