import { RekindleError } from "../../core/errors.ts";
import { explainJson } from "../../core/json-trouble.ts";
import type { SourceRow } from "../../ingest/ports.ts";

const LONGEST_LINE = 1_000_000;

/** One JSON object a line; blank lines count and are skipped. */
export async function* ndjsonRows(texts: AsyncIterable<string>, name: string): AsyncGenerator<readonly SourceRow[]> {
  let rest = "";
  let line = 0;
  const read = (lines: readonly string[]): SourceRow[] =>
    lines.flatMap((raw) => {
      line += 1;
      return raw.trim() === "" ? [] : [parseLine(raw, line)];
    });
  for await (const text of texts) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      throw new RekindleError(
        "usage",
        `${name}: line ${line + lines.length + 1} is longer than ${LONGEST_LINE} characters.`,
        "NDJSON has one JSON object a line; write the file that way.",
      );
    }
    yield read(lines);
  }
  yield read([rest]);
}

function parseLine(raw: string, line: number): SourceRow {
  let row: unknown;
  try {
    row = JSON.parse(raw);
  } catch (error) {
    const { says, at } = explainJson(error, raw);
    const where = at === null ? "" : ` at character ${at + 1}`;
    return { line, raw, broken: `row: expected a JSON object, found what is no JSON (${says}${where})` };
  }
  const isObject = typeof row === "object" && row !== null && !Array.isArray(row);
  if (isObject) return { line, raw, row: row as object };
  const found = Array.isArray(row) ? "an array" : JSON.stringify(row).slice(0, 60);
  return { line, raw, broken: `row: expected a JSON object, found ${found}` };
}
