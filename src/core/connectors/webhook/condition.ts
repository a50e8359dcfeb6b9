import { textOf } from "../../tracking/read-text.ts";
import { findAt, type Path, type Scope } from "./path.ts";

/** What has to be at a path: something, nothing, or one of these as text. */
export interface Condition {
  readonly path: Path;
  readonly is: "present" | "absent" | readonly string[];
}

/** A single text that is one of the two words is that word; in a list it is what has to be found. null: it is none. */
export function parseIs(written: unknown): Condition["is"] | null {
  if (written === "present" || written === "absent") return written;
  const list = Array.isArray(written) ? written : [written];
  const texts = list.map(textOf);
  return texts.length > 0 && texts.every((text) => typeof text === "string") ? (texts as string[]) : null;
}

export function holds({ path, is }: Condition, scope: Scope): boolean {
  const found = findAt(path, scope);
  if (is === "present") return found !== undefined;
  if (is === "absent") return found === undefined;
  return [found].flat().some((one) => {
    const text = textOf(one);
    return typeof text === "string" && is.includes(text);
  });
}
