import type { WatchStore } from "../audience/checking/ports.ts";
import { inOrder } from "../audience/due-moments.ts";
import { type ProofDue, proofsDue } from "../audience/find-proofs.ts";
import { findRule } from "../audience/find-rule.ts";
import type { BrakeStore, HeldSlot } from "../audience/holding/ports.ts";
import type { LoadedRules } from "../audience/load-rules.ts";
import type { AudienceStore, RuleStore } from "../audience/ports.ts";
import { sampleMailing } from "../audience/preview-rule.ts";
import { durationMs, localDateOf } from "../core/calendar.ts";
import type { ReviewLinks } from "../core/links/review-token.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { formatMistakes } from "../core/rules/text/format-mistakes.ts";
import { judgeReturns } from "../delivery/feedback/judge-returns.ts";
import type { ReturnWatch } from "../delivery/feedback/ports.ts";
import type { HeldFacts, Notice, ProofFacts, ProofSample } from "../delivery/notices/notice.ts";

export interface NotifyDependencies {
  readonly audiences: AudienceStore;
  readonly rules: Pick<RuleStore, "statuses" | "paused">;
  readonly brakes: Pick<BrakeStore, "heldSlots">;
  readonly watch: WatchStore;
  readonly returns: ReturnWatch;
  readonly links: Pick<ReviewLinks, "reviewUrl">;
  /** The mail that the rule would give this member at `at`, with links that act for nobody; null: none. */
  readonly renderSample: (
    loaded: LoadedRules,
    rule: CheckedRule,
    at: Date,
    memberId: number,
  ) => Promise<{ readonly externalId: string; readonly subject: string; readonly html: string } | null>;
  readonly send: (loaded: LoadedRules, at: Date, notices: readonly Notice[]) => Promise<number>;
}

const SAMPLES = 3;
/** Members asked for a sample: one without enough contents has none. */
const MEMBERS_ASKED = 12;
/** A rule that reached nobody so many times running is told of. */
const SILENT_MAILINGS = 3;

/** Finds what the team has to be told at `at`, and tells it: proofs that are due, and what needs a person. */
export async function notifyTeam(deps: NotifyDependencies, loaded: LoadedRules, at: Date): Promise<void> {
  const { review, alerts } = loaded.settings;
  const notices = [
    ...(review.to.length === 0 ? [] : await findProofs(deps, loaded, at)),
    ...(alerts.to.length === 0
      ? []
      : [
          ...findBroken(loaded),
          ...(await findSilent(deps, loaded, at)),
          ...(await findHeld(deps, loaded, at)),
          ...(await findReturned(deps, loaded, at)),
        ]),
  ];
  if (notices.length > 0) await deps.send(loaded, at, notices);
}

/** None of a rule that a command has paused: nothing of it is about to leave. */
async function findProofs(deps: NotifyDependencies, loaded: LoadedRules, at: Date): Promise<Notice[]> {
  const { review, timezone, closed, order } = loaded.settings;
  const [timezones, statuses, paused] = await Promise.all([
    deps.audiences.timezones(timezone),
    deps.rules.statuses(),
    deps.rules.paused(),
  ]);
  if (paused) return [];
  const held = new Set(statuses.filter((status) => status.paused).map(({ rule }) => rule));
  const rules = inOrder(liveOf(loaded), order).filter(({ name }) => !held.has(name));
  return proofsDue({ rules, timezones, at, closed }, durationMs(review.before)).map((proof) => ({
    kind: "proof",
    key: `${proof.rule} ${proof.localDate}`,
    to: review.to,
    facts: () => prove(deps, loaded, at, proof),
  }));
}

