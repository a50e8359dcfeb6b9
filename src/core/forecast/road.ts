import { programmeAt, quarterOf } from "../assignment.ts";
import { addDays, durationDays, durationMs } from "../calendar.ts";
import type { CatalogueContent, LocalDate } from "../community.ts";
import type { Candidates } from "../picks/candidates.ts";
import { choosePicks } from "../picks/choose-picks.ts";
import { ownLimitBefore } from "../preferences.ts";
import type { MemberTest } from "../rules/condition-kind.ts";
import { prepareCondition } from "../rules/evaluate-member.ts";
import type { Evaluation } from "../rules/evaluation.ts";
import type { CheckedRule } from "../rules/rule.ts";
import { spacingDays } from "../rules/schedule.ts";
import { armIn, isHeldOut, type Life } from "./life.ts";
import type { ForecastScene } from "./scene.ts";
import { hasKind, withoutStock } from "./without-stock.ts";

/** The rules due at one instant, as all members meet them. */
export interface PreparedMoment {
  readonly at: Date;
  readonly localDate: LocalDate;
  readonly rules: readonly PreparedRule[];
  /** Digests after this local date count under the cap. */
  readonly caps: readonly { readonly count: number; readonly since: LocalDate }[];
  /** Picks of this date and before may be proposed again; null: none may. */
  readonly longAgo: LocalDate | null;
  /** The global holdout's experiment; null: nobody is held out. */
  readonly programme: string | null;
}

interface PreparedRule {
  readonly rule: CheckedRule;
  readonly test: MemberTest;
  /** Whom it would match if contents never ran out; null: it asks for none. */
  readonly testWithoutStock: MemberTest | null;
  readonly blockedAfter: LocalDate;
  readonly blockedMs: number;
  readonly skipBelow: number;
}

/** What a moment brings a member. `too_few`: a mail but for contents. */
export interface Met {
  readonly rule: string;
  readonly became: "mailed" | "withheld" | "too_few";
}

export function prepareMoment(
  scene: ForecastScene,
  catalogue: readonly CatalogueContent[],
  rules: readonly CheckedRule[],
  { at, localDate }: { readonly at: Date; readonly localDate: LocalDate },
): PreparedMoment {
  const { settings, community } = scene;
  const { timezone, offerAgainDays } = settings;
  const evaluation: Evaluation = { at, today: localDate, timezone, settings, asOf: "facts", community };
  return {
    at,
    localDate,
    rules: rules.map((rule) => prepareRule(rule, catalogue, evaluation)),
    caps: settings.caps.map(({ count, days }) => ({ count, since: addDays(localDate, -days) })),
    longAgo: offerAgainDays === null ? null : addDays(localDate, -offerAgainDays),
    programme: programmeAt(scene.drawn, at, {
      quarter: settings.holdout.rotate === "never" ? null : quarterOf(localDate),
      by: settings.holdout.by,
    }),
  };
}

function prepareRule(rule: CheckedRule, catalogue: readonly CatalogueContent[], evaluation: Evaluation): PreparedRule {
  const { againAfter, digest } = rule;
  const againDays = againAfter === null ? 0 : durationDays(againAfter);
  const anyway = withoutStock(rule.when);
  return {
    rule,
    test: prepareCondition(rule.when, catalogue, evaluation),
    testWithoutStock: anyway === null ? null : prepareCondition(anyway, catalogue, evaluation),
    blockedAfter: addDays(evaluation.today, -Math.max(againDays ?? 0, spacingDays(rule.schedule))),
    blockedMs: againAfter === null || againDays !== null ? 0 : durationMs(againAfter),
    // A live that the rule asks for stands in the mail beside the picks, and counts as one.
    skipBelow: Math.max(0, digest.skipBelow - (hasKind(rule.when, "live") ? 1 : 0)),
  };
}

/** Consent and e-mail are known; then again_after, caps, conditions, order, picks, arm. null: nothing. */
export function meetMoment(
  scene: ForecastScene,
  candidates: Candidates,
  life: Life,
  moment: PreparedMoment,
): Met | null {
  const { facts, member } = life;
  if (facts.joinedAt > moment.at || (member.pausedUntil !== null && member.pausedUntil > moment.at)) return null;
  if (isCapped(life, moment)) return null;
  const due = moment.rules.filter((prepared) => !isTooSoon(life, prepared, moment));
  const winner = due.find(({ test }) => test(facts));
  if (winner === undefined) {
    const short = due.find(({ testWithoutStock }) => testWithoutStock?.(facts) === true);
    return short === undefined || isWithheld(scene, life, short.rule, moment)
      ? null
      : { rule: short.rule.name, became: "too_few" };
  }
  const { rule, skipBelow } = winner;
  const withheld = isWithheld(scene, life, rule, moment);
  const choice = choosePicks(candidates, readerOf(life, moment), { ...rule.digest.picks, skipBelow });
  if (!("picks" in choice)) return withheld ? null : { rule: rule.name, became: "too_few" };
  life.mails.push({
    rule: rule.name,
    slotAt: moment.at,
    localDate: moment.localDate,
    capDate: moment.localDate,
    counts: true,
    transactional: false,
  });
  facts.digests.push(moment.at.getTime());
  for (const { contentId } of choice.picks) {
    facts.mailed.add(contentId);
    life.proposedOn.set(contentId, moment.localDate);
  }
  return { rule: rule.name, became: withheld ? "withheld" : "mailed" };
}

/** By the programme, or by the rule's own experiment. */
function isWithheld(
  scene: ForecastScene,
  life: Life,
  { name, holdout }: CheckedRule,
  { programme }: PreparedMoment,
): boolean {
  const heldOut = programme !== null && isHeldOut(scene, life, programme);
  if (heldOut || holdout === null) return heldOut;
  return armIn(scene.settings, life, name, holdout) === "held_out";
}

function isCapped({ mails, member }: Life, { caps, localDate }: PreparedMoment): boolean {
  if (caps.some(({ count, since }) => countAfter(mails, since) >= count)) return true;
  return member.frequency !== "any" && countAfter(mails, ownLimitBefore(member.frequency, localDate)) > 0;
}

/** Without a list of its own: it is asked for each member at each moment. */
function countAfter(mails: Life["mails"], date: LocalDate): number {
  let count = 0;
  for (const mail of mails) if (mail.counts && !mail.transactional && mail.capDate > date) count++;
  return count;
}

function isTooSoon(
  { mails }: Life,
  { rule, blockedAfter, blockedMs }: PreparedRule,
  { at, localDate }: PreparedMoment,
) {
  return mails.some(
    (mail) =>
      mail.rule === rule.name &&
      (mail.localDate === localDate ||
        (mail.counts && (mail.localDate > blockedAfter || at.getTime() - mail.slotAt.getTime() < blockedMs))),
  );
}

function readerOf({ facts, member, viewedDays, proposedOn }: Life, { longAgo }: PreparedMoment) {
  const reader = {
    externalId: facts.externalId,
    reads: facts.reads,
    viewed: viewedDays,
    replays: new Set(facts.replays.keys()),
    themesOff: member.themesOff,
    ...(facts.openings !== undefined && { openings: facts.openings }),
  };
  if (longAgo === null) return { ...reader, mailed: facts.mailed };
  const mailedLongAgo = new Set([...proposedOn].flatMap(([content, on]) => (on <= longAgo ? [content] : [])));
  return { ...reader, mailed: new Set([...facts.mailed].filter((id) => !mailedLongAgo.has(id))), mailedLongAgo };
}
