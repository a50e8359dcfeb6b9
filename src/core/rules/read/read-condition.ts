import type { Condition } from "../condition.ts";
import type { ConditionReader } from "../condition-kind.ts";
import { CONDITION_KINDS } from "../condition-kinds.ts";
import { adviseWord, checkShape, MOST_ISSUES, show } from "../text/check-shape.ts";
import { closestWord } from "../text/closest-word.ts";
import type { Located } from "../text/document.ts";
import type { Mistake } from "../text/mistake.ts";
import { mistakeAt, type Source, type Span } from "../text/source.ts";

/** What reading a condition needs from its file and its folder. */
export interface ConditionContext {
  readonly source: Source;
  readonly mistakes: Mistake[];
  /** The segment's condition, or why there is none. */
  readonly findSegment: (name: string) => Condition | { readonly message: string; readonly hint: string | null };
}

/** Reads the condition at `located`; null when it is broken, and then every mistake in it is reported. */
export function readCondition(located: Located, context: ConditionContext): Condition | null {
  const { value, children } = located;
  const report = (span: Span, message: string, hint: string | null): null => {
    context.mistakes.push(mistakeAt(context.source, span, message, hint));
    return null;
  };
  if (typeof value === "string" && CONDITION_KINDS.has(value)) {
    return report(located.span, `"${value}" needs a value`, `write "${value}: …", such as "inactive: 7 days"`);
  }
  if (Array.isArray(value)) return report(located.span, "a list is no condition", 'write "all:" or "any:" before it');
  if (typeof value !== "object" || value === null || children.size === 0) {
    return report(located.span, `${show(value)} is no condition`, 'write one, such as "inactive: 7 days"');
  }
  const entries = [...children];
  const conditions = entries.map(([key, child]) => readEntry(String(key), child, context, report));
  const second = entries[1]?.[1];
  if (second !== undefined) {
    return report(
      second.keySpan ?? second.span,
      "a second condition in the same place",
      'list them under "all:" or "any:", each after a hyphen',
    );
  }
  return conditions[0] ?? null;
}

function adviseCondition(name: string, known: readonly string[]): string {
  if (closestWord(name, known) !== null) return adviseWord(name, known) ?? "";
  return `for what your site tells of a member, write member: { ${name}: … }; else one of: ${known.join(", ")}`;
}

function readEntry(
  name: string,
  argument: Located,
  context: ConditionContext,
  report: (span: Span, message: string, hint: string | null) => null,
): Condition | null {
  const span = argument.keySpan ?? argument.span;
  const kind = CONDITION_KINDS.get(name);
  if (kind === undefined) {
    const known = [...CONDITION_KINDS.keys()];
    if (context.mistakes.length > MOST_ISSUES) return report(span, `unknown condition "${name}"`, null);
    report(span, `unknown condition "${name}"`, adviseCondition(name, known));
    // What it holds is read as that of the condition that was meant, so that its mistakes are told as well.
    const near = closestWord(name, known);
    if (near !== null) readEntry(near, argument, context, report);
    return null;
  }
  const checked = checkShape(context.source, argument, kind.schema);
  context.mistakes.push(...checked.mistakes);
  if (checked.mistakes.length > 0) return null;
  const reader: ConditionReader = {
    read: (part) => readCondition(part, context),
    readSegment: (segment, part) => {
      const found = context.findSegment(segment);
      return "message" in found ? report(part.span, found.message, found.hint) : found;
    },
  };
  const parts = kind.readParts === undefined ? [] : kind.readParts(checked.value, argument, reader);
  return parts === null ? null : { kind: name, argument: checked.value, parts };
}
