import { CONTENT_COLUMNS, contentReader } from "../core/tracking/content.ts";
import { type ImportOptions, type ImportResult, importRows, timeReadingOf } from "./import-rows.ts";
import type { ImportInput, IngestDeps } from "./ports.ts";
import { recordContents } from "./record-contents.ts";

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

const KNOWN = new Set<string>(CONTENT_COLUMNS);

/** What is said of contents, one a row, as of its `updatedAt`, or of its publication where that is not given. */
export async function importContent(
  deps: Pick<IngestDeps, "store">,
  input: ImportInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const read = contentReader(timeReadingOf(options));
  const unknown = new Set<string>();
  const result = await importRows(
    input,
    {
      name: "content",
      columns: COLUMNS,
      read: (row) => {
        const { contentId, ...fields } = row;
        for (const name of Object.keys(fields)) if (!KNOWN.has(name)) unknown.add(name);
        return read(contentId === undefined ? row : { ...fields, id: fields.id ?? contentId });
      },
      record: (batch) => recordContents(deps, batch),
    },
    options,
  );
  const leftAside = [...unknown].map((name) => `Field "${name}" is not known and is left aside.`);
  return { ...result, notices: [...result.notices, ...leftAside] };
}
