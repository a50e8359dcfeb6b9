import { oneLine, shorten } from "../core/plain-text.ts";
import { type ImportKind, type ImportOptions, type ImportResult, importRows } from "./import-rows.ts";
import type { ImportInput } from "./ports.ts";

const MOST_SHOWN = 10;
const MOST_COUNTED = 10_000;
const MOST_LENGTH = 60;

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
    for (const name of Object.keys(row)) if (unknown.size < MOST_COUNTED && !expected.has(name)) unknown.add(name);
    return kind.read(row);
  };
  const result = await importRows(input, { ...kind, read }, options);
  return { ...result, notices: [...result.notices, ...sayUnknown(unknown)] };
}

/** One sentence, however many there are: a file that has ids for names has some in each line. */
function sayUnknown(names: ReadonlySet<string>): readonly string[] {
  const shown = [...names].slice(0, MOST_SHOWN).map((name) => `"${shorten(oneLine(name), MOST_LENGTH)}"`);
  if (shown.length === 0) return [];
  if (names.size === 1) return [`Field ${shown[0]} is not known and is left aside.`];
  const others = names.size - shown.length;
  const count = `${others.toLocaleString("en")}${names.size < MOST_COUNTED ? "" : " or"} more`;
  return [`Fields that are not known and are left aside: ${shown.join(", ")}${others === 0 ? "" : `, and ${count}`}.`];
}
