import {
  dueMoments,
  inOrder,
  lateSlots,
  mayHaveLeft,
  momentsOfDay,
  nextMoment,
  notYetPlanned,
  type SendMoment,
  slotName,
} from "../audience/due-moments.ts";
import { findRule } from "../audience/find-rule.ts";
import { knowCommunity } from "../audience/know-community.ts";
import type { LoadedRules } from "../audience/load-rules.ts";
import { describeMoment, planMoment } from "../audience/plan-moment.ts";
import type { AudienceStore, Funnel, Holder, RuleStore } from "../audience/ports.ts";
import { endedMoments, waitingMoments } from "../audience/waiting-moments.ts";
import { DAY_MS, durationMs } from "../core/calendar.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { type CycleOutcome, outcomeOf } from "./slot-outcome.ts";
import { composeOpen, type OpenWork, refill, sendOpen, type WorkOffOptions } from "./work-off.ts";

export interface CycleDependencies extends OpenWork {
  readonly loadRules: () => Promise<LoadedRules>;
  readonly audiences: AudienceStore;
  readonly rules: RuleStore;
  readonly clock: { advance(at: Date): Promise<void>; previous(): Promise<Date | null> };
  /** Rejects while a person has to say that a restored database is the one to go on with. */
  readonly verify: () => Promise<{ readonly sentUntil: Date | null }>;
  /** Ends what is too late, and what belongs to a rule that is no longer live. */
  readonly expire: (loaded: LoadedRules, at: Date) => Promise<number>;
  /** Lets go of what is kept for no longer. Its own trouble stops no cycle. */
  readonly letGo: (loaded: LoadedRules, at: Date) => Promise<void>;
  /** Writes to the team: proofs that are due, and what needs a person. Its own trouble stops no cycle. */
  readonly notify: (loaded: LoadedRules, at: Date) => Promise<void>;
  /** Writes the report of the week to the team, which may take longer than a cycle. Never rejects. */
  readonly tellWeekly: (loaded: LoadedRules, at: Date, sentUntil: Date | null) => Promise<void>;
}

export interface CycleOptions extends WorkOffOptions {
  /** Plans only this rule; the others still take their place in the order. */
  readonly rule?: string | null;
  /** Plans every timezone's slots of the local date, whatever the hour. */
  readonly ignoreHour?: boolean;
  readonly catchUpMs?: number | null;
}

export interface CycleSlot {
  readonly rule: string;
  readonly timezone: string;
  readonly localDate: string;
  /** Its digests wait for `rekindle release`; null: nothing holds them. */
  readonly heldBy: Holder | null;
  readonly funnel: Funnel;
  readonly outcome: CycleOutcome;
}

export interface CycleResult {
  readonly at: Date;
  readonly slots: CycleSlot[];
  /** Slots that came too late to be planned, recorded just now. */
  readonly expiredSlots: number;
  readonly next: Date | null;
}

/**
 * One cycle: hands what waits to the submitters, plans every send moment that is due at `at`, in chronological order, and
 * composes the digests of each before the next is planned; what is composed goes to the submitters at once. Then waits.
 */
export async function runCycle(deps: CycleDependencies, options: CycleOptions): Promise<CycleResult> {
  const { at } = options;
  const loaded = await deps.loadRules();
  const only = options.rule == null ? null : findRule(loaded.rules, options.rule).name;
  const { sentUntil } = await deps.verify();
  const previous = await deps.clock.previous();
  await deps.clock.advance(at);
  const rules = liveRules(loaded);
  await deps.rules.recordVersions(
    loaded.versions,
    rules.map(({ name }) => name),
    at,
  );
  await deps.expire(loaded, at);
  if (options.signal?.aborted !== true) await refill(deps, "submit", at, loaded);
  const slotIds = new Set(await deps.cycles.openSlots());

  const timezones = await deps.audiences.timezones(loaded.settings.timezone);
  const catchUpMs = options.catchUpMs ?? durationMs(loaded.settings.catchUp);
  const { closed } = loaded.settings;
  const question = { rules, timezones, at, catchUpMs, closed };
  const due = chooseMoments(question, options.ignoreHour ?? false, only);
  const standing = await deps.audiences.standingSlots(new Date(at.getTime() - catchUpMs - 2 * DAY_MS));
  const left = due.filter((moment) => mayHaveLeft(moment, sentUntil));
  const moments = notYetPlanned(
    due.filter((moment) => !left.includes(moment)),
    new Set(standing.map(slotName)),
    only,
  );
  // What waits for something to happen is due at no hour: its windows end by themselves, and are looked at last.
  const waiting = ofRule(waitingMoments(question), only);
  const asOf = (await deps.audiences.knowsLaterThan(at)) ? "dated" : "facts";
  await composeOpen(deps, options, loaded, [...slotIds]);
  const all = [...moments, ...(await endedMoments(deps.audiences, waiting, loaded.settings, at))];
  const known = { settings: loaded.settings, at, asOf } as const;
  const segments = all.length === 0 ? null : await findSegments(deps, loaded);
  const community = await knowCommunity(deps.audiences, { ...known, rules: rulesOf(all), ...segments, keepFit: true });
  for (const moment of all) {
    if (options.signal?.aborted === true) break;
    options.onProgress?.(`planning ${moment.localDate} ${moment.localTime} in ${moment.timezone}`);
    const planned = await planMoment(deps.audiences, { ...known, moment, community, only, ...segments });
    const created = planned.flatMap(({ slotId }) => (slotId === null ? [] : [slotId]));
    for (const slotId of created) slotIds.add(slotId);
    if (planned.some(({ funnel }) => funnel.planned > 0)) await composeOpen(deps, options, loaded, created);
  }
  const expiredSlots = (await recordLateSlots(deps, question, previous)) + (await recordLeftSlots(deps, options, left));
  if (options.signal?.aborted !== true) await deps.notify(loaded, at);
  // All that is planned has been handed on. Where others follow, the next cycle plans while the week is measured.
  const told = options.signal?.aborted === true ? null : deps.tellWeekly(loaded, at, sentUntil);
  await sendOpen(deps, options, loaded);
  if (options.waitMs !== null && options.signal?.aborted !== true) await told;
  if (options.signal?.aborted !== true) await deps.letGo(loaded, at);
  const slots = (await deps.cycles.outcomes([...slotIds])).map((slot) => ({
    rule: slot.rule,
    timezone: slot.timezone,
    localDate: slot.localDate,
    heldBy: slot.heldBy,
    funnel: slot.funnel as unknown as Funnel,
    outcome: outcomeOf(slot.counts),
  }));
  return { at, slots, expiredSlots, next: nextMoment(question) };
}

