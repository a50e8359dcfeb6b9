import type { Arm, LocalDate } from "../core/community.ts";
import type { Mailing } from "../core/links/review-token.ts";
import { inOrder, momentsOfDay, nextMoment } from "./due-moments.ts";
import { findRule } from "./find-rule.ts";
import { knowCommunity } from "./know-community.ts";
import type { LoadedRules } from "./load-rules.ts";
import { describeMoment } from "./plan-moment.ts";
import type { AudienceStore, Funnel, MomentPlan, PlannedSlot } from "./ports.ts";
import { waitingMoments } from "./waiting-moments.ts";

export interface PreviewedMember {
  readonly memberId: number;
  readonly id: string;
  readonly arm: Arm;
  readonly timezone: string;
}

export interface RulePreview {
  readonly rule: string;
  readonly at: Date;
  /** Who meets the conditions, whatever the hour, before consent, caps and holdout. */
  readonly matched: number;
  readonly funnel: Funnel;
  /** Of the planned ones, those whose digests would be withheld, since they are held out. */
  readonly heldOut: number;
  /** Of the planned ones, those that the brake, or a reader of the proof, would hold. */
  readonly held: number;
  /** Who would be planned or withheld, by member. */
  readonly members: PreviewedMember[];
  /** The next instant at which the rule is due; null: it is not live, or not within forty days. */
  readonly next: Date | null;
}

/**
 * Who would be mailed: every timezone's slot of the local date of `at`, as if due at `at`, with the other live rules of
 * its send moment. A draft is previewed as if it were live, and a rule as if today were its day. Of a rule that waits for
 * something: what is pending, as if all windows ended at `at`.
 */
export async function previewRule(
  audiences: AudienceStore,
  loaded: LoadedRules,
  name: string,
  at: Date,
): Promise<RulePreview> {
  const { rule, plans, next } = await describeMailing(audiences, loaded, name, at, null);
  const members: PreviewedMember[] = [];
  const slots: PlannedSlot[] = [];
  for (const plan of plans) {
    const rehearsal = await audiences.rehearseMoment(plan, true);
    slots.push(...rehearsal.slots);
    for (const { memberId, externalId, arm } of rehearsal.members) {
      members.push({ memberId, id: externalId, arm, timezone: plan.timezone });
    }
  }
  const funnel = addFunnels(slots.map((slot) => slot.funnel));
  const heldOut = members.filter(({ arm }) => arm === "held_out").length;
  return { rule, at, matched: funnel.matched, funnel, heldOut, held: countHeld(slots), members, next };
}

export interface MailingSample {
  readonly funnel: Funnel;
  /** Of the planned ones, those that the brake, or a reader of the proof, would hold. */
  readonly held: number;
  /** Of the planned ones, those that would be withheld. */
  readonly withheld: number;
  /** Some of the others, by their internal ids. */
  readonly memberIds: readonly number[];
}

/** The mailing of a local date as it would be at `at`, counted, with at most `most` members of each timezone. */
export async function sampleMailing(
  audiences: AudienceStore,
  loaded: LoadedRules,
  { rule, localDate }: Mailing,
  at: Date,
  most: number,
): Promise<MailingSample> {
  const { plans } = await describeMailing(audiences, loaded, rule, at, localDate);
  const samples = [];
  for (const plan of plans) samples.push(await audiences.sampleMoment(plan, most));
  const slots = samples.flatMap((sample) => sample.slots);
  return {
    funnel: addFunnels(slots.map((slot) => slot.funnel)),
    held: countHeld(slots),
    withheld: samples.reduce((sum, { heldOut }) => sum + heldOut, 0),
    memberIds: samples.flatMap(({ members }) => members.map(({ memberId }) => memberId)),
  };
}

/** One plan for each timezone's slot of the date, or of its own local date of `at` where that is null. */
async function describeMailing(
  audiences: AudienceStore,
  loaded: LoadedRules,
  name: string,
  at: Date,
  date: LocalDate | null,
): Promise<{ rule: string; plans: MomentPlan[]; next: Date | null }> {
  const rule = findRule(loaded.rules, name);
  const { settings } = loaded;
  const { closed } = settings;
  const timezones = await audiences.timezones(settings.timezone);
  const asOf = (await audiences.knowsLaterThan(at)) ? "dated" : "facts";
  const rules = inOrder(
    loaded.rules.filter((candidate) => candidate.state === "live" || candidate === rule),
    settings.order,
  );
  const question = { rules, timezones, at, closed };
  const moments = (
    rule.upon === null
      ? momentsOfDay(question, date, (candidate) => candidate === rule)
      : waitingMoments({ ...question, closed: [] })
  ).filter((moment) => moment.rules.includes(rule));
  const asked = [...new Set(moments.flatMap((moment) => moment.rules))];
  const community = await knowCommunity(audiences, { settings, rules: asked, at, asOf });
  const plans = moments.map((moment) =>
    describeMoment({ moment, settings, at, asOf, community, only: rule.name, asIfEnded: true }),
  );
  const next = rule.state === "live" ? nextMoment({ rules: [rule], timezones, at, closed }) : null;
  return { rule: rule.name, plans, next };
}

function countHeld(slots: readonly PlannedSlot[]): number {
  return slots.reduce((sum, { funnel, heldBy }) => sum + (heldBy === null ? 0 : funnel.planned), 0);
}

export function addFunnels(funnels: readonly Funnel[]): Funnel {
  const sum = (key: keyof Funnel) => funnels.reduce((total, funnel) => total + funnel[key], 0);
  return {
    matched: sum("matched"),
    unsubscribed: sum("unsubscribed"),
    suppressed: sum("suppressed"),
    no_email: sum("no_email"),
    again_after: sum("again_after"),
    capped: sum("capped"),
    outranked: sum("outranked"),
    planned: sum("planned"),
  };
}
