import { adviseWord, checkShape, show } from "../rules/text/check-shape.ts";
import { readDocument } from "../rules/text/document.ts";
import type { Mistake } from "../rules/text/mistake.ts";
import { mistakeAt, openSource } from "../rules/text/source.ts";
import { type FeedConnector, feedConnector, feedSchema } from "./feed-schema.ts";

/** What a file of the connectors folder says, checked. Each kind has its own schema and shape. */
export type Connector = FeedConnector;

const KINDS = ["rss"] as const;

export interface ConnectorFile {
  /** Path from the connectors folder. */
  readonly file: string;
  readonly text: string;
  /** Why there is no text, and what to do. */
  readonly trouble?: { readonly message: string; readonly hint: string };
}

export interface ConnectorFolder {
  /** Those without a mistake, by name. */
  readonly connectors: readonly Connector[];
  readonly mistakes: readonly Mistake[];
}

/** Checks the connectors. A file with a mistake is left out and stops no other; every mistake of every file is told. */
export function readConnectors(files: readonly ConnectorFile[]): ConnectorFolder {
  const mistakes: Mistake[] = [];
  const byName = new Map<string, Connector>();
  for (const { file, text, trouble } of files) {
    const source = openSource(file, text.replace(/^\ufeff/, ""));
    if (trouble !== undefined) {
      mistakes.push(mistakeAt(source, [0, 0], trouble.message, trouble.hint));
      continue;
    }
    const read = readDocument(source);
    mistakes.push(...read.mistakes);
    if (read.document === null) continue;
    const kind = read.document.children.get("kind");
    if (kind === undefined || !KINDS.includes(kind.value as Connector["kind"])) {
      const message = kind === undefined ? '"kind" is missing' : `${show(kind.value)} is no kind of connector`;
      mistakes.push(
        mistakeAt(source, kind?.span ?? read.document.span, message, adviseWord(String(kind?.value ?? ""), KINDS)),
      );
      continue;
    }
    const checked = checkShape(source, read.document, feedSchema);
    mistakes.push(...checked.mistakes);
    if (checked.value === undefined) continue;
    const name = file.replace(/^.*\//, "").replace(/\.ya?ml$/, "");
    if (byName.has(name)) {
      const message = `there is another connector named "${name}"`;
      mistakes.push(mistakeAt(source, [0, 0], message, "give each file a name of its own"));
    } else byName.set(name, feedConnector(name, checked.value));
  }
  return { connectors: [...byName.values()], mistakes };
}
