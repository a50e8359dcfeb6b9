import { adviseWord, show } from "../rules/text/check-shape.ts";
import { readDocument } from "../rules/text/document.ts";
import type { Mistake } from "../rules/text/mistake.ts";
import { mistakeAt, openSource } from "../rules/text/source.ts";
import { type Connector, findKind, KIND_NAMES } from "./kinds.ts";
import type { Secrets } from "./secret.ts";

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

/**
 * Checks the connectors. A file with a mistake is left out and stops no other; every mistake of every file is told.
 * `variable` finds what `$NAME` stands for in the environment.
 */
export function readConnectors(files: readonly ConnectorFile[], variable: Secrets["variable"]): ConnectorFolder {
  const mistakes: Mistake[] = [];
  const byName = new Map<string, Connector>();
  for (const file of files) {
    const passwords = passwordsIn(file.text);
    const inClear = [...secretsIn(file.text), ...passwords];
    const read = readConnector(file, { variable, inClear });
    for (const mistake of read.mistakes) {
      mistakes.push({
        ...mistake,
        lineText: conceal(mistake.lineText, inClear),
        message: conceal(mistake.message, passwords),
        hint: mistake.hint === null ? null : conceal(mistake.hint, passwords),
      });
    }
    const { connector } = read;
    if (connector === null) continue;
    if (byName.has(connector.name)) {
      const message = `there is another connector named "${connector.name}"`;
      const hint = "give each file a name of its own";
      mistakes.push(mistakeAt(openSource(file.file, file.text), [0, 0], message, hint));
    } else byName.set(connector.name, connector);
  }
  return { connectors: [...byName.values()], mistakes };
}

interface ReadConnector {
  readonly connector: Connector | null;
  readonly mistakes: readonly Mistake[];
}

function readConnector({ file, text, trouble }: ConnectorFile, secrets: Secrets): ReadConnector {
  const source = openSource(file, text.replace(/^\ufeff/, ""));
  if (trouble !== undefined) {
    return { connector: null, mistakes: [mistakeAt(source, [0, 0], trouble.message, trouble.hint)] };
  }
  const { document, mistakes, isEcho } = readDocument(source);
  if (document === null) return { connector: null, mistakes };
  const told = (others: readonly Mistake[]) => others.filter((mistake) => !isEcho(mistake));
  const written = document.children.get("kind");
  const kind = findKind(written?.value);
  if (kind === undefined) {
    const message = written === undefined ? '"kind" is missing' : `${show(written.value)} is no kind of connector`;
    const hint = adviseWord(String(written?.value ?? ""), KIND_NAMES);
    return {
      connector: null,
      mistakes: [...mistakes, ...told([mistakeAt(source, written?.span ?? document.span, message, hint)])],
    };
  }
  const checked = kind.read({ name: nameOfFile(file), source, document, secrets });
  return {
    connector: mistakes.length > 0 ? null : (checked.value ?? null),
    mistakes: [...mistakes, ...told(checked.mistakes)],
  };
}

/** A connector is called as its file is. */
export function nameOfFile(file: string): string {
  return file.replace(/^.*\//, "").replace(/\.ya?ml$/, "");
}

/** What looks like a secret, also where the file cannot be parsed or its key is another. A variable's name is none. */
const SECRET_LIKE = /(?:secret|passw(?:or)?d|token|key)\s*:\s*["']?([^\s"',{}[\]$][^\s"',{}[\]]{5,})/gi;

/** In an address, which a message may quote. */
const PASSWORD = /:\/\/[^\s/:@"']*:([^\s/@"']{3,})@/g;

function passwordsIn(text: string): string[] {
  return [...text.matchAll(PASSWORD)].flatMap(([, value]) => value ?? []);
}

function secretsIn(text: string): string[] {
  return [...text.matchAll(SECRET_LIKE)].flatMap(([, value]) => value ?? []);
}

/** A line as it may be shown: what should have been in the environment stays unseen, and carets stand where they stood. */
function conceal(line: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "•".repeat([...secret].length)), line);
}
