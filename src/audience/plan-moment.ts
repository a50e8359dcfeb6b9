import { quarterOf } from "../core/assignment.ts";
import { addDays, durationDays, durationMs, localDateOf, startOfLocalDay } from "../core/calendar.ts";
import { compileAudiences, compileSegment } from "../core/rules/compile.ts";
import { type CommunityFacts, type Evaluation, NOTHING_KNOWN } from "../core/rules/evaluation.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { spacingDays } from "../core/rules/schedule.ts";
import type { Settings } from "../core/rules/settings.ts";
import { describeWait } from "../core/rules/wait-plan.ts";
import type { Statement } from "../core/statement.ts";
import type { SendMoment } from "./due-moments.ts";
import type { LoadedRules } from "./load-rules.ts";
import type { AudienceStore, MomentPlan, PlannedRule, PlannedSlot } from "./ports.ts";

export interface PlanMomentInput {
  readonly moment: SendMoment;
  readonly settings: Settings;
  readonly at: Date;
  readonly asOf: Evaluation["asOf"];
  /** What the conditions of the moment's rules, and those of the settings, have to know. */
  readonly community: CommunityFacts;
  /** Only this rule gets a slot; the others of the moment take their place in the order. null: all of them. */
  readonly only: string | null;
  /** Rules that wait tell all that is pending, whether or not its window has ended. */
  readonly asIfEnded?: boolean;
  /** Those of the folder, to which contents may be open. */
  readonly segments?: LoadedRules["segments"];
}

/** Plans a send moment, once: a second planner finds its slots and leaves them. */
export function planMoment(store: AudienceStore, input: PlanMomentInput): Promise<PlannedSlot[]> {
  return store.planMoment(describeMoment(input));
}

/** Everything that the statement of a moment depends on, as plain data. */
export function describeMoment(input: PlanMomentInput): MomentPlan {
  const { moment, settings, at, only, asIfEnded = false } = input;
  const evaluation = evaluationOf(input);
  const { share, by, never, rotate } = settings.holdout;
  return {
    timezone: moment.timezone,
    localDate: moment.localDate,
    localTime: moment.localTime,
    instant: moment.instant,
    at,
    expiresAt: new Date(moment.instant.getTime() + durationMs(settings.expireAfter)),
    dayEndsAt: startOfLocalDay(addDays(moment.localDate, 1), moment.timezone),
    brake: settings.brake,
    rules: moment.rules.map((rule) => ({
      ...describeRule(rule, evaluation, only),
      transactional: rule.transactional,
      wait: describeWait(rule, { at, timezone: moment.timezone, settings }, asIfEnded),
    })),
    audiences: compileAudiences(
      moment.rules.map(({ when }) => when),
      evaluation,
    ),
    caps: settings.caps,
    consent: settings.consent,
    programme:
      share === 0
        ? null
        : {
            heldOut: share,
            never: never === null ? null : compileSegment(never, evaluation),
            ...(rotate === "quarterly" && { quarter: quarterOf(localDateOf(moment.instant, settings.timezone)) }),
          },
    holdoutBy: by,
    ...(input.segments !== undefined && { segments: describeSegments(input.segments, evaluation) }),
  };
}

/** Where a segment asks for what is unseen, contents for everybody count: what is open to it cannot depend on itself. */
function describeSegments(
  segments: LoadedRules["segments"],
  evaluation: Evaluation,
): NonNullable<MomentPlan["segments"]> {
  const community = { ...(evaluation.community ?? NOTHING_KNOWN), someRestricted: false };
  const named = [...segments].map(([name, { when }]): [string, Statement] => [
    name,
    compileSegment(when, { ...evaluation, community }),
  ]);
  return { isFallback: evaluation.timezone === evaluation.settings.timezone, named: new Map(named) };
}

/** How conditions are evaluated at a moment, in SQL and in memory alike. */
export function evaluationOf({ moment, settings, at, asOf, community }: Omit<PlanMomentInput, "only">): Evaluation {
  return { at, today: moment.localDate, timezone: moment.timezone, settings, asOf, community };
}

export function describeRule(
  rule: CheckedRule,
  evaluation: Pick<Evaluation, "at" | "today">,
  only: string | null,
): Omit<PlannedRule, "transactional" | "wait"> {
  const againAfterDays = rule.againAfter === null ? 0 : (durationDays(rule.againAfter) ?? 0);
  const days = Math.max(againAfterDays, spacingDays(rule.schedule));
  const exact = rule.againAfter !== null && durationDays(rule.againAfter) === null;
  return {
    rule: rule.name,
    hash: rule.hash,
    blockedAfter: addDays(evaluation.today, -days),
    blockedSince:
      exact && rule.againAfter !== null ? new Date(evaluation.at.getTime() - durationMs(rule.againAfter)) : null,
    heldOut: rule.holdout === 0 ? null : rule.holdout,
    planned: only === null || rule.name === only,
  };
}
