import { addDays, DAY_MS, durationDays, localDateOf, startOfLocalDay } from "../../core/calendar.ts";
import type { Language } from "../../core/community.ts";
import type { RuleFolder } from "../../core/rules/read/check-folder.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";
import type { Settings } from "../../core/rules/settings.ts";
import type { Mistake } from "../../core/rules/text/mistake.ts";
import { openWarner } from "../../core/rules/warn/warner.ts";
import type { Warn } from "../../core/rules/warn/warning.ts";
import { MINIMAL_ARM, MINIMAL_CONTRIBUTORS, planLift, type SilentPlan } from "../../core/stats/plan-lift.ts";
import { unitsForLift } from "../../core/stats/smallest-effect.ts";
import { inOrder, momentsOfDay, type SendMoment } from "../due-moments.ts";
import { knowCommunity } from "../know-community.ts";
import { describeMoment } from "../plan-moment.ts";
import type { AudienceStore, RuleFile } from "../ports.ts";
import type { CheckStore, RoadCount } from "./ports.ts";
import { sayUnknownSegment } from "./say-unknown-segment.ts";
import { warnThemes } from "./warn-themes.ts";

export interface DataWarningDeps {
  readonly audiences: Pick<AudienceStore, "timezones" | "knowsLaterThan" | "communityFacts">;
  readonly checks: CheckStore;
}

export interface DataWarningInput {
  readonly rules: readonly CheckedRule[];
  readonly segments: RuleFolder["segments"];
  /** Of all files of segments, also those with a mistake. */
  readonly segmentNames: readonly string[];
  readonly settings: Settings;
  /** null: there is no such file, and the defaults hold. */
  readonly settingsFile: RuleFile | null;
  readonly at: Date;
}

/**
 * What only the members can tell of a folder without a mistake: a rule that chooses nobody, one that others always come
 * before, a holdout that can prove nothing in a community of this size, readers for whom too little is published, contents
 * that are open to a segment nobody wrote, themes that no content is on.
 */
export async function warnOfData(deps: DataWarningDeps, input: DataWarningInput): Promise<Mistake[]> {
  const warnings: Mistake[] = [];
  const { settingsFile, settings, rules, at } = input;
  const ofSettings = openWarner(settingsFile?.file ?? "settings.yaml", settingsFile?.text ?? "", warnings).warn;
  const warners = new Map(rules.map((rule) => [rule, openWarner(rule.file, rule.source, warnings)]));
  const warnOf = (rule: CheckedRule): Warn => warners.get(rule)?.warn ?? ofSettings;
  for (const unknown of await deps.checks.unknownSegments(input.segmentNames, at)) {
    const { message, hint } = sayUnknownSegment(unknown, input.segmentNames);
    openWarner(`segments/${unknown.segment}.yaml`, "", warnings).warn([], message, hint);
  }
  const segments = [...input.segments.values()].map(({ file, source }) => openWarner(file, source, warnings));
  await warnThemes(deps.checks, [...warners.values(), ...segments]);
  const visits = await deps.checks.spreadOfVisits(new Date(at.getTime() - PROOF_WEEKS * 7 * DAY_MS), at);
  if (visits.members === 0) return warnings;
  await warnAudiences(deps, input, visits.members, warnOf);
  warnHoldouts(visits, settings, rules, ofSettings, warnOf);
  await warnLanguages(deps.checks, input, ofSettings);
  return warnings;
}

async function warnAudiences(
  { audiences, checks }: DataWarningDeps,
  { rules, settings, at }: DataWarningInput,
  members: number,
  warnOf: (rule: CheckedRule) => Warn,
): Promise<void> {
  const asked = inOrder(
    rules.filter(({ state, upon }) => state !== "paused" && upon === null),
    settings.order,
  );
  const timezones = await audiences.timezones(settings.timezone);
  const asOf = (await audiences.knowsLaterThan(at)) ? "dated" : "facts";
  const community = await knowCommunity(audiences, { settings, rules: asked, at, asOf });
  const question = { timezones, at, closed: settings.closed };
  const walk = async (moments: readonly SendMoment[]): Promise<readonly RoadCount[]> => {
    const counts: RoadCount[] = [];
    for (const moment of moments) {
      counts.push(...(await checks.countRoad(describeMoment({ moment, settings, at, asOf, community, only: null }))));
    }
    return counts;
  };
  const sum = (counts: readonly RoadCount[], { name }: CheckedRule, verdict: RoadCount["verdict"] | null): number =>
    counts
      .filter((count) => count.rule === name && (verdict === null || count.verdict === verdict))
      .reduce((total, count) => total + count.members, 0);
  // Each rule as if today were its day: whom it matches does not depend on the others.
  const all = await walk(momentsOfDay({ ...question, rules: asked }, null, () => true));
  const live = asked.filter(({ state }) => state === "live");
  for (const rule of asked) {
    if (sum(all, rule, null) === 0) {
      warnOf(rule)(
        ["when"],
        `of ${count(members, "member")}, none matches this now`,
        `it may be right, and nobody is there yet; see for one member with: rekindle rules explain ID --rule ${rule.name}`,
      );
      continue;
    }
    if (rule.state !== "live" || sum(all, rule, "planned") > 0 || sum(all, rule, "outranked") === 0) continue;
    const own = momentsOfDay({ ...question, rules: live }, null, (other) => other === rule);
    const counts = await walk(own.filter((moment) => moment.rules.includes(rule)));
    const outranked = sum(counts, rule, "outranked");
    if (sum(counts, rule, "planned") > 0 || outranked === 0) continue;
    warnOf(rule)(
      ["rule"],
      `rules before it in the order take all ${count(outranked, "member")} whom this rule could write to today`,
      "move it up in settings.yaml under order, give it another hour, or narrow the others down",
    );
  }
}

