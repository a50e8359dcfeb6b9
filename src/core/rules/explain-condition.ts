import type { CatalogueContent } from "../community.ts";
import type { Condition } from "./condition.ts";
import type { Measured, MemberTest, Scene, Shown, SpokenLanguage } from "./condition-kind.ts";
import { kindOf } from "./condition-kinds.ts";
import { describeCondition } from "./describe.ts";
import { prepareCondition } from "./evaluate-member.ts";
import type { Evaluation, MemberFacts } from "./evaluation.ts";

/** One condition of a rule's tree, for one member. */
export interface ExplainedCondition {
  /** Where it stands in the file: `when.all[0].inactive`; behind `segment.when` in the segment's. */
  readonly path: string;
  /** `inactive`, `all`, … */
  readonly kind: string;
  /** How deep it lies in the tree; the whole is 0. */
  readonly depth: number;
  /** Completes "the member …" / « le membre … ». */
  readonly says: string;
  /** The member's own; null for conditions that only combine others. */
  readonly value: Shown;
  readonly bound: Shown;
  readonly holds: boolean;
}

export type MemberExplanation = (member: MemberFacts) => readonly ExplainedCondition[];

interface Line {
  readonly path: string;
  readonly kind: string;
  readonly depth: number;
  readonly says: string;
  readonly holds: MemberTest;
  readonly measure: ((member: MemberFacts) => Measured) | null;
}

/** Makes an explanation of members out of a condition, the whole first, in the order of the file. Bounds are worked out once. */
export function explainCondition(
  condition: Condition,
  catalogue: readonly CatalogueContent[],
  evaluation: Evaluation,
  language: SpokenLanguage,
): MemberExplanation {
  const lines = linesOf(condition, { catalogue, evaluation }, language, "when", 0);
  return (member) =>
    lines.map(({ path, kind, depth, says, holds, measure }) => ({
      path,
      kind,
      depth,
      says,
      value: null,
      bound: null,
      ...measure?.(member),
      holds: holds(member),
    }));
}

function linesOf(condition: Condition, scene: Scene, language: SpokenLanguage, place: string, depth: number): Line[] {
  const kind = kindOf(condition.kind);
  const path = `${place}.${condition.kind}`;
  const line = {
    path,
    kind: condition.kind,
    depth,
    says: describeCondition(condition, language),
    holds: prepareCondition(condition, scene.catalogue, scene.evaluation),
    measure: kind.measure?.(condition.argument, scene) ?? null,
  };
  return [
    line,
    ...condition.parts.flatMap((part, index) =>
      linesOf(part, scene, language, placeOfPart(condition, path, index), depth + 1),
    ),
  ];
}

function placeOfPart({ kind, argument }: Condition, path: string, index: number): string {
  if (Array.isArray(argument)) return `${path}[${index}]`;
  return kind === "segment" ? `${path}.when` : path;
}
