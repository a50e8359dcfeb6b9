import { localDateOf } from "../../core/calendar.ts";
import type { OutcomeLift } from "../lift/lift-report.ts";
import type { Part } from "../sections/part-of.ts";
import type { SectionTeller } from "../sections/section-teller.ts";
import { notesBetween } from "../sections/tell-sections.ts";
import { liftCells, liftColumns, partColumns } from "./lift-cells.ts";
import { numberCell } from "./number-cell.ts";
import type { WorkbookCell, WorkbookSheet } from "./ports.ts";
import type { WorkbookWords } from "./words/words.ts";

/** Nothing but what the sections of the page show: counts of members, and no member. */

function partCells({ share, count, of }: Part): WorkbookCell[] {
  return [numberCell(share, "share"), numberCell(count, "count"), numberCell(of, "count")];
}

export function weeksSheet({ words: said, report }: SectionTeller, words: WorkbookWords): WorkbookSheet {
  return {
    name: words.sheets.weeks,
    columns: [
      { title: said.weeks.week, width: 14 },
      ...partColumns(said.weeks.came, words),
      { title: said.weeks.visits, width: 12 },
      { title: said.weeks.noted, width: 12 },
    ],
    rows: report.weeks.map(({ date, came, visits }) => [
      { date },
      ...partCells(came),
      numberCell(visits, "count"),
      notesBetween(report.notes, date, 7) || null,
    ]),
  };
}

/** Months as on the page: none where there is but one. */
export function monthsSheet(teller: SectionTeller, words: WorkbookWords): WorkbookSheet {
  const { common, report, lift } = teller;
  const months = report.months.length < 2 ? [] : report.months;
  return {
    name: words.sheets.months,
    columns: [
      { title: words.from, width: 14 },
      { title: words.lastDay, width: 14 },
      { title: common.columns.outcome, width: 30 },
      ...liftColumns(common, words),
    ],
    rows: months.flatMap(({ date, to, visits, visibility }) => {
      const last = localDateOf(new Date(Date.parse(to) - 1), lift.period.timezone);
      return [visits, visibility].map((outcome): WorkbookCell[] => [
        { date },
        { date: last },
        common.outcomes[outcome.outcome],
        ...effectOf(teller, outcome),
      ]);
    }),
  };
}

function effectOf({ common, write, lift: report }: SectionTeller, lift: OutcomeLift): WorkbookCell[] {
  return liftCells({ words: common, write, report }, lift);
}

export function mailedSheet({ words: { hotCold: said }, report }: SectionTeller, words: WorkbookWords): WorkbookSheet {
  return {
    name: words.sheets.mailed,
    columns: [{ title: said.kind, width: 20 }, ...partColumns(said.picked, words), ...partColumns(said.seen, words)],
    rows: report.hotCold.mailed.map(({ kind, picked, seen }) => [
      said.kinds[kind],
      ...partCells(picked),
      ...partCells(seen),
    ]),
  };
}

export function hotColdSheet(teller: SectionTeller, words: WorkbookWords): WorkbookSheet {
  const { hotCold: said } = teller.words;
  const { seen, cameBack } = teller.report.hotCold;
  return {
    name: words.sheets.hotCold,
    columns: [
      { title: words.figure, width: 60 },
      { title: words.contents, width: 24 },
      ...liftColumns(teller.common, words),
    ],
    rows: [
      ...seen.map(({ kind, lift }) => [said.first, said.kinds[kind], ...effectOf(teller, lift)]),
      ...cameBack.map(({ mix, lift }) => [said.back, said.mixes[mix], ...effectOf(teller, lift)]),
    ],
  };
}

/** How many slip away and how far they are; who they are stands in no report. */
export function slippingSheet({ words: said, write, report }: SectionTeller, words: WorkbookWords): WorkbookSheet {
  const { slipping } = report;
  const { slipping: say } = said;
  const alone = (label: string, count: number): WorkbookCell[] => [label, null, numberCell(count, "count")];
  const rows: WorkbookCell[][] = [
    [words.slipping.all, ...partCells(slipping.now), ...partCells(slipping.before)],
    ...slipping.bands.map((band): WorkbookCell[] => [
      say.band(write, band),
      ...partCells(band.now),
      ...partCells(band.before),
      numberCell(band.medianUsualDays, "number"),
      numberCell(band.medianDaysAway, "number"),
    ]),
    alone(words.slipping.cameBack, slipping.cameBack),
    alone(words.slipping.still, slipping.stillSlipping),
    alone(words.slipping.newly, slipping.newly),
    alone(words.slipping.withoutHabit, slipping.withoutHabit),
    alone(words.slipping.neverCame, slipping.neverCame),
  ];
  return {
    name: words.sheets.slipping,
    columns: [
      { title: say.absence, width: 34 },
      ...partColumns(say.now, words),
      ...partColumns(say.before, words),
      { title: say.usual, width: 18 },
      { title: say.away, width: 14 },
    ],
    rows: slipping.now.of === 0 && slipping.before.of === 0 ? [] : rows,
  };
}

/** Of all contents first, then by theme: all of them, where the page has the worst. */
export function unseenSheet({ words: { unseen: said }, report }: SectionTeller, words: WorkbookWords): WorkbookSheet {
  const { unseen } = report;
  const all = { theme: words.allContents, ...unseen };
  return {
    name: words.sheets.unseen,
    columns: [
      { title: said.theme, width: 30 },
      ...partColumns(said.nearlyUnseen, words),
      { title: words.nobody, width: 16 },
      ...partColumns(said.visibility, words),
    ],
    rows: (unseen.nearlyUnseen.of === 0 ? [] : [all, ...unseen.themes]).map((row) => [
      row.theme,
      ...partCells(row.nearlyUnseen),
      numberCell(row.seenByNobody, "count"),
      ...partCells(row.visibility),
    ]),
  };
}