const PROOF_WEEKS = 12;
/** Digests that bring a fifth more visits are a good result: what cannot show even that shows nothing. */
const PROVABLE_LIFT = 0.2;
const OTHER_SHARES = [0.2, 0.3, 0.5];

/** By the spread of visits of all members: the members that a rule exposes are fewer, so less can be seen than this. */
function warnHoldouts(
  { members, whole, mean, variance }: Awaited<ReturnType<CheckStore["spreadOfVisits"]>>,
  settings: Settings,
  rules: readonly CheckedRule[],
  ofSettings: Warn,
  warnOf: (rule: CheckedRule) => Warn,
): void {
  // A community that is younger than the experiment cannot tell how unlike its members are.
  if (whole < members / 2 || mean === null || variance === null || mean === 0 || variance === 0) return;
  const variation = Math.sqrt(variance) / mean;
  const planOf = (share: number) => planLift(members, share, variation);
  const smallestAt = (share: number): number | null => {
    const planned = planOf(share);
    return "smallest" in planned ? planned.smallest : null;
  };
  const warnShare = (share: number, warn: Warn, path: readonly string[]): void => {
    const [planned, half] = [planOf(share), planOf(0.5)];
    const smallest = smallestAt(share);
    if (share === 0 || (smallest !== null && smallest <= PROVABLE_LIFT)) return;
    const better = OTHER_SHARES.find((other) => other > share && (smallestAt(other) ?? 1) <= PROVABLE_LIFT);
    const seen =
      "silent" in planned
        ? saySilence(planned.silent)
        : `can show an effect on visits only from ${percent(planned.smallest)} up in ${PROOF_WEEKS} weeks`;
    const cure =
      better !== undefined
        ? `${percent(better)} held out would show ${percent(smallestAt(better) ?? 0)}`
        : "silent" in half
          ? `no share would: it takes ${count(half.silent.unitsNeeded ?? 0, "member")} such as these, half of them held out, to be told of any effect`
          : `no share would show ${percent(PROVABLE_LIFT)} here: half held out shows ${percent(half.smallest)}; it would with about ${count(unitsForLift(members, half.smallest, PROVABLE_LIFT), "member")}`;
    const together =
      path[1] === "share" && settings.holdout.rotate === "quarterly" && smallest !== null
        ? `; drawn anew each quarter, no quarter alone shows more, and four together show ${percent(Math.expm1(Math.log1p(smallest) / 2))}`
        : "";
    warn(path, `${percent(share)} of ${count(members, "member")} ${seen}`, `${cure}${together}`);
  };
  warnShare(settings.holdout.share, ofSettings, ["holdout", "share"]);
  for (const rule of rules) if (rule.holdout !== null) warnShare(rule.holdout, warnOf(rule), ["holdout"]);
}

function saySilence({ reason, smallerArm, contributors }: SilentPlan): string {
  if (smallerArm < 1) return "hold nobody out";
  const arm = `leave one of the two groups at ${Math.round(smallerArm).toLocaleString("en")}`;
  return reason === "small_arm"
    ? `${arm}: below ${MINIMAL_ARM} the report shows no effect`
    : `${arm}, of whom a few make most of the visits in ${PROOF_WEEKS} weeks, as if ${Math.floor(contributors)} made them all: below ${MINIMAL_CONTRIBUTORS} the report shows no effect`;
}

/** Fewer members than this in a hundred are left to the editors' eye. */
const FEW_READERS = 0.02;

async function warnLanguages(checks: CheckStore, { settings, rules, at }: DataWarningInput, warn: Warn): Promise<void> {
  const live = rules.filter(({ state, upon }) => state === "live" && upon === null);
  const [neediest] = [...live].sort((a, b) => b.digest.skipBelow - a.digest.skipBelow);
  if (neediest === undefined) return;
  const days = durationDays(settings.hotFor) ?? 0;
  const since = startOfLocalDay(addDays(localDateOf(at, settings.timezone), -days), settings.timezone);
  const [readers, published] = await Promise.all([
    checks.countReaders(at, settings.languages),
    checks.countPublished(since, at),
  ]);
  const open = (reads: readonly Language[]): number =>
    published
      .filter(({ language }) => language === null || reads.includes(language))
      .reduce((total, { contents }) => total + contents, 0);
  const { skipBelow } = neediest.digest;
  const short = readers.filter(({ reads }) => open(reads) < skipBelow);
  const total = readers.reduce((all, group) => all + group.members, 0);
  const members = short.reduce((all, group) => all + group.members, 0);
  if (members === 0 || members < total * FEW_READERS) return;
  const [largest] = [...short].sort((a, b) => b.members - a.members);
  const languages = (largest?.reads ?? []).join(", ") || "no language of yours";
  warn(
    ["languages"],
    `${count(members, "member")} (${percent(members / total)}) read only languages in which fewer than ${count(skipBelow, "content")} came out in the last ${count(days, "day")}: most of them ${languages}`,
    `${neediest.name} needs ${skipBelow}, and only older contents can make them up: publish more for them, or lower its skip_below`,
  );
}

function count(number: number, one: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : `${one}s`}`;
}

/** `12%`, `0.4%`. */
function percent(share: number): string {
  const hundredths = share * 100;
  return `${hundredths >= 1 ? Math.round(hundredths) : Math.round(hundredths * 10) / 10}%`;
}
