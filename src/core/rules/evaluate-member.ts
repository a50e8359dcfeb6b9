import type { CatalogueContent } from "../community.ts";
import { AUDIENCE_ROLES } from "./compile.ts";
import type { Condition } from "./condition.ts";
import type { MemberTest, Scene } from "./condition-kind.ts";
import { kindOf } from "./condition-kinds.ts";
import type { Evaluation, MemberFacts } from "./evaluation.ts";

/**
 * Makes a test of members out of a condition: bounds and contents are worked out once, so that a hundred thousand members
 * are tested without a calendar. The catalogue holds contents open to everyone, whenever published.
 */
export function prepareCondition(
  condition: Condition,
  catalogue: readonly CatalogueContent[],
  evaluation: Evaluation,
): MemberTest {
  return prepare(condition, { catalogue, evaluation });
}

function prepare(condition: Condition, scene: Scene): MemberTest {
  const parts = condition.parts.map((part) => prepare(part, scene));
  return kindOf(condition.kind).prepare(condition.argument, scene, parts);
}

/** Whether the condition holds for one member. For many members, `prepareCondition` once is faster. */
export function evaluateMember(
  condition: Condition,
  member: MemberFacts,
  catalogue: readonly CatalogueContent[],
  evaluation: Evaluation,
): boolean {
  return prepareCondition(condition, catalogue, evaluation)(member);
}

/** Whether a rule evaluated for this timezone may answer the member at all: what a compiled audience filters first. */
export function isWithinReach(member: MemberFacts, { at, timezone, settings }: Evaluation): boolean {
  const email = (member.email ?? "").toLowerCase();
  return (
    (member.timezone ?? settings.timezone) === timezone &&
    AUDIENCE_ROLES.includes(member.role) &&
    member.joinedAt.getTime() <= at.getTime() &&
    (email === "" || !settings.team.some((team) => team === email || team === `@${email.split("@")[1]}`))
  );
}
