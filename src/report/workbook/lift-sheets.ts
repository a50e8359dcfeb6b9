import { PROGRAMME } from "../../core/assignment.ts";
import { localDateOf } from "../../core/calendar.ts";
import { tellHeadline, tellPeriod, tellStatus } from "../tell/tell-headline.ts";
import { tellOutcomeNote } from "../tell/tell-outcomes.ts";
import { shownReturns } from "../tell/tell-returns.ts";
import { RULE_OUTCOMES } from "../tell/tell-rules.ts";
import type { Teller } from "../tell/teller.ts";
import { capitalise } from "../words/words.ts";
import { liftCells, liftColumns } from "./lift-cells.ts";
import { numberCell } from "./number-cell.ts";
import type { WorkbookCell, WorkbookSheet } from "./ports.ts";
import type { WorkbookWords } from "./words/words.ts";

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
      [words.interval, tellStatus(teller)],
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

/** Every outcome of every experiment, with the one interval that the report shows. */
export function outcomesSheet(teller: Teller, words: WorkbookWords): WorkbookSheet {
  const { words: common, report } = teller;
  return {
    name: words.sheets.outcomes,
    columns: [
      { title: words.experiment, width: 24 },
      { title: common.columns.outcome, width: 30 },
      ...liftColumns(common, words),
      { title: words.note, width: 60 },
    ],
    rows: report.experiments.flatMap(({ experiment, outcomes }) =>
      outcomes.map((lift): WorkbookCell[] => [
        nameExperiment(experiment, words),
        common.outcomes[lift.outcome],
        ...liftCells(teller, lift),
        // Of what the counts are.
        tellOutcomeNote(teller, lift),
      ]),
    ),
  };
}

function nameExperiment(experiment: string, words: WorkbookWords): string {
  return experiment === PROGRAMME ? words.programme : experiment;
}

/** By the rule that made the first exposure, as in the report: where several did, and with the verdict of each. */
export function rulesSheet(teller: Teller, words: WorkbookWords): WorkbookSheet {
  const { words: common, report } = teller;
  return {
    name: words.sheets.rules,
    columns: [
      { title: words.experiment, width: 24 },
      { title: words.rule, width: 30 },
      { title: common.columns.outcome, width: 30 },
      ...liftColumns(common, words),
      { title: words.verdict, width: 50 },
    ],
    rows: report.experiments.flatMap(({ experiment, rules }) =>
      (experiment === PROGRAMME && rules.length > 1 ? rules : []).flatMap(({ rule, outcomes, verdict }) =>
        outcomes
          .filter(({ outcome }) => RULE_OUTCOMES.includes(outcome))
          .map((lift, at): WorkbookCell[] => [
            nameExperiment(experiment, words),
            rule,
            common.outcomes[lift.outcome],
            ...liftCells(teller, lift),
            at > 0
              ? null
              : `${capitalise(common.verdicts[verdict.code])}. ${capitalise(common.verdictReasons[verdict.reason])}.`,
          ]),
      ),
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
