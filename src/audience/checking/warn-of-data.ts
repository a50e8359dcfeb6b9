import { DAY_MS } from "../../core/calendar.ts";
import type { RuleFolder } from "../../core/rules/read/check-folder.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";
import type { Settings } from "../../core/rules/settings.ts";
import type { Mistake } from "../../core/rules/text/mistake.ts";
import { sayCount } from "../../core/rules/text/said.ts";
import { openWarner } from "../../core/rules/warn/warner.ts";
import type { Warn } from "../../core/rules/warn/warning.ts";
import { inOrder, momentsOfDay, type SendMoment } from "../due-moments.ts";
import { knowCommunity } from "../know-community.ts";
import { describeMoment } from "../plan-moment.ts";
import type { AudienceStore, RuleFile } from "../ports.ts";
import { MEMBERS } from "./nouns.ts";
import type { CheckStore, RoadCount } from "./ports.ts";
import { sayUnknownSegment } from "./say-unknown-segment.ts";
import { PROOF_WEEKS, warnHoldouts } from "./warn-holdouts.ts";
import { warnLanguages } from "./warn-languages.ts";
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
        {
          en: `of ${sayCount(members, MEMBERS.en, "en")}, none matches this now`,
          fr: `de ${sayCount(members, MEMBERS.fr, "fr")}, aucun ne remplit ces conditions en ce moment`,
        },
        {
          en: `it may be right, and nobody is there yet; see for one member with: rekindle rules explain ID --rule ${rule.name}`,
          fr: `c’est peut-être juste, et personne n’en est encore là ; pour voir un membre : rekindle rules explain ID --rule ${rule.name} --lang fr`,
        },
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
      {
        en: `rules before it in the order take all ${sayCount(outranked, MEMBERS.en, "en")} whom this rule could write to today`,
        fr: `les règles qui passent avant prennent tous les membres à qui celle-ci pourrait écrire aujourd’hui (${outranked.toLocaleString("fr")})`,
      },
      {
        en: "move it up in settings.yaml under order, give it another hour, or narrow the others down",
        fr: "remontez-la dans settings.yaml, sous order, donnez-lui une autre heure, ou restreignez les autres",
      },
    );
  }
}
