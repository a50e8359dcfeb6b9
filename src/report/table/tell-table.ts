import { ALPHA } from "../../core/stats/compare-arms.ts";
import { MINIMAL_ARM } from "../lift-report.ts";
import type { ReportLanguage } from "../words/words.ts";
import { type NumberWriter, writeNumbers } from "../write-numbers.ts";
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
  const smallest = arm.smallestEffect?.[isRelative ? "relative" : "absolute"] ?? null;
  const left = isAdjusted && "cuped" in arm ? 1 - (arm.cuped?.varianceReduction ?? 0) : 1;
  return {
    effect,
    isRelative,
    isAdjusted,
    smallest: smallest === null ? null : smallest * Math.sqrt(Math.max(0, left)),
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
  const smaller = Math.min(arm.n, control.n);
  if (smaller < MINIMAL_ARM) {
    return `${values} ${words.smallArm(write.count(smaller), write.count(MINIMAL_ARM))}${couldBeSeen}`;
  }
  if (low <= 0 && high >= 0) {
    return `${values} ${words.tooEarly(words.lessBy(size(low)), words.moreBy(size(high)))}${couldBeSeen}`;
  }
  if ((arm.pCorrected ?? 0) >= ALPHA) {
    return `${values} ${words.notAfterCorrection(write.count(arms.length - 1))}${couldBeSeen}`;
  }
  const adjusted = shown.isAdjusted ? clean(answer.question.before ?? "") : null;
  return low > 0
    ? `${values} ${words.more(size(estimate), size(low), size(high), adjusted)}`
    : `${values} ${words.less(size(estimate), size(high), size(low), adjusted)}`;
}

/** The size of an effect without its sign: 12%, or 0.35. */
export function tellSize({ write, answer }: TableTeller, size: number, isRelative: boolean): string {
  return isRelative ? write.percent(size) : write.value(answer.lift.kind, size);
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
