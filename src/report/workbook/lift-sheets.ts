import { localDateOf } from "../../core/calendar.ts";
import { isSilenced, type Outcome, type OutcomeLift, shownInterval } from "../lift-report.ts";
import { tellEffect, tellHeadline, tellPeriod } from "../tell-report.ts";
import { shownReturns } from "../tell-returns.ts";
import type { Teller } from "../teller.ts";
import { capitalise } from "../words/words.ts";
import { numberCell } from "./number-cell.ts";
import type { WorkbookCell, WorkbookSheet } from "./ports.ts";
import type { WorkbookWords } from "./words.ts";

/** What is said first: the sentences, the period, who was compared. */
export function summarySheet(teller: Teller, words: WorkbookWords): WorkbookSheet {
  const { words: common, report } = teller;
  const { period } = report;
  const day = (iso: string, before = 0): WorkbookCell => ({
    date: localDateOf(new Date(Date.parse(iso) - before), period.timezone),
  });
  const [experiment] = report.experiments;
  const rows: WorkbookCell[][] = [
    [common.title, tellPeriod(teller)],
    ...tellHeadline(teller).map((sentence, at): WorkbookCell[] => [at === 0 ? words.headline : null, sentence]),
    ...(period.from === null ? [] : [[words.from, day(period.from)]]),
    [words.lastDay, day(period.to, 1)],
    [words.measuredOn, day(report.measuredAt)],
  ];
  if (experiment !== undefined) {
    const { code, reason } = experiment.verdict;
    rows.push(
      [words.interval, period.closed ? common.closed : common.open],
      [common.columns.treated, numberCell(experiment.members.treated, "count")],
      [common.columns.heldOut, numberCell(experiment.members.held_out, "count")],
      ...experiment.phases.map(({ share }): WorkbookCell[] => [words.share, numberCell(share, "share")]),
      [words.verdict, `${capitalise(common.verdicts[code])}. ${capitalise(common.verdictReasons[reason])}.`],
    );
  }
  return {
    name: words.sheets.summary,
    columns: [
      { title: words.what, width: 34 },
      { title: words.value, width: 100 },
    ],
    rows,
  };
}

const COUNTED: readonly Outcome[] = ["visits", "revisit_interval", "time_to_return"];

/** Every outcome of every experiment, with the one interval that the report shows. */
export function outcomesSheet(teller: Teller, words: WorkbookWords): WorkbookSheet {
  const { words: common, report } = teller;
  const { treated, heldOut, outcome, smallest } = common.columns;
  const row = (name: string, lift: OutcomeLift): WorkbookCell[] => {
    const format = COUNTED.includes(lift.outcome) ? "number" : "share";
    const shown = isSilenced(lift.reason) ? null : shownInterval(lift, report.interval);
    const armCells = (arm: "treated" | "held_out"): WorkbookCell[] => {
      const found = lift.arms.find((candidate) => candidate.arm === arm);
      return [
        numberCell(found?.value, format),
        numberCell(found?.numerator, "count"),
        numberCell(found?.denominator, "count"),
      ];
    };
    return [
      name,
      common.outcomes[lift.outcome],
      ...armCells("treated"),
      ...armCells("held_out"),
      numberCell(shown?.estimate, "signedShare"),
      numberCell(shown?.low, "signedShare"),
      numberCell(shown?.high, "signedShare"),
      numberCell(lift.smallestEffect.relative, "share"),
      shown === null ? tellEffect(teller, lift) : null,
    ];
  };
  const numbers = (column: string) => [
    { title: column, width: 14 },
    { title: words.counted(column), width: 16 },
    { title: words.of(column), width: 16 },
  ];
  return {
    name: words.sheets.outcomes,
    columns: [
      { title: words.experiment, width: 24 },
      { title: outcome, width: 30 },
      ...numbers(treated),
      ...numbers(heldOut),
      { title: words.effect, width: 12 },
      { title: words.low, width: 12 },
      { title: words.high, width: 12 },
      { title: smallest, width: 14 },
      { title: words.remark, width: 28 },
    ],
    rows: report.experiments.flatMap(({ experiment, outcomes }) =>
      outcomes.map((lift) => row(experiment === "programme" ? words.programme : experiment, lift)),
    ),
  };
}

/** The share back by the end of each day since the first digest; null where the page shows no curve. */
export function returnsSheet({ words: common, report }: Teller, words: WorkbookWords): WorkbookSheet | null {
  const [experiment] = report.experiments;
  const curves = experiment === undefined ? null : shownReturns(experiment);
  if (curves === null) return null;
  const { day, treated, heldOut } = common.columns;
  const columns = (arm: string) => [
    { title: arm, width: 14 },
    { title: words.lowest(arm), width: 24 },
    { title: words.highest(arm), width: 24 },
    { title: words.awaited(arm), width: 22 },
  ];
  return {
    name: words.sheets.returns,
    columns: [{ title: day, width: 8 }, ...columns(treated), ...columns(heldOut)],
    rows: curves.days.map((point) => [
      numberCell(point.day, "count"),
      ...[point.treated, point.held_out].flatMap(({ back, low, high, waitedFor }) => [
        numberCell(back, "share"),
        numberCell(low, "share"),
        numberCell(high, "share"),
        numberCell(waitedFor, "count"),
      ]),
    ]),
  };
}
