import { keySpanAt } from "../text/check-shape.ts";
import { type Located, readDocument } from "../text/document.ts";
import type { Mistake } from "../text/mistake.ts";
import type { Said } from "../text/said.ts";
import { mistakeAt, openSource, type Source, type Span } from "../text/source.ts";
import type { Warn } from "./warning.ts";

/** Warns of what stands in one file, at the places where it stands. */
export interface Warner {
  readonly source: Source;
  readonly document: Located;
  readonly warn: Warn;
  readonly warnAt: (span: Span, message: Said, hint: Said | null) => void;
}

const NOTHING: Located = { value: null, span: [0, 0], keySpan: null, children: new Map() };

/** @param warnings where they are put */
export function openWarner(file: string, text: string, warnings: Mistake[]): Warner {
  const source = openSource(file, text);
  const document = readDocument(source).document ?? NOTHING;
  const warnAt: Warner["warnAt"] = (span, message, hint) => {
    warnings.push(mistakeAt(source, span, message, hint, "warning"));
  };
  const warn: Warn = (path, message, hint) => warnAt(spanOf(document, path), message, hint);
  return { source, document, warn, warnAt };
}

/** Of the value at the path, or of what stands nearest above it. */
function spanOf(document: Located, path: readonly string[]): Span {
  let part = document;
  for (const step of path) {
    const next = part.children.get(step);
    if (next === undefined) break;
    part = next;
  }
  // A block of keys is pointed at by its own key.
  return part.children.size > 0 ? keySpanAt(part, []) : part.span;
}
