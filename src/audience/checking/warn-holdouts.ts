import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";
import type { Settings } from "../../core/rules/settings.ts";
import { sayCount } from "../../core/rules/text/said.ts";
import type { Warn } from "../../core/rules/warn/warning.ts";
import { MINIMAL_ARM, MINIMAL_CONTRIBUTORS, planLift, type SilentPlan } from "../../core/stats/plan-lift.ts";
import { unitsForLift } from "../../core/stats/smallest-effect.ts";
import { MEMBERS, sayPercent } from "./nouns.ts";
import type { VisitSpread } from "./ports.ts";

export const PROOF_WEEKS = 12;
/** Digests that bring a fifth more visits are a good result: what cannot show even that shows nothing. */
const PROVABLE_LIFT = 0.2;
const OTHER_SHARES = [0.2, 0.3, 0.5];

/** By the spread of visits of all members: the members that a rule exposes are fewer, so less can be seen than this. */
export function warnHoldouts(
  { members, whole, mean, variance }: VisitSpread,
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
    const asked: Asked = {
      members,
      share,
      planned,
      half,
      better: better === undefined ? null : { share: better, smallest: smallestAt(better) ?? 0 },
      together:
        path[1] === "share" && settings.holdout.rotate === "quarterly" && smallest !== null
          ? Math.expm1(Math.log1p(smallest) / 2)
          : null,
    };
    warn(
      path,
      { en: saySeen(asked, ENGLISH), fr: saySeen(asked, FRENCH) },
      {
        en: sayCure(asked, ENGLISH),
        fr: sayCure(asked, FRENCH),
      },
    );
  };
  warnShare(settings.holdout.share, ofSettings, ["holdout", "share"]);
  for (const rule of rules) if (rule.holdout !== null) warnShare(rule.holdout, warnOf(rule), ["holdout"]);
}

interface Asked {
  readonly members: number;
  readonly share: number;
  readonly planned: ReturnType<typeof planLift>;
  /** Half of the members held out: the best that there is. */
  readonly half: ReturnType<typeof planLift>;
  readonly better: { readonly share: number; readonly smallest: number } | null;
  /** What four quarters, each drawn anew, show together; null: nobody is drawn anew. */
  readonly together: number | null;
}

interface Words {
  readonly percent: (share: number) => string;
  readonly members: (count: number) => string;
  readonly whole: (count: number) => string;
  readonly whom: (share: string, members: string) => string;
  readonly nobody: string;
  readonly arm: (members: string) => string;
  readonly small: (least: number) => string;
  readonly few: (contributors: number, least: number) => string;
  readonly from: (lift: string) => string;
  readonly better: (share: string, lift: string) => string;
  readonly none: (members: string) => string;
  readonly tooFew: (wanted: string, lift: string, members: string) => string;
  readonly together: (lift: string) => string;
}

const wordsFor = (language: SpokenLanguage) => ({
  percent: (share: number) => sayPercent(share, language),
  members: (count: number) => sayCount(count, MEMBERS[language], language),
  whole: (count: number) => count.toLocaleString(language),
});

const ENGLISH: Words = {
  ...wordsFor("en"),
  whom: (share, members) => `${share} of ${members}`,
  nobody: "hold nobody out",
  arm: (members) => `leave one of the two groups at ${members}`,
  small: (least) => `: below ${least} the report shows no effect`,
  few: (contributors, least) =>
    `of whom a few make most of the visits in ${PROOF_WEEKS} weeks, as if ${contributors} made them all: below ${least} the report shows no effect`,
  from: (lift) => `can show an effect on visits only from ${lift} up in ${PROOF_WEEKS} weeks`,
  better: (share, lift) => `${share} held out would show ${lift}`,
  none: (members) =>
    `no share would: it takes ${members} such as these, half of them held out, to be told of any effect`,
  tooFew: (wanted, lift, members) =>
    `no share would show ${wanted} here: half held out shows ${lift}; it would with about ${members}`,
  together: (lift) => `; drawn anew each quarter, no quarter alone shows more, and four together show ${lift}`,
};

const FRENCH: Words = {
  ...wordsFor("fr"),
  whom: (share, members) => `un groupe témoin de ${share} de ${members}`,
  nobody: "ne compte personne",
  arm: (members) => `laisse l’un des deux groupes à ${members}`,
  small: (least) => ` : en dessous de ${least}, le rapport ne montre aucun effet`,
  few: (contributors, least) =>
    `dont quelques-uns font l’essentiel des visites en ${PROOF_WEEKS} semaines, comme s’ils n’étaient que ${contributors} à les faire : en dessous de ${least}, le rapport ne montre aucun effet`,
  from: (lift) => `ne peut montrer d’effet sur les visites qu’à partir de ${lift} en ${PROOF_WEEKS} semaines`,
  better: (share, lift) => `avec ${share}, on verrait un effet de ${lift}`,
  none: (members) =>
    `aucune part n’y suffirait : il faut ${members} comme ceux-ci, dont la moitié dans le groupe témoin, pour voir un effet quel qu’il soit`,
  tooFew: (wanted, lift, members) =>
    `aucune part ne montrerait ici ${wanted} : la moitié des membres montre ${lift} ; il faudrait environ ${members}`,
  together: (lift) =>
    ` ; avec un nouveau tirage chaque trimestre, aucun trimestre seul n’en montre davantage, et quatre ensemble montrent ${lift}`,
};

function saySeen({ members, share, planned }: Asked, words: Words): string {
  const seen = "silent" in planned ? saySilence(planned.silent, words) : words.from(words.percent(planned.smallest));
  return `${words.whom(words.percent(share), words.members(members))} ${seen}`;
}

function saySilence({ reason, smallerArm, contributors }: SilentPlan, words: Words): string {
  if (smallerArm < 1) return words.nobody;
  const arm = words.arm(words.whole(Math.round(smallerArm)));
  return reason === "small_arm"
    ? `${arm}${words.small(MINIMAL_ARM)}`
    : `${arm}, ${words.few(Math.floor(contributors), MINIMAL_CONTRIBUTORS)}`;
}

function sayCure({ members, half, better, together }: Asked, words: Words): string {
  const cure =
    better !== null
      ? words.better(words.percent(better.share), words.percent(better.smallest))
      : "silent" in half
        ? words.none(words.members(half.silent.unitsNeeded ?? 0))
        : words.tooFew(
            words.percent(PROVABLE_LIFT),
            words.percent(half.smallest),
            words.members(unitsForLift(members, half.smallest, PROVABLE_LIFT)),
          );
  return `${cure}${together === null ? "" : words.together(words.percent(together))}`;
}
