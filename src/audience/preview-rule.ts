import type { Arm, LocalDate } from "../core/community.ts";
import { inOrder, momentsOfDay, nextMoment } from "./due-moments.ts";
import { findRule } from "./find-rule.ts";
import { knowCommunity } from "./know-community.ts";
import type { LoadedRules } from "./load-rules.ts";
import { describeMoment } from "./plan-moment.ts";
import type { AudienceStore, Funnel } from "./ports.ts";
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
  date: LocalDate | null = null,
): Promise<RulePreview> {
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
  const members: PreviewedMember[] = [];
  const funnels: Funnel[] = [];
  let held = 0;
  for (const moment of moments) {
    const plan = describeMoment({ moment, settings, at, asOf, community, only: rule.name, asIfEnded: true });
    const rehearsal = await audiences.rehearseMoment(plan, true);
    for (const { funnel, heldBy } of rehearsal.slots) {
      funnels.push(funnel);
      if (heldBy !== null) held += funnel.planned;
    }
    for (const { memberId, externalId, arm } of rehearsal.members) {
      members.push({ memberId, id: externalId, arm, timezone: moment.timezone });
    }
  }
  const funnel = addFunnels(funnels);
  const next = rule.state === "live" ? nextMoment({ rules: [rule], timezones, at, closed }) : null;
  return { rule: rule.name, at, matched: funnel.matched, funnel, held, members, next };
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
