import type { MemberExplanation, RuleExplanation } from "../../audience/explaining/explain-members.ts";
import type { NextChance } from "../../audience/explaining/next-chance.ts";
import type { EarlierDigest, ExplainedMember, OutsideContent, ToldContent } from "../../audience/explaining/ports.ts";
import { sayCap, sayVerdict } from "../../audience/explaining/say-verdict.ts";
import type { Road } from "../../audience/explaining/walk-road.ts";
import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";

/** What `rules explain --json` prints. */
export function explanationJson(
  { member, rules }: MemberExplanation,
  outside: readonly OutsideContent[],
  at: Date,
  language: SpokenLanguage,
) {
  return {
    member: member.facts.externalId,
    at,
    rules: rules.map((explanation) => ruleJson(explanation, member, outside, language)),
  };
}

function ruleJson(
  explanation: RuleExplanation,
  member: ExplainedMember,
  outside: readonly OutsideContent[],
  language: SpokenLanguage,
) {
  const { rule, moment, verdict, arm, outOfReach, conditions, road, winner, picks, contents, next } = explanation;
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
    road: roadJson(road),
    winner,
    picks: picks.map(({ contentId, kind, score, reason, says, title }) => ({
      contentId,
      title,
      kind,
      score,
      reason,
      says,
    })),
    contents: contents === null ? [] : contentsJson(contents(), member, outside),
    ...nextJson(next?.() ?? null),
  };
}

/** Each content once: with its score terms, or with why it was left out. */
function contentsJson(contents: readonly ToldContent[], member: ExplainedMember, outside: readonly OutsideContent[]) {
  return [
    ...contents.map(({ id, contentId, title, fate }) => ({
      contentId,
      title,
      why: fate.why,
      ...("pick" in fate && { score: fate.pick.score }),
      ...("score" in fate && { score: fate.score }),
      ...("lowest" in fate && { lowest: fate.lowest }),
      ...("terms" in fate && { terms: fate.terms }),
      ...(fate.why === "viewed" && { viewedAt: new Date(member.facts.views.get(id) ?? 0) }),
      ...(fate.why === "mailed" && { digest: digestJson(member.standing.mailedIn.get(id) ?? null) }),
    })),
    ...outside,
  ];
}

function nextJson(next: NextChance | null) {
  if (next === null) return { next: null };
  return next.at === null ? { next: null, nextObstacle: next.obstacle } : { next: next.at };
}

function roadJson({ closed, pausedUntil, wait, fullCaps }: Road) {
  return {
    closed,
    pausedUntil,
    againAfter: wait === null ? null : { digest: digestJson(wait.digest), until: wait.until },
    caps: fullCaps.map(({ cap, digests, roomFrom }) => ({
      cap: sayCap(cap, "en"),
      digests: digests.map((digest) => digestJson(digest)),
      roomFrom,
    })),
  };
}

function digestJson(digest: EarlierDigest | null) {
  if (digest === null) return null;
  const { key, rule, localDate, state } = digest;
  return { id: `${key.memberId}.${key.digestId}`, rule, localDate, state };
}
