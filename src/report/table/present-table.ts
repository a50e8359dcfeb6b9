import type { ReportLanguage } from "../words/words.ts";
import { layTable, wrapText } from "../write/text-layout.ts";
import type { AnyArm } from "./primary-effect.ts";
import type { ArmLift, ArmTimes, TableAnswer } from "./table-lift.ts";
import { clean } from "./table-mistakes.ts";
import {
  armValue,
  shownEffect,
  type TableTeller,
  tellArms,
  tellerOfTable,
  tellInterval,
  tellSigned,
  tellSize,
} from "./tell-table.ts";

const WIDTH = 100;
const NONE = "–";

/** Every figure, for programs and for whoever checks. */
export function presentTableJson({ lift }: TableAnswer): string {
  return JSON.stringify(lift, null, 2);
}

/** For a terminal: what a marketer needs first, then how it was computed. */
export function presentTableText(
  answer: TableAnswer,
  language: ReportLanguage,
  strong: (text: string) => string,
): string {
  const teller = tellerOfTable(answer, language);
  const { words, write } = teller;
  const { arms, control } = answer.lift;
  const blocks = [
    [
      strong(words.title(clean(answer.question.outcome), clean(control))),
      words.read(clean(answer.file), write.count(answer.rows), write.count(arms.length)),
    ].join("\n"),
    ...tellArms(teller).map((sentence) => wrapText(sentence, WIDTH).join("\n")),
    [
      strong(words.method.title),
      ...tellFigures(teller),
      ...tellMethod(teller).flatMap((text) => wrapText(text, WIDTH)),
    ].join("\n"),
  ];
  return blocks.join("\n\n");
}

function tellFigures(teller: TableTeller): string[] {
  const { words, answer } = teller;
  const { columns } = words;
  const { lift } = answer;
  const isMany = lift.arms.length > 2;
  const tables: string[][] = [];
  const shown = lift.arms.flatMap((arm) => shownEffect(arm) ?? []);
  const isAdjusted = shown.length > 0 && shown.every((effect) => effect.isAdjusted);
  const effect = isAdjusted ? columns.adjusted : columns.effect;
  const head = [columns.arm, columns.rows, columns.value[lift.kind], effect, columns.p];
  if (isMany) head.push(columns.corrected);
  const rows = lift.arms.map((arm, index) => {
    const row = [
      nameOf(teller, arm, index),
      teller.write.count(arm.n),
      valueText(teller, arm),
      effectText(teller, arm),
    ];
    row.push(pText(teller, arm.p));
    if (isMany) row.push(pText(teller, arm.pCorrected));
    return row;
  });
  tables.push(layTable(head, rows, ["left", "right", "right", "left", "right", "right"]));
  tables.push(lift.kind === "time" ? timeTable(teller, lift.arms) : moreOfSums(teller, lift.arms));
  return tables.flatMap((table) => [...table, ""]);
}

function moreOfSums(teller: TableTeller, arms: readonly ArmLift[]): string[] {
  const { columns } = teller.words;
  const isAdjusted = arms.some((arm) => shownEffect(arm)?.isAdjusted === true);
  const rows = arms.slice(1).map((arm) => {
    const row = [clean(arm.arm), smallestText(teller, arm), sequentialText(teller, arm)];
    const unadjusted = arm.relative ?? arm.absolute;
    if (isAdjusted) row.push(unadjusted === null ? NONE : tellInterval(teller, unadjusted, arm.relative !== null));
    return row;
  });
  const head = [columns.arm, columns.smallest, columns.sequential, ...(isAdjusted ? [columns.unadjusted] : [])];
  return layTable(head, rows, ["left", "right", "left", "left"]);
}

function timeTable(teller: TableTeller, arms: readonly ArmTimes[]): string[] {
  const { words, write } = teller;
  const { columns } = words;
  const rows = arms.map((arm, index) => [
    nameOf(teller, arm, index),
    write.count(arm.events),
    arm.median === null ? NONE : write.value("time", arm.median),
    smallestText(teller, arm),
    pText(teller, arm.logRank?.p ?? null),
  ]);
  return layTable([columns.arm, columns.events, columns.median, columns.smallest, columns.logRank], rows, [
    "left",
    "right",
    "right",
    "right",
    "right",
  ]);
}

function nameOf({ words }: TableTeller, { arm }: AnyArm, index: number): string {
  return index === 0 ? `${clean(arm)} ${words.control}` : clean(arm);
}

function valueText({ write, answer }: TableTeller, arm: AnyArm): string {
  const value = armValue(arm);
  return value === null ? NONE : write.value(answer.lift.kind, value);
}

function effectText(teller: TableTeller, arm: AnyArm): string {
  const shown = shownEffect(arm);
  return shown === null ? NONE : tellInterval(teller, shown.effect, shown.isRelative);
}

function pText({ write }: TableTeller, p: number | null): string {
  return p === null ? NONE : write.p(p);
}

function smallestText(teller: TableTeller, arm: AnyArm): string {
  const shown = shownEffect(arm);
  return shown === null || shown.smallest === null ? NONE : tellSize(teller, shown.smallest, shown.isRelative);
}

function sequentialText(teller: TableTeller, { sequential, relative }: ArmLift): string {
  const bounds = relative === null ? sequential : (sequential?.relative ?? null);
  if (bounds === null) return NONE;
  const signed = (value: number) => tellSigned(teller, value, relative !== null);
  return teller.words.bounds(signed(bounds.low), signed(bounds.high));
}

function tellMethod({ words, write, answer }: TableTeller): string[] {
  const { method } = words;
  const { lift, question } = answer;
  const told = answer.kindGuessed ? [method.guessed[lift.kind]] : [];
  told.push(method.kinds[lift.kind]);
  told.push(...[...new Set(lift.arms.map(({ test }) => test))].flatMap((test) => (test ? [method.tests[test]] : [])));
  if (lift.kind === "time") {
    const at = lift.arms[0]?.at ?? null;
    if (at !== null) told.push(method.time(write.value("time", at)));
    if (lift.logRank !== null) told.push(method.logRank(equalsP(write.p(lift.logRank.p))));
  }
  told.push(method.relative);
  if (lift.kind === "share" && lift.arms.some((arm) => shownEffect(arm)?.isRelative === false))
    told.push(method.points);
  told.push(method.smallest);
  if (lift.kind !== "time") told.push(method.sequential);
  if (lift.arms.length > 2) told.push(method.corrected);
  if (question.before !== undefined && lift.kind !== "time") {
    const reductions = lift.arms.flatMap(({ cuped }) => cuped?.varianceReduction ?? []);
    const written = reductions.map((share) => write.percent(Math.max(0, share))).join(", ");
    told.push(
      reductions.length > 0 ? method.cuped(clean(question.before), written) : method.noHistory(clean(question.before)),
    );
  }
  const { sampleRatio } = lift;
  const say = sampleRatio.assumed ? method.sampleRatioAssumed : method.sampleRatio;
  told.push(say(equalsP(write.p(sampleRatio.p)), sampleRatio.ok), method.random);
  return told;
}

function equalsP(written: string): string {
  return written.startsWith("<") ? `p ${written}` : `p = ${written}`;
}
