import type { Readable } from "node:stream";
import { RekindleError } from "../../core/errors.ts";
import type { ImportInput, RowSource, SourceRow } from "../../ingest/ports.ts";
import { asSourceRow, csvRecords, declaredSeparator, detectSeparator, type NumberedCells } from "./csv-rows.ts";
import { TextReader } from "./decode-text.ts";
import { ndjsonRows } from "./ndjson-rows.ts";
import { type ByteSource, openBytes } from "./read-bytes.ts";
import { openRejectedRows, REJECTED_COLUMNS, rejectedFileOf } from "./rejected-rows.ts";

export interface OpenImportOptions {
  /** A path, or `-` for standard input. */
  readonly path: string;
  readonly standardInput: Readable;
  readonly workingDirectory: string;
}

const SEPARATOR_NAMES = { ",": "commas", ";": "semicolons", "\t": "tabs" } as const;

/**
 * Opens a file for import: CSV or NDJSON, gzipped or not, and the place for what is refused of it.
 * @throws RekindleError `usage` when it cannot be opened, is empty, or is neither.
 */
export async function openImport(options: OpenImportOptions): Promise<ImportInput> {
  const { source, separator } = await openFile(options);
  const rejectedFile = await rejectedFileOf(options.path === "-" ? null : options.path, options.workingDirectory);
  return { source, rejected: openRejectedRows(rejectedFile, source.columns, separator) };
}

/**
 * The rows of such a file alone.
 * @throws RekindleError `usage` when it cannot be opened, is empty, or is neither.
 */
export async function openRows(options: Pick<OpenImportOptions, "path" | "standardInput">): Promise<RowSource> {
  return (await openFile(options)).source;
}

interface OpenFile {
  readonly source: RowSource;
  /** Of its cells; a comma for NDJSON. */
  readonly separator: string;
}

async function openFile(options: Pick<OpenImportOptions, "path" | "standardInput">): Promise<OpenFile> {
  const path = options.path === "-" ? null : options.path;
  const name = path ?? "Standard input";
  const bytes = await openBytes(path, options.standardInput);
  const decoder = new TextReader();
  const texts = textsOf(bytes, decoder, name);
  const start = await readStart(texts);
  if (start.trim() === "") {
    await texts.return(undefined);
    throw new RekindleError("usage", `${name} is empty.`, "Give a CSV file with a header, or NDJSON.");
  }
  if (start.includes("\r") && !start.includes("\n")) {
    await texts.return(undefined);
    throw new RekindleError(
      "usage",
      `${name} ends its lines as old Macs did (CR), and its accents cannot be told.`,
      "In Excel save it as CSV UTF-8 instead of CSV (Macintosh).",
    );
  }
  const ndjson = isNdjson(path, start, name);
  // A stray one costs its row; in what names the columns, or in what is none of both, there is no telling.
  const isRow = ndjson && start.trimStart().startsWith("{");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what no text has is what is asked for
  if (!isRow && /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/.test(start.trimStart().split("\n", 1)[0] ?? "")) {
    await texts.return(undefined);
    throw new RekindleError(
      "usage",
      `${name} is no text: its first line holds characters that no text has.`,
      "Give a CSV file with a header, or NDJSON, gzipped or not.",
    );
  }
  const all = chained(start, texts);
  return ndjson
    ? {
        source: sourceOf(name, bytes, decoder.notices, { columns: null, decimalComma: false }, ndjsonRows(all, name)),
        separator: ",",
      }
    : await csvSource(name, bytes, decoder.notices, start, all);
}

/** Byte order marks and the like must not come in two pieces. */
async function* atLeastFour(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | null = new Uint8Array();
  for await (const chunk of chunks) {
    if (held === null) yield chunk;
    else {
      held = Buffer.concat([held, chunk]);
      if (held.length < 4) continue;
      yield held;
      held = null;
    }
  }
  if (held !== null && held.length > 0) yield held;
}

const WORKBOOKS = ["504b0304", "d0cf11e0"];

