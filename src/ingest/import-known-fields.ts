import { type ImportKind, type ImportOptions, type ImportResult, importRows } from "./import-rows.ts";
import type { ImportInput } from "./ports.ts";

/**
 * Imports rows of which nothing is kept but the known fields; names the others, as NDJSON may have them in any line.
 * @throws RekindleError as `importRows` does.
 */
export async function importKnownFields<T>(
  input: ImportInput,
  kind: ImportKind<T>,
  options: ImportOptions,
  known: readonly string[] = kind.columns.known,
): Promise<ImportResult> {
  const expected = new Set(known);
  const unknown = new Set<string>();
  const read: ImportKind<T>["read"] = (row) => {
    for (const name of Object.keys(row)) if (!expected.has(name)) unknown.add(name);
    return kind.read(row);
  };
  const result = await importRows(input, { ...kind, read }, options);
  const notices = [...unknown].map((name) => `Field "${name}" is not known and is left aside.`);
  return { ...result, notices: [...result.notices, ...notices] };
}
