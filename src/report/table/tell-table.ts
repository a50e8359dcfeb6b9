import { MINIMAL_ARM, MINIMAL_CONTRIBUTORS } from "../lift/lift-report.ts";
import type { ReportLanguage } from "../words/words.ts";
import { type NumberWriter, writeNumbers } from "../write/write-numbers.ts";
import { judgeArm } from "./judge-arm.ts";
import { type AnyArm, primaryEffect } from "./primary-effect.ts";
import type { TableAnswer, TableKind, Tested } from "./table-lift.ts";
import { clean } from "./table-mistakes.ts";
import { ENGLISH } from "./words/en.ts";
import { FRENCH } from "./words/fr.ts";
import type { TableWords } from "./words/table-words.ts";

/** What the text says, in words and written numbers. */
export interface TableTeller {
  readonly words: TableWords;
  readonly write: NumberWriter & { readonly value: (kind: TableKind, value: number) => string };
  readonly answer: TableAnswer;
}

export function tellerOfTable(answer: TableAnswer, language: ReportLanguage): TableTeller {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  const three = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const one = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumSignificantDigits: 3 });
  const plain = (value: number): string => (Math.abs(value) < 100 ? three : one).format(value).replace("-", "−");
  return {
    words: language === "fr" ? FRENCH : ENGLISH,
    write: {
      ...writeNumbers(language, "UTC"),
      value: (kind, value) => (kind === "share" ? percent.format(value).replace("-", "−") : plain(value)),
    },
    answer,
  };
}

export function armValue(arm: AnyArm): number | null {
  return "mean" in arm ? arm.mean : arm.restrictedMean;
}

/** The one interval that is shown, and the smallest effect that it could have left zero out of. */
export interface Shown {
  readonly effect: Tested;
  readonly isRelative: boolean;
  readonly isAdjusted: boolean;
  readonly smallest: number | null;
}

/** Relative to the control, or where that cannot be had the plain difference; adjusted by what was before, where it can be. */
export function shownEffect(arm: AnyArm): Shown | null {
  const { effect, isRelative, isAdjusted } = primaryEffect(arm);
  if (effect === null) return null;
  return {
    effect,
    isRelative,
    isAdjusted,
    smallest: arm.smallestEffect?.[isRelative ? "relative" : "absolute"] ?? null,
  };
}

/** The sentences first read: of each arm one, or why no arm can be believed. */
export function tellArms(teller: TableTeller): string[] {
  const { answer, words } = teller;
  const { sampleRatio, arms } = answer.lift;
  if (!sampleRatio.ok && !sampleRatio.assumed) return [words.doNotUse];
  const [control, ...others] = arms;
  return control === undefined ? [] : others.map((arm) => tellArm(teller, control, arm));
}

function tellArm(teller: TableTeller, control: AnyArm, arm: AnyArm): string {
  const { words, write, answer } = teller;
  const { kind, arms } = answer.lift;
  const [value, controlValue] = [armValue(arm), armValue(control)];
  const shown = shownEffect(arm);
  const name = clean(arm.arm);
  if (value === null || controlValue === null) return words.nothingOf(name, words.reasons[arm.reason ?? "no_units"]);
  const until = "at" in arm && arm.at !== null ? write.value(kind, arm.at) : "";
  const values = words.values(
    kind,
    name,
    write.value(kind, value),
    clean(control.arm),
    write.value(kind, controlValue),
    until,
  );
  if (shown === null) return `${values} ${words.nothing(words.reasons[arm.reason ?? "no_variance"])}`;
  const size = (amount: number): string => tellSize(teller, Math.abs(amount), shown.isRelative);
  const couldBeSeen = shown.smallest === null ? "" : ` ${words.couldBeSeen(size(shown.smallest))}`;
  const { estimate, low, high } = shown.effect;
  const early = (why: string): string => `${values} ${why}${couldBeSeen}`;
  const adjusted = shown.isAdjusted ? clean(answer.question.before ?? "") : null;
  // The values are as counted, and their difference is another estimate than the adjusted one.
  const counted = shown.isRelative ? arm.relative : arm.absolute;
  const asCounted =
    adjusted === null || counted === null
      ? ""
      : `${words.asCounted(words[counted.estimate < 0 ? "lessBy" : "moreBy"](size(counted.estimate)))} `;
  switch (judgeArm(control, arm)) {
    case "nothing":
      return `${values} ${words.nothing(words.reasons[arm.reason ?? "no_variance"])}`;
    case "small_arm":
      return early(words.smallArm(write.count(Math.min(arm.n, control.n)), write.count(MINIMAL_ARM)));
    case "few_contributors":
      return early(
        words[kind === "time" ? "fewEvents" : "fewContributors"](
          write.count(Math.floor(arm.contributors ?? 0)),
          write.count(MINIMAL_CONTRIBUTORS),
        ),
      );
    case "holds_zero":
      return early(asCounted + words.tooEarly(words.lessBy(size(low)), words.moreBy(size(high)), adjusted));
    case "not_in_both":
      return early(words.notInBoth);
    case "many_arms":
      return early(words.notAfterCorrection(write.count(arms.length - 1)));
    case "more":
      return `${values} ${asCounted}${words.more(size(estimate), size(low), size(high), adjusted)}`;
    case "less":
      return `${values} ${asCounted}${words.less(size(estimate), size(high), size(low), adjusted)}`;
  }
}

/** The size of an effect without its sign: 12%, or 0.35; of shares 20 points, as 20% would read as a share of the control's. */
export function tellSize({ write, words, answer }: TableTeller, size: number, isRelative: boolean): string {
  if (isRelative) return write.percent(size);
  if (answer.lift.kind !== "share") return write.value(answer.lift.kind, size);
  const points = size * 100;
  return words.points(write.value("mean", points), points);
}

/** An effect with its sign and limits: +12% (+3% to +21%). */
export function tellInterval(teller: TableTeller, effect: Omit<Tested, "p">, isRelative: boolean): string {
  const signed = (value: number) => tellSigned(teller, value, isRelative);
  return teller.words.interval(signed(effect.estimate), signed(effect.low), signed(effect.high));
}

export function tellSigned(teller: TableTeller, value: number, isRelative: boolean): string {
  if (isRelative) return teller.write.signedPercent(value);
  const sign = value > 0 ? "+" : value < 0 ? "−" : "";
  return sign + tellSize(teller, Math.abs(value), false);
}