function refuseWorkbook(chunk: Uint8Array, isFirst: boolean, name: string): void {
  if (!isFirst || !WORKBOOKS.includes(Buffer.from(chunk.subarray(0, 4)).toString("hex"))) return;
  throw new RekindleError(
    "usage",
    `${name} is a workbook of Excel, or another packed file, not text.`,
    "Save the sheet as CSV UTF-8, and import that.",
  );
}

async function* textsOf(bytes: ByteSource, decoder: TextReader, name: string): AsyncGenerator<string, undefined> {
  let isFirst = true;
  for await (const chunk of atLeastFour(bytes.chunks())) {
    refuseWorkbook(chunk, isFirst, name);
    const text = decoder.decode(chunk);
    yield isFirst ? text.replace(/^\ufeff/, "") : text;
    isFirst = false;
  }
  yield decoder.end();
  return undefined;
}

/** Enough to see the first line that says something. */
async function readStart(texts: AsyncGenerator<string>): Promise<string> {
  let start = "";
  while (start.length < 1_000_000 && !start.trimStart().includes("\n")) {
    const next = await texts.next();
    if (next.done) break;
    start += next.value;
  }
  return start;
}

async function* chained(start: string, texts: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start;
  yield* texts;
}

function isNdjson(path: string | null, start: string, name: string): boolean {
  const plain = path?.toLowerCase().replace(/\.gz$/, "") ?? "";
  const first = start.trimStart()[0];
  if (first === "[" && !plain.endsWith(".csv")) {
    throw new RekindleError(
      "usage",
      `${name} is one JSON array.`,
      "Write one JSON object a line (NDJSON): jq -c '.[]' FILE does it.",
    );
  }
  if (/\.(ndjson|jsonl|json)$/.test(plain)) return true;
  return !plain.endsWith(".csv") && first === "{";
}

async function csvSource(
  name: string,
  bytes: ByteSource,
  notices: string[],
  start: string,
  texts: AsyncGenerator<string>,
): Promise<OpenFile> {
  const firstLine = start.trimStart().split("\n", 1)[0] ?? "";
  const declared = declaredSeparator(firstLine);
  const separator = declared ?? detectSeparator(firstLine);
  if (declared !== null) notices.push(`Its first line, ${firstLine.trim()}, says what separates the cells.`);
  else if (separator !== ",") notices.push(`Cells are separated by ${SEPARATOR_NAMES[separator]}.`);
  const records = csvRecords(texts, separator, name);
  let block = await records.next();
  let isDeclarationAhead = declared !== null;
  while (!block.done && block.value.length <= Number(isDeclarationAhead)) {
    if (block.value.length > 0) isDeclarationAhead = false;
    block = await records.next();
  }
  const [header, ...first] = block.done ? [] : block.value.slice(Number(isDeclarationAhead));
  const columns = header?.cells ?? [];
  // Whatever it is called by now: who corrects it in Excel saves it under another name.
  const isRejectedFile = columns.length > 2 && REJECTED_COLUMNS.every((column, i) => columns[i] === column);
  const skip = isRejectedFile ? REJECTED_COLUMNS.length : 0;
  if (isRejectedFile) notices.push("The columns line and reason of the earlier import are left aside.");
  async function* rows(): AsyncGenerator<readonly SourceRow[]> {
    const asRows = (cells: readonly NumberedCells[]) =>
      cells.map((record) => asSourceRow(skip === 0 ? record : { line: record.line, cells: record.cells.slice(skip) }));
    yield asRows(first);
    for await (const later of records) yield asRows(later);
  }
  const shape = { columns: columns.slice(skip), decimalComma: separator !== "," };
  return { source: sourceOf(name, bytes, notices, shape, rows()), separator };
}

function sourceOf(
  name: string,
  bytes: ByteSource,
  notices: readonly string[],
  shape: Pick<RowSource, "columns" | "decimalComma">,
  rows: AsyncGenerator<readonly SourceRow[]>,
): RowSource {
  return {
    name,
    ...shape,
    notices,
    bytesTotal: bytes.bytesTotal,
    bytesRead: bytes.bytesRead,
    [Symbol.asyncIterator]: () => rows,
  };
}
