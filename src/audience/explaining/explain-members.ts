import type { Arm, CatalogueContent } from "../../core/community.ts";
import type { SkipReason } from "../../core/picks/pick.ts";
import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";
import { type OutOfReach, whyOutOfReach } from "../../core/rules/evaluate-member.ts";
import type { CommunityFacts, Evaluation } from "../../core/rules/evaluation.ts";
import { type ExplainedCondition, explainCondition } from "../../core/rules/explain-condition.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";
import { inOrder, type SendMoment } from "../due-moments.ts";
import { findRule } from "../find-rule.ts";
import { knowCommunity } from "../know-community.ts";
import type { LoadedRules } from "../load-rules.ts";
import { describeMoment, evaluationOf, type PlanMomentInput } from "../plan-moment.ts";
import type { AudienceStore, RoadVerdict, RuleVerdict } from "../ports.ts";
import { previewedMoment } from "../previewed-moment.ts";
import { findNextChance, type NextChance } from "./next-chance.ts";
import type { ExplainedMember, MemberReader, PickProposer, ProposedPicks } from "./ports.ts";
import { type Road, roadVerdict, walkRoad } from "./walk-road.ts";

export interface ExplainDependencies {
  readonly audiences: Pick<AudienceStore, "knowsLaterThan" | "communityFacts" | "judgeMembers">;
  readonly members: Pick<MemberReader, "load" | "loadCatalogue">;
  readonly picks: PickProposer;
}

export interface ExplainQuestion {
  readonly loaded: LoadedRules;
  readonly memberIds: readonly number[];
  readonly at: Date;
  /** null: every valid rule. */
  readonly rule: string | null;
  readonly language: SpokenLanguage;
}

/** `waits`: the conditions hold, and something has to happen before the rule says anything. */
export type RuleExplanationVerdict = RoadVerdict | SkipReason | "no_match" | "not_in_rules" | "waits";

/** What a rule has to do with a member at an instant. */
export interface RuleExplanation {
  readonly rule: CheckedRule;
  readonly moment: SendMoment;
  readonly verdict: RuleExplanationVerdict;
  /** Only where the member would be planned, as in a preview. */
  readonly arm: Arm | null;
  readonly outOfReach: OutOfReach | null;
  /** The whole first, then its parts in the order of the file. */
  readonly conditions: readonly ExplainedCondition[];
  readonly road: Road;
  /** The rule of the moment that wins the member instead; null: none does. */
  readonly winner: string | null;
  /** What the digest would hold; none where there would be no digest. */
  readonly picks: ProposedPicks["picks"];
  /** What would become of every content if the member were mailed by this rule now; null where that is not asked. */
  readonly contents: ProposedPicks["explain"];
  /** When the member would be mailed if nothing else happened; null: it cannot be told. */
  readonly next: (() => NextChance) | null;
}

export interface MemberExplanation {
  readonly member: ExplainedMember;
  /** In the order of the settings. */
  readonly rules: readonly RuleExplanation[];
}

const BATCH_MEMBERS = 1_000;

/**
 * Why each rule mails these members or does not: the slot of the member's timezone on the local date of `at`, as if due at
 * `at`, with the other live rules of its send moment. Where members end on the road is what the planning statement says.
 * @throws Error when that statement and evaluation in memory do not agree about a member: then Rekindle is wrong.
 */
export async function explainMembers(
  deps: ExplainDependencies,
  question: ExplainQuestion,
): Promise<MemberExplanation[]> {
  const { loaded, memberIds, at } = question;
  if (question.rule !== null) findRule(loaded.rules, question.rule);
  const asOf = (await deps.audiences.knowsLaterThan(at)) ? "dated" : "facts";
  const catalogue = await deps.members.loadCatalogue(at);
  const { settings, rules } = loaded;
  const community = await knowCommunity(deps.audiences, { settings, rules, at, asOf });
  const explained: MemberExplanation[] = [];
  for (let start = 0; start < memberIds.length; start += BATCH_MEMBERS) {
    const batch = memberIds.slice(start, start + BATCH_MEMBERS);
    const members = await deps.members.load(batch, at, loaded.settings.languages);
    const byMember = new Map<number, MemberExplanation>();
    for (const [timezone, local] of groupByTimezone([...members.values()], loaded.settings.timezone)) {
      for (const one of await explainLocal(deps, question, { timezone, asOf, catalogue, community }, local)) {
        byMember.set(one.member.facts.id, one);
      }
    }
    explained.push(...batch.flatMap((id) => byMember.get(id) ?? []));
  }
  return explained;
}

interface Local {
  readonly timezone: string;
  readonly asOf: Evaluation["asOf"];
  readonly catalogue: readonly CatalogueContent[];
  readonly community: CommunityFacts;
}

