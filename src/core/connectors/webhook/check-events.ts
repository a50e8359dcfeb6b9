import { adviseWord, firstLineOf } from "../../rules/text/check-shape.ts";
import type { Located } from "../../rules/text/document.ts";
import type { Mistake } from "../../rules/text/mistake.ts";
import { nearestWord } from "../../rules/text/nearest-word.ts";
import { mistakeAt } from "../../rules/text/source.ts";
import { isPropertyName } from "../../tracking/read-text.ts";
import type { ConnectorDocument } from "../connector-kind.ts";
import { fieldsOf, KNOWN_WORDS, neededBy } from "./becomes.ts";
import { PATH_HINT, parsePath } from "./path.ts";

/** Names of connectors that are posted to stand in their address. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** A name that differs by so little from one that means something is a slip. */
const MOST_SLIPS = 2;

/** What a schema does not tell: whether the fields of each event make a call, and whether what has to hold stands at a path. */
export function checkEvents({ name, source, document }: ConnectorDocument): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const add = (span: Located["span"], message: string, hint: string | null) => {
    mistakes.push(mistakeAt(source, span, message, hint));
  };
  if (!NAME.test(name)) {
    add(
      [0, 0],
      `"${name}" cannot stand in an address`,
      "name the file with letters, digits, - and _, up to 64 of them",
    );
  }
  const proof = document.children.get("proof")?.children;
  const encoding = proof?.get("encoding");
  if (encoding !== undefined && !proof?.has("hmac")) {
    add(encoding.keySpan ?? encoding.span, "only a signature has an encoding", "add hmac: sha256, or remove this");
  }
  const items = document.children.get("items")?.value;
  const hasItems = typeof items === "string" && (items === "." || parsePath(items) !== null);
  for (const event of document.children.get("events")?.children.values() ?? []) {
    checkEvent(event, add);
    if (hasItems && !speaksOfItem(event)) {
      const hint = 'each of the list is item: write "{item.user.id}" and the like';
      add(firstLineOf(event), "this event is the same for each item", hint);
    }
  }
  return mistakes;
}

/** A path to the item stands somewhere in it. */
function speaksOfItem({ value, children }: Located): boolean {
  if (typeof value === "string") return /\{\s*item[.}\s]/.test(value);
  return [...children].some(([key, child]) => /^item(\.|$)/.test(String(key)) || speaksOfItem(child));
}

type Add = (span: Located["span"], message: string, hint: string | null) => void;

function checkEvent(event: Located, add: Add): void {
  for (const [path, { keySpan, span }] of event.children.get("when")?.children ?? []) {
    if (parsePath(String(path)) === null) add(keySpan ?? span, `"${path}" is no path`, PATH_HINT);
  }
  const becomes = event.children.get("becomes");
  const fields = event.children.get("with");
  if (typeof becomes?.value !== "string") return;
  const word = becomes.value;
  const near = KNOWN_WORDS.includes(word) ? null : nearestWord(word, KNOWN_WORDS, MOST_SLIPS);
  if (near !== null) add(becomes.span, `"${word}" is nearly "${near}"`, `did you mean "${near}"?`);
  if (fields === undefined || fields.children.size === 0) return;
  checkFields(near ?? word, fields, add);
}

function checkFields(becomes: string, fields: Located, add: Add): void {
  const known = fieldsOf(becomes);
  const needed = neededBy(becomes);
  const meant = new Set<string>();
  for (const [key, { keySpan, span }] of fields.children) {
    const name = String(key);
    if (!isPropertyName(name)) add(keySpan ?? span, "this is no name of a field", "write a short plain name");
    if (known === null || known.includes(name)) continue;
    const near = nearestWord(name, known);
    if (near !== null) meant.add(near);
    add(keySpan ?? span, `"${becomes}" has no field "${name}"`, adviseWord(name, known));
  }
  for (const names of needed) {
    if (names.some((name) => fields.children.has(name) || meant.has(name))) continue;
    const [first = ""] = names;
    add(fields.keySpan ?? firstLineOf(fields), `"${names.join('" or "')}" is missing`, `${first}: "{path.to.it}"`);
  }
}
