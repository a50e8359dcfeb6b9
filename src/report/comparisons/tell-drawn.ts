import { MINIMAL_ARM, type OutcomeLift } from "../lift/lift-report.ts";
import { tellEffect, valueWriter } from "../tell/tell-outcomes.ts";
import type { TreatmentLift } from "./comparison-report.ts";
import type { ComparisonTeller } from "./tell-comparisons.ts";

export interface ToldDrawn {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly label: string;
    readonly treated: string;
    readonly control: string;
    readonly effect: string;
    readonly verdict: string;
    readonly smallest: string;
  }[];
}

export function tellDrawn(teller: ComparisonTeller): ToldDrawn[] {
  const { words, common, write } = teller;
  return teller.report.drawn.map((lift) => ({
    title: lift.name,
    sentences: lift.reason === null ? tellGroups(teller, lift) : [words.drawn.notShown[lift.reason](minimal(teller))],
    head: [
      common.columns.outcome,
      words.drawn.withIt,
      words.drawn.control,
      common.columns.effect,
      common.columns.smallest,
    ],
    rows: outcomesOf(teller, lift).map(({ label, outcome }) => {
      const written = valueWriter(write, outcome);
      const value = (arm: "treated" | "held_out") =>
        written(outcome.arms.find((candidate) => candidate.arm === arm)?.value ?? null);
      const { relative } = outcome.smallestEffect;
      return {
        label,
        treated: value("treated"),
        control: value("held_out"),
        effect: tellEffect({ words: common, write, report: lift }, outcome),
        verdict: outcome.verdict,
        smallest: relative === null ? "–" : write.percent(relative),
      };
    }),
  }));
}

/** Every outcome of a draw and its name, in their order. */
export function outcomesOf(
  { words, common }: ComparisonTeller,
  lift: TreatmentLift,
): { label: string; outcome: OutcomeLift }[] {
  const [currency] = lift.currencies;
  const told = lift.outcomes.map((outcome) => {
    const label = common.outcomes[outcome.outcome];
    const isMoney = outcome.outcome === "amount" && currency !== undefined;
    return { label: isMoney ? `${label} (${currency})` : label, outcome };
  });
  return lift.renewed === null
    ? told
    : [...told, { label: words.drawn.renewed, outcome: { ...lift.renewed, outcome: "came_back" } }];
}

function minimal({ write, report }: ComparisonTeller): string {
  return write.count(report.minimalGroup);
}

function tellGroups(teller: ComparisonTeller, lift: TreatmentLift): string[] {
  const { words, common, write } = teller;
  const [treated, control] = lift.arms;
  const got = (count: number | null | undefined) => (count == null ? words.tooFew : write.count(count));
  const known = lift.arms.some((arm) => arm.got !== null);
  return [
    words.drawn.groups(
      write.count(treated?.members ?? 0),
      write.count(control?.members ?? 0),
      write.percent(lift.share),
      write.date(lift.firstDrawnAt ?? teller.report.from),
    ),
    ...(known ? [words.drawn.got(got(treated?.got), got(control?.got))] : []),
    ...(lift.mixed === 0
      ? []
      : [words.drawn.mixed(lift.mixed === null ? words.drawn.fewerThan(minimal(teller)) : write.count(lift.mixed))]),
    ...(lift.currencies.length > 1 ? [words.severalCurrencies(lift.currencies.join(", "))] : []),
    lift.sampleRatio?.ok === false ? common.headline.sampleRatio : tellVerdict(teller, lift.outcomes[0]),
  ];
}

function tellVerdict({ words, common, write }: ComparisonTeller, visits: OutcomeLift | undefined): string {
  const smallest = visits?.smallestEffect.relative ?? null;
  if (visits === undefined || visits.verdict === "too_early" || (visits.verdict === "not_seen" && smallest === null)) {
    return visits?.reason === "small_arm" || visits === undefined
      ? words.drawn.tooEarly(write.count(MINIMAL_ARM))
      : `${common.tooEarly.charAt(0).toUpperCase()}${common.tooEarly.slice(1)}.`;
  }
  if (visits.verdict === "not_seen") return words.drawn.notSeen(write.percent(smallest ?? 0));
  return visits.verdict === "better" ? words.drawn.better : words.drawn.worse;
}