/** The members of one timezone. */
async function explainLocal(
  deps: ExplainDependencies,
  { loaded, at, rule: only, language }: ExplainQuestion,
  { timezone, asOf, catalogue, community }: Local,
  members: readonly ExplainedMember[],
): Promise<MemberExplanation[]> {
  const { settings } = loaded;
  const rules = inOrder(loaded.rules, settings.order).filter(({ name }) => only === null || name === only);
  const judge = rememberMoments(deps, { settings, at, asOf, community }, members);
  const explanations = members.map((member) => ({ member, rules: [] as RuleExplanation[] }));
  for (const rule of rules) {
    const moment = previewedMoment(rule, loaded, timezone, at);
    const evaluation = evaluationOf({ moment, settings, at, asOf, community });
    const explain = explainCondition(rule.when, catalogue, evaluation, language);
    const { plan, verdicts } = await judge(moment);
    const proposed = await proposeFor(deps, rule, at, members);
    const planned = plan.rules[moment.rules.indexOf(rule)];
    if (planned === undefined) throw new Error(`The moment of ${rule.name} is without it.`);
    for (const { member, rules: told } of explanations) {
      const outOfReach = whyOutOfReach(member.facts, evaluation);
      const conditions = explain(member.facts);
      const matches = outOfReach === null && conditions[0]?.holds === true;
      const road = walkRoad(plan, planned, member);
      const found = verdicts.get(member.facts.id) ?? [];
      const own = found.find((verdict) => verdict.rule === rule.name) ?? null;
      // Nothing has happened that such a rule would tell this member of.
      const waits = rule.upon !== null && matches && own === null;
      if (!waits) holdTogether(rule.name, member.facts.externalId, matches, own?.verdict ?? null, road);
      const proposal = proposed.get(member.facts.id) ?? null;
      const skipped = rule.digest.skipBelow === 0 ? null : (proposal?.skipped ?? null);
      const unmatched = outOfReach === null ? (waits ? "waits" : "no_match") : "not_in_rules";
      const onRoad = own?.verdict ?? unmatched;
      const verdict = onRoad === "planned" ? (skipped ?? onRoad) : onRoad;
      const other = found.find((one) => one.verdict === "planned" && one.rule !== rule.name)?.rule ?? road.placed?.rule;
      const hasMoments = outOfReach === null && rule.schedule !== null;
      told.push({
        rule,
        moment,
        verdict,
        arm: own?.arm ?? null,
        outOfReach,
        conditions,
        road,
        winner: verdict === "outranked" ? (other ?? null) : null,
        picks: verdict === "planned" ? (proposal?.picks ?? []) : [],
        contents: outOfReach === null ? (proposal?.explain ?? null) : null,
        next: hasMoments
          ? () => findNextChance(rule, member, verdict === "planned", catalogue, settings, evaluation)
          : null,
      });
    }
  }
  return explanations;
}

async function proposeFor(
  { picks }: ExplainDependencies,
  rule: CheckedRule,
  at: Date,
  members: readonly ExplainedMember[],
): Promise<Map<number, ProposedPicks>> {
  const proposed = await picks.propose(
    rule,
    at,
    members.map(({ facts }) => facts.id),
  );
  return new Map(proposed.map((one) => [one.memberId, one]));
}

/** Rules that are due together are judged by one statement. */
function rememberMoments(
  { audiences }: ExplainDependencies,
  known: Pick<PlanMomentInput, "settings" | "at" | "asOf" | "community">,
  members: readonly ExplainedMember[],
) {
  const memberIds = members.map(({ facts }) => facts.id);
  const judged = new Map<string, ReturnType<typeof judge>>();
  const judge = async (moment: SendMoment) => {
    const plan = describeMoment({ ...known, moment, only: null, asIfEnded: true });
    const verdicts = new Map<number, RuleVerdict[]>();
    for (const verdict of await audiences.judgeMembers(plan, memberIds)) {
      const own = verdicts.get(verdict.memberId);
      if (own === undefined) verdicts.set(verdict.memberId, [verdict]);
      else own.push(verdict);
    }
    return { plan, verdicts };
  };
  return (moment: SendMoment) => {
    const key = moment.rules.map(({ name }) => name).join(" ");
    const known = judged.get(key) ?? judge(moment);
    judged.set(key, known);
    return known;
  };
}

/** What plans and what explains must never tell two stories. */
function holdTogether(rule: string, member: string, matches: boolean, verdict: RoadVerdict | null, road: Road): void {
  const inMemory = matches ? (roadVerdict(road) ?? "planned") : null;
  const agree = inMemory === verdict || (inMemory === "planned" && verdict === "outranked");
  if (agree) return;
  throw new Error(
    `Rule ${rule}, member ${member}: the planning statement says ${verdict ?? "no match"}, evaluation in memory says ${inMemory ?? "no match"}.`,
  );
}

function groupByTimezone(members: readonly ExplainedMember[], fallback: string): Map<string, ExplainedMember[]> {
  const groups = new Map<string, ExplainedMember[]>();
  for (const member of members) {
    const timezone = member.facts.timezone ?? fallback;
    const group = groups.get(timezone);
    if (group === undefined) groups.set(timezone, [member]);
    else group.push(member);
  }
  return groups;
}