async function prove(
  deps: NotifyDependencies,
  loaded: LoadedRules,
  at: Date,
  { firstAt, ...mailing }: ProofDue,
): Promise<ProofFacts> {
  const rule = findRule(loaded.rules, mailing.rule);
  const { memberIds, ...counts } = await sampleMailing(deps.audiences, loaded, mailing, at, MEMBERS_ASKED);
  const samples: ProofSample[] = [];
  for (const memberId of spread(memberIds, MEMBERS_ASKED)) {
    if (samples.length === SAMPLES) break;
    // A text that fails on one member's own data costs that member's mail, and not the proof.
    const sample = await deps.renderSample(loaded, rule, at, memberId).catch(() => null);
    if (sample !== null) samples.push({ member: sample.externalId, subject: sample.subject, html: sample.html });
  }
  return {
    kind: "proof",
    ...mailing,
    about: rule.about,
    firstAt,
    ...counts,
    samples,
    reviewUrl: deps.links.reviewUrl(mailing),
  };
}

/** So many of them, from the first to the last at equal distances. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(most, items.length) }, (_, index) => items[Math.floor(index * step)] as Item);
}

function findBroken({ broken, mistakes, settings }: LoadedRules): Notice[] {
  return broken.map(({ file, hash, standsIn }) => ({
    kind: "broken",
    key: `${file} ${hash}`,
    to: settings.alerts.to,
    facts: async () => ({
      kind: "broken",
      file,
      mistakes: formatMistakes(
        mistakes.filter((mistake) => mistake.file === file && mistake.severity === "mistake"),
        { colour: false },
      ),
      standsIn,
    }),
  }));
}

/** Judged by dates that are over in every timezone. */
async function findSilent(deps: NotifyDependencies, loaded: LoadedRules, at: Date): Promise<Notice[]> {
  const { timezone, alerts } = loaded.settings;
  const timezones = await deps.audiences.timezones(timezone);
  const today = timezones.map((zone) => localDateOf(at, zone)).sort()[0] ?? localDateOf(at, timezone);
  const scheduled = liveOf(loaded).filter(({ schedule }) => schedule !== null);
  const silent = await deps.watch.silentRules(scheduled, today, SILENT_MAILINGS);
  return silent.map(({ rule, since, mailings }) => ({
    kind: "silent",
    key: `${rule} ${since}`,
    to: alerts.to,
    facts: async () => ({ kind: "silent", rule, since, mailings }),
  }));
}

/** One for each mailing and holder: the first timezone that is held tells of all that follow it. */
async function findHeld(deps: NotifyDependencies, { settings }: LoadedRules, at: Date): Promise<Notice[]> {
  const slots = (await deps.brakes.heldSlots(at, null)).filter(({ digests }) => digests > 0);
  const keyOf = ({ rule, localDate, heldBy }: HeldSlot) => `${rule} ${localDate} ${heldBy}`;
  return [...new Set(slots.map(keyOf))].map((key) => ({
    kind: "held",
    key,
    to: settings.alerts.to,
    facts: async () => addUp(slots.filter((slot) => keyOf(slot) === key)),
  }));
}

/** Each once a day of the community's timezone. */
async function findReturned(deps: NotifyDependencies, { settings }: LoadedRules, at: Date): Promise<Notice[]> {
  return (await judgeReturns(deps.returns, at)).map((facts) => ({
    kind: facts.kind,
    key: `${facts.what} ${localDateOf(at, settings.timezone)}`,
    to: settings.alerts.to,
    facts: async () => facts,
  }));
}

function addUp(slots: readonly HeldSlot[]): HeldFacts {
  const [first] = slots;
  if (first === undefined) throw new Error("a mailing that is held has a slot");
  const { rule, localDate, heldBy } = first;
  const excess = ({ digests, usual }: HeldSlot) => (usual === null ? 0 : digests / usual);
  const furthest = [...slots].sort((one, other) => excess(other) - excess(one))[0] ?? first;
  return {
    kind: "held",
    rule,
    localDate,
    heldBy,
    digests: slots.reduce((sum, { digests }) => sum + digests, 0),
    usual: furthest.usual,
    timezones: slots.map(({ timezone }) => timezone),
    until: slots.map(({ until }) => until).sort((one, other) => one.getTime() - other.getTime())[0] ?? first.until,
  };
}

function liveOf({ rules }: LoadedRules): CheckedRule[] {
  return rules.filter(({ state }) => state === "live");
}
