import { readFileSync } from "node:fs";

/**
 * docs/rules.md and its translation, as tests read them. A fenced block says behind `yaml` what it holds (`rule`,
 * `segment`, `settings` or `condition`); tables between two comments have an example of the same in their first column.
 */

const DOCS = new URL("../../docs/", import.meta.url);

export const EXAMPLE_KINDS = ["rule", "segment", "settings", "condition"] as const;
export type ExampleKind = (typeof EXAMPLE_KINDS)[number];

export interface Example {
  /** As written behind `yaml`, which may be no kind at all. */
  readonly kind: string;
  readonly text: string;
  readonly line: number;
}

export interface MarketerDoc {
  readonly file: string;
  readonly blocks: readonly Example[];
  /** The examples in the first cells of a table. */
  rows(table: "conditions" | "settings"): readonly Example[];
  /** Recipes that are linked to, by name. */
  readonly recipes: readonly string[];
}

export function readMarketerDoc(file: string): MarketerDoc {
  const text = readFileSync(new URL(file, DOCS), "utf8");
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
  const blocks = [...text.matchAll(/^```yaml *(.*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    kind: found[1] ?? "",
    text: found[2] ?? "",
    line: lineOf(found.index),
  }));
  const rows: MarketerDoc["rows"] = (table) => {
    const from = text.indexOf(`<!-- ${table} -->`);
    const to = text.indexOf(`<!-- /${table} -->`);
    if (from === -1 || to === -1) throw new Error(`${file} has no table between <!-- ${table} --> and its end`);
    return [...text.slice(from, to).matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(({ index, 1: cell = "" }) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(({ 1: code = "" }) => ({
        kind: table === "settings" ? "settings" : "condition",
        text: code,
        line: lineOf(from + index),
      })),
    );
  };
  return {
    file,
    blocks,
    rows,
    recipes: [...text.matchAll(/\]\(recipes\/([a-z0-9-]+)\.yaml\)/g)].map(([, name = ""]) => name),
  };
}
