import { isTimezone } from "../core/calendar.ts";
import { RekindleError } from "../core/errors.ts";
import { type ColumnPlan, resolveColumns, sayMissing } from "../core/tracking/columns.ts";
import { type FileKind, otherKind, signsOf } from "../core/tracking/other-kind.ts";
import { commaNumber, typedCell } from "../core/tracking/read-text.ts";
import { type FieldMistake, type ReadRow, sayMistakes, type TimeReading } from "../core/tracking/reading.ts";
import { addCounts, BATCH_SIZE, type Counts, NO_COUNTS } from "./counts.ts";
import { type ImportMistake, type ImportWarning, mostFrequent, type Noted, note, noteMistakes } from "./note-rows.ts";
import type { ImportInput, RejectedRows, RowSource } from "./ports.ts";

export interface ImportOptions {
  /** Who sent the messages; default `site`. */
  readonly source?: string;
  /** The zone of times that are written without one. Without it such a time is a mistake. */
  readonly timezone?: string | null;
  /** How dates are written: `iso` (the default) or `dmy`, as 24/11/2026. */
  readonly dates?: "iso" | "dmy";
  /** Of customers' amounts that name none, in three letters. */
  readonly currency?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  /** Rows read, refused ones included. */
  readonly rows: number;
  readonly bytesRead: number;
  /** null: not known, as for standard input. */
  readonly bytesTotal: number | null;
}

export interface ImportResult extends Counts {
  readonly refused: number;
  /** The most frequent first, at most ten. */
  readonly mistakes: readonly ImportMistake[];
  readonly warnings: readonly ImportWarning[];
  /** What was detected in the file, and which columns were read as what. */
  readonly notices: readonly string[];
  readonly rejectedFile: string | null;
}

/** One kind of file: how a row is read, and what is done with those that can be. */
export interface ImportKind<T> {
  readonly name: FileKind;
  readonly columns: ColumnPlan;
  readonly read: (row: Readonly<Record<string, unknown>>) => ReadRow<T>;
  readonly record: (batch: readonly T[]) => Promise<Counts>;
}

/** @throws RekindleError `usage` when the timezone does not exist. */
export function timeReadingOf({ timezone = null, dates = "iso" }: ImportOptions): TimeReading {
  if (timezone !== null && !isTimezone(timezone)) {
    throw new RekindleError(
      "usage",
      `There is no timezone "${timezone}".`,
      "Name one of the IANA list, such as Europe/Paris.",
    );
  }
  return { timezone, dates };
}

/**
 * Reads a file to its end, batch by batch: while one is being stored the next is read, and no more than these two are
 * held. Importing again what was imported changes nothing, so an import that broke off is simply repeated.
 * @throws RekindleError `usage` when the file as a whole cannot be read as this kind.
 */
export async function importRows<T>(
  { source, rejected }: ImportInput,
  kind: ImportKind<T>,
  options: ImportOptions,
): Promise<ImportResult> {
  const header = source.columns === null ? null : resolveHeader(source, source.columns, kind);
  const warnings = new Map<string, Noted>();
  const mistakes = new Map<string, Noted>();
  const batches = new BatchWriter(kind.record);
  const commas = source.decimalComma ? new Set<string>() : null;
  let rows = 0;
  let refused = 0;
  const progress = () => options.onProgress?.({ rows, bytesRead: source.bytesRead(), bytesTotal: source.bytesTotal });
  try {
    for await (const block of source) {
      for (const sourceRow of block) {
        rows += 1;
        const row = "broken" in sourceRow ? sourceRow.broken : fieldsOf(sourceRow.row, header, commas);
        if (rows === 1 && header === null && typeof row !== "string") refuseOtherObjects(source, row.fields, kind);
        const read = typeof row === "string" ? row : readFields(kind, row);
        if (typeof read !== "string" && "value" in read) {
          for (const warning of read.warnings) note(warnings, warning, sourceRow.line);
          batches.add(read.value);
          if (batches.isFull) await batches.store();
        } else {
          refused += 1;
          await rejected.write(sourceRow, typeof read === "string" ? read : sayMistakes(read.mistakes));
          noteMistakes(mistakes, read, sourceRow.line);
        }
      }
      progress();
    }
  } catch (error) {
    await Promise.allSettled([batches.finish(), rejected.close()]);
    throw error;
  }
  const { counts, rejectedFile } = await finish(batches, rejected);
  progress();
  return {
    ...counts,
    refused,
    mistakes: mostFrequent(mistakes),
    warnings: [...warnings].map(([code, warning]) => ({ code, ...warning })),
    notices: [...source.notices, ...(header?.notices ?? []), ...sayCommas(commas)],
    rejectedFile,
  };
}

async function finish<T>(batches: BatchWriter<T>, rejected: RejectedRows) {
  try {
    const counts = await batches.finish();
    return { counts, rejectedFile: await rejected.close() };
  } catch (error) {
    await rejected.close();
    throw error;
  }
}

/** @throws RekindleError `usage` when these are plainly the columns of another kind of file. */
function refuseOtherKind(source: RowSource, columns: readonly string[], kind: FileKind): void {
  const other = otherKind(kind, columns);
  if (other === null) return;
  const signs = signsOf(other, columns).map((name) => `"${name}"`);
  throw new RekindleError(
    "usage",
    `${source.name} holds ${other}, not ${kind}: it has ${signs.join(", ")}. Nothing of it was taken.`,
    `Import it with: rekindle import ${other} ${source.name === "Standard input" ? "-" : source.name}`,
  );
}

