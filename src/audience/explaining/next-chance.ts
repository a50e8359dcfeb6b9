import { DAY_MS, instantOf } from "../../core/calendar.ts";
import type { CatalogueContent } from "../../core/community.ts";
import { prepareCondition } from "../../core/rules/evaluate-member.ts";
import type { Evaluation } from "../../core/rules/evaluation.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";
import { momentsBetween } from "../../core/rules/schedule.ts";
import type { Settings } from "../../core/rules/settings.ts";
import { describeRule } from "../plan-moment.ts";
import type { RoadVerdict } from "../ports.ts";
import type { EarlierDigest, ExplainedMember } from "./ports.ts";
import { roadVerdict, walkRoad } from "./walk-road.ts";

/** When a rule would mail a member if nothing else happened until then. */
export type NextChance =
  | { readonly at: Date }
  /** `obstacle`: what stands in the way at the last moment looked at; `never_due`: there is no moment. */
  | { readonly at: null; readonly obstacle: Obstacle };

type Obstacle = Exclude<RoadVerdict, "planned"> | "on_pause" | "no_match" | "never_due";

const LOOK_AHEAD_DAYS = 40;

/**
 * Walks the rule's coming send moments: the member's facts stay what they are, the calendar goes on. Other rules do not
 * come into it, and nothing is published or withdrawn. A member who is `planned` in today's slot has that digest by then.
 */
export function findNextChance(
  rule: CheckedRule,
  given: ExplainedMember,
  planned: boolean,
  catalogue: readonly CatalogueContent[],
  settings: Settings,
  now: Evaluation,
): NextChance {
  const upTo = new Date(now.at.getTime() + LOOK_AHEAD_DAYS * DAY_MS);
  const { timezone } = now;
  const member = planned ? withTodaysDigest(rule, given, now) : given;
  let obstacle: Obstacle = "never_due";
  const standing = asOf(catalogue, now.at);
  for (const { localDate, instant } of momentsBetween(rule.schedule, timezone, now.at, upTo, settings.closed)) {
    const evaluation = { ...now, at: instant, today: localDate };
    const moment = { timezone, localDate, instant, at: instant, caps: settings.caps, consent: settings.consent };
    const road = walkRoad(moment, { ...describeRule(rule, evaluation, null), transactional: false }, member);
    if (road.closed !== null && road.closed !== "on_pause") return { at: null, obstacle: road.closed };
    const onRoad = roadVerdict(road);
    if (road.closed === "on_pause") obstacle = "on_pause";
    else if (onRoad !== null) obstacle = onRoad;
    else if (prepareCondition(rule.when, standing, evaluation)(member.facts)) return { at: instant };
    else obstacle = "no_match";
  }
  return { at: null, obstacle };
}

/** Only once its hour has come: until then that slot is the next chance itself. */
function withTodaysDigest(rule: CheckedRule, member: ExplainedMember, now: Evaluation): ExplainedMember {
  const { at, today, timezone } = now;
  if (rule.schedule === null || instantOf(today, rule.schedule.at, timezone) > at) return member;
  const digest: EarlierDigest = {
    key: { memberId: member.facts.id, digestId: 0 },
    rule: rule.name,
    state: "planned",
    period: today,
    timezone,
    slotAt: at,
    localDate: today,
    capDate: today,
    counts: true,
    transactional: rule.transactional,
  };
  return { ...member, standing: { ...member.standing, digests: [...member.standing.digests, digest] } };
}

/** What was withdrawn later is not known yet. */
function asOf(catalogue: readonly CatalogueContent[], at: Date): CatalogueContent[] {
  return catalogue.map((content) =>
    content.withdrawnAt !== null && content.withdrawnAt > at ? { ...content, withdrawnAt: null } : content,
  );
}
