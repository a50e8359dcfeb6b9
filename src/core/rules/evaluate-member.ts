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

/** Why a rule has nothing to do with a member at all, whatever its conditions. */
export type OutOfReach = "timezone" | "role" | "not_joined" | "team";

/** Why a rule evaluated for this timezone may not answer the member; null: it may. What a compiled audience filters first. */
export function whyOutOfReach(member: MemberFacts, { at, timezone, settings }: Evaluation): OutOfReach | null {
  if ((member.timezone ?? settings.timezone) !== timezone) return "timezone";
  if (!AUDIENCE_ROLES.includes(member.role)) return "role";
  if (member.joinedAt.getTime() > at.getTime()) return "not_joined";
  const email = (member.email ?? "").toLowerCase();
  const isTeam = email !== "" && settings.team.some((team) => team === email || team === `@${email.split("@")[1]}`);
  return isTeam ? "team" : null;
}

export function isWithinReach(member: MemberFacts, evaluation: Evaluation): boolean {
  return whyOutOfReach(member, evaluation) === null;
}