/** For NDJSON the first object speaks for all. Segment's `identify` has an event's envelope around a member. */
function refuseOtherObjects<T>(source: RowSource, row: Readonly<Record<string, unknown>>, kind: ImportKind<T>): void {
  if (row.type === "identify") return;
  const names = Object.keys(row);
  if (kind.columns.required.length > 1 && resolveColumns(names, kind.columns).missing.length === 0) return;
  refuseOtherKind(source, names, kind.name);
}

function resolveHeader<T>(source: RowSource, written: readonly string[], { name: kind, columns: plan }: ImportKind<T>) {
  const header = resolveColumns(written, plan);
  const found = written.map((name) => name.trim()).filter((name) => name !== "");
  if (plan.required.length <= 1 || header.missing.length > 0) refuseOtherKind(source, found, kind);
  const foundColumns = found.length === 0 ? "no column at all" : found.map(quoted).join(", ");
  if (header.missing.length > 0) {
    throw new RekindleError(
      "usage",
      `${source.name} lacks ${sayMissing(header.missing, found)}. Its first line has ${foundColumns}.`,
      `Name the columns in the first line; needed are ${[...plan.required, ...(plan.oneOf === undefined ? [] : [plan.oneOf.join(" or ")])].join(", ")}.`,
    );
  }
  const wrong = [
    ...header.repeated.map(
      ({ field, columns }) =>
        `${columns.length === 2 ? "two" : columns.length} columns for "${field}": ${columns.map(quoted).join(", ")}`,
    ),
    ...(header.fields.includes("__proto__") ? ['a column "__proto__"'] : []),
  ];
  if (wrong.length > 0) {
    throw new RekindleError(
      "usage",
      `${source.name} has ${wrong.join("; and ")}.`,
      header.repeated.length > 0
        ? "Keep one of them, or give the others plain names of their own."
        : "Give each column one plain name of its own.",
    );
  }
  const known = new Set(plan.known);
  return { ...header, isKnown: header.fields.map((name) => name !== null && known.has(name)) };
}

const quoted = (name: string): string => `"${name}"`;

type Header = ReturnType<typeof resolveHeader>;

/** As Excel shows numbers of more than eleven digits, and exports them: the id itself is lost. */
const ID_COLUMN = /^id$|Id$/;
const SHORTENED_BY_EXCEL = ", as Excel shortens long numbers (make the column text, export again)";
const SHORTENED = /^\d(?:[.,]\d+)?E\+\d+$/;

/** A row by the names of its fields, and what is seen of them before they are read. */
interface NamedRow {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly mistakes: readonly FieldMistake[];
}

/** All that is wrong with a row, what was seen in its cells first; of one field, once. */
function readFields<T>(kind: ImportKind<T>, { fields, mistakes }: NamedRow): ReadRow<T> {
  const read = kind.read(fields);
  if (mistakes.length === 0) return read;
  const seen = new Set(mistakes.map(({ field }) => field));
  const others = "mistakes" in read ? read.mistakes.filter(({ field }) => !seen.has(field)) : [];
  return { mistakes: [...mistakes, ...others] };
}

/** A row by the names of its fields; a text says why it has none. `commas` collects columns with decimal commas. */
function fieldsOf(
  row: readonly string[] | object,
  header: Header | null,
  commas: Set<string> | null,
): NamedRow | string {
  if (header === null || !Array.isArray(row)) return { fields: row as NamedRow["fields"], mistakes: [] };
  const cells: readonly string[] = row;
  const { fields, isKnown } = header;
  if (cells.length < fields.length || (cells.length > fields.length && cells.slice(fields.length).some(Boolean))) {
    return `row: expected ${fields.length} cells, found ${cells.length}`;
  }
  const values: Record<string, unknown> = {};
  const mistakes: FieldMistake[] = [];
  for (let index = 0; index < fields.length; index += 1) {
    const name = fields[index];
    const cell = cells[index];
    if (name == null || cell === undefined) continue;
    if (isKnown[index]) {
      if (SHORTENED.test(cell) && ID_COLUMN.test(name)) {
        mistakes.push({ field: name, expected: "the id itself", found: `${cell}${SHORTENED_BY_EXCEL}` });
      }
      values[name] = cell;
      continue;
    }
    const number = commas === null ? null : commaNumber(cell);
    if (number !== null) commas?.add(name);
    values[name] = number ?? typedCell(cell);
  }
  return { fields: values, mistakes };
}

function sayCommas(columns: ReadonlySet<string> | null): readonly string[] {
  if (columns === null || columns.size === 0) return [];
  return [`A decimal comma makes a number (12,5 is twelve and a half) in: ${[...columns].join(", ")}.`];
}

/** Stores one batch while the next fills up; a failure shows at the next call. */
class BatchWriter<T> {
  readonly #record: (batch: readonly T[]) => Promise<Counts>;
  #filling: T[] = [];
  #storing: Promise<Counts> = Promise.resolve(NO_COUNTS);
  #counts: Counts = NO_COUNTS;

  constructor(record: (batch: readonly T[]) => Promise<Counts>) {
    this.#record = record;
  }

  get isFull(): boolean {
    return this.#filling.length >= BATCH_SIZE;
  }

  add(item: T): void {
    this.#filling.push(item);
  }

  async finish(): Promise<Counts> {
    if (this.#filling.length > 0) await this.store();
    this.#counts = addCounts(this.#counts, await this.#storing);
    this.#storing = Promise.resolve(NO_COUNTS);
    return this.#counts;
  }

  async store(): Promise<void> {
    this.#counts = addCounts(this.#counts, await this.#storing);
    const batch = this.#filling;
    this.#filling = [];
    this.#storing = this.#record(batch);
    // Awaited at the next batch; until then a failure must not count as unhandled.
    this.#storing.catch(() => undefined);
  }
}
