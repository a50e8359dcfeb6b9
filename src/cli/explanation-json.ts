import type { MemberExplanation, RuleExplanation } from "../audience/explain-members.ts";
import type { EarlierDigest } from "../audience/ports.ts";
import { sayCap, sayVerdict } from "../audience/say-verdict.ts";
import type { Road } from "../audience/walk-road.ts";
import type { SpokenLanguage } from "../core/rules/condition-kind.ts";

/** What `rules explain --json` prints. */
export function explanationJson({ member, rules }: MemberExplanation, at: Date, language: SpokenLanguage) {
  return {
    member: member.facts.externalId,
    at,
    rules: rules.map((explanation) => ruleJson(explanation, language)),
  };
}

function ruleJson(explanation: RuleExplanation, language: SpokenLanguage) {
  const { rule, moment, verdict, arm, outOfReach, conditions, road, winner } = explanation;
  return {
    rule: rule.name,
    state: rule.state,
    verdict,
    reason: sayVerdict(explanation, language),
    ...(arm !== null && { arm }),
    moment:
      moment === null ? null : { timezone: moment.timezone, localDate: moment.localDate, localTime: moment.localTime },
    conditions: conditions.map(({ path, says, value, bound, holds }) => ({ path, says, value, bound, holds })),
    outOfReach,
    road: road === null ? null : roadJson(road),
    winner,
  };
}

function roadJson({ closed, wait, fullCaps }: Road) {
  return {
    closed,
    againAfter: wait === null ? null : { digest: digestJson(wait.digest), until: wait.until },
    caps: fullCaps.map(({ cap, digests, roomFrom }) => ({
      cap: sayCap(cap, "en"),
      digests: digests.map(digestJson),
      roomFrom,
    })),
  };
}

function digestJson({ key, rule, localDate, state }: EarlierDigest) {
  return { id: `${key.memberId}.${key.digestId}`, rule, localDate, state };
}