/** The same cycle without a trace: what would be planned, and nothing of what would follow. */
export async function rehearseCycle(
  deps: Pick<CycleDependencies, "loadRules" | "audiences">,
  options: CycleOptions,
): Promise<CycleResult> {
  const { at } = options;
  const loaded = await deps.loadRules();
  const only = options.rule == null ? null : findRule(loaded.rules, options.rule).name;
  const rules = liveRules(loaded);
  const timezones = await deps.audiences.timezones(loaded.settings.timezone);
  const catchUpMs = options.catchUpMs ?? durationMs(loaded.settings.catchUp);
  const asOf = (await deps.audiences.knowsLaterThan(at)) ? "dated" : "facts";
  const question = { rules, timezones, at, catchUpMs, closed: loaded.settings.closed };
  const slots: CycleSlot[] = [];
  const waiting = await endedMoments(deps.audiences, ofRule(waitingMoments(question), only), loaded.settings, at);
  const moments = [...chooseMoments(question, options.ignoreHour ?? false, only), ...waiting];
  const known = { settings: loaded.settings, at, asOf } as const;
  const community = await knowCommunity(deps.audiences, { ...known, rules: rulesOf(moments) });
  for (const moment of moments) {
    const plan = describeMoment({ ...known, moment, community, only });
    const rehearsal = await deps.audiences.rehearseMoment(plan, false);
    for (const { rule, funnel, heldBy } of rehearsal.slots) {
      const { timezone, localDate } = moment;
      slots.push({ rule, timezone, localDate, heldBy, funnel, outcome: outcomeOf([]) });
    }
  }
  return { at, slots, expiredSlots: 0, next: nextMoment(question) };
}

/** Those that contents are open to, which are found anew with each send moment; null: contents are open to none. */
async function findSegments({ audiences }: Pick<CycleDependencies, "audiences">, { segments }: LoadedRules) {
  const names = await audiences.segmentsOfContents();
  return names.length === 0 ? null : { segments: new Map([...segments].filter(([name]) => names.includes(name))) };
}

function rulesOf(moments: readonly SendMoment[]): CheckedRule[] {
  return [...new Set(moments.flatMap((moment) => moment.rules))];
}

function liveRules(loaded: LoadedRules) {
  return inOrder(
    loaded.rules.filter(({ state }) => state === "live"),
    loaded.settings.order,
  );
}

function chooseMoments(
  question: Parameters<typeof dueMoments>[0],
  ignoreHour: boolean,
  only: string | null,
): SendMoment[] {
  return ofRule(ignoreHour ? momentsOfDay(question) : dueMoments(question), only);
}

function ofRule(moments: readonly SendMoment[], only: string | null): SendMoment[] {
  return moments.filter(({ rules }) => only === null || rules.some(({ name }) => name === only));
}

async function recordLateSlots(
  deps: CycleDependencies,
  question: Parameters<typeof lateSlots>[0],
  previous: Date | null,
): Promise<number> {
  const statuses = await deps.rules.statuses();
  const liveSince = new Map(statuses.map((status) => [status.rule, status.liveSince]));
  const since = previous === null ? null : new Date(previous.getTime() - question.catchUpMs);
  const late = lateSlots(question, since, liveSince);
  return late.length === 0 ? 0 : deps.audiences.recordExpired(late, question.at);
}

/** What may have left before the database was restored stands as too late: at its own hour, not at one that was asked for. */
async function recordLeftSlots(
  deps: CycleDependencies,
  { at, ignoreHour }: CycleOptions,
  left: readonly SendMoment[],
): Promise<number> {
  if (left.length === 0 || ignoreHour === true) return 0;
  const slots = left.flatMap(({ rules, ...moment }) =>
    rules.map(({ name, hash }) => ({ ...moment, rule: name, hash })),
  );
  return deps.audiences.recordExpired(slots, at);
}
