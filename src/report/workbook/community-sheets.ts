import { localDateOf } from "../../core/calendar.ts";
import { GROUP_WORDS } from "../../core/indicators/group-words.ts";
import type { IndicatorUnit } from "../../core/indicators/indicator.ts";
import { INDICATORS } from "../../core/indicators/indicators.ts";
import type { IndicatorTeller } from "../indicators/tell-indicators.ts";
import { tellMethod } from "../tell/tell-method.ts";
import type { Teller } from "../tell/teller.ts";
import { numberCell } from "./number-cell.ts";
import type { NumberFormat, WorkbookCell, WorkbookSheet } from "./ports.ts";
import type { WorkbookWords } from "./words/words.ts";

const FORMATS: Readonly<Record<IndicatorUnit, NumberFormat>> = {
  share: "share",
  score: "signedNumber",
  count: "count",
  number: "number",
  days: "number",
  hours: "number",
  minutes: "number",
};

/** All of them, those without a figure with why; then the figures of the organisation's own. */
export function indicatorsSheet(
  { words: said, language, report }: IndicatorTeller,
  words: WorkbookWords,
): WorkbookSheet {
  const explained = new Map(INDICATORS.map((indicator) => [indicator.name, indicator]));
  const figures = (value: number | null, of: { count: number; total: number } | null, format: NumberFormat) => [
    numberCell(value, format),
    numberCell(of?.count, "count"),
    numberCell(of?.total, "count"),
  ];
  const reached = (met: boolean | null | undefined) =>
    met === null || met === undefined ? null : met ? words.yes : words.no;
  const rows = report.lines.map((line): WorkbookCell[] => {
    const format = FORMATS[line.unit];
    const { now, before, change, target } = line;
    const changeFormat = line.unit === "score" ? "signedNumber" : "signedShare";
    const missing = now.value !== null ? null : said.reasons[now.reason ?? "nothing"];
    return [
      GROUP_WORDS[line.group][language],
      explained.get(line.name)?.label[language] ?? line.name,
      words.units[line.unit] ?? line.unit,
      ...figures(now.value, now.of, format),
      ...figures(before.value, before.of, format),
      numberCell(change, changeFormat),
      numberCell(target?.value, format),
      reached(target?.met),
      missing === null ? null : [missing, ...line.needs].join(", "),
    ];
  });
  const own = report.measures.map((measure): WorkbookCell[] => [
    said.measures,
    measure.indicator,
    measure.unit,
    ...figures(measure.now?.value ?? null, null, "number"),
    ...figures(measure.before?.value ?? null, null, "number"),
    null,
    null,
    null,
    measure.source,
  ]);
  const counts = (column: string) => [
    { title: column, width: 14 },
    { title: words.counted(column), width: 20 },
    { title: words.of(column), width: 20 },
  ];
  return {
    name: words.sheets.indicators,
    columns: [
      { title: words.group, width: 26 },
      { title: said.indicator, width: 44 },
      { title: words.unit, width: 10 },
      ...counts(said.now),
      ...counts(said.before),
      { title: said.change, width: 12 },
      { title: said.target, width: 12 },
      { title: words.reached, width: 14 },
      { title: words.missing, width: 50 },
    ],
    rows: [...rows, ...own],
  };
}

export function themesSheet({ words: { columns }, report }: Teller, words: WorkbookWords): WorkbookSheet {
  return {
    name: words.sheets.themes,
    columns: [
      { title: columns.theme, width: 30 },
      { title: columns.contents, width: 12 },
      { title: columns.supply, width: 16 },
      { title: columns.views, width: 14 },
      { title: columns.demand, width: 16 },
      { title: words.chances, width: 20 },
      { title: columns.visibility, width: 12 },
    ],
    rows: report.indicators.themes.map((theme) => [
      theme.theme,
      numberCell(theme.contents, "count"),
      numberCell(theme.supply, "share"),
      numberCell(theme.views, "count"),
      numberCell(theme.demand, "share"),
      numberCell(theme.chances, "count"),
      numberCell(theme.visibility, "share"),
    ]),
  };
}

/** What nearly nobody saw. */
export function contentsSheet({ words: { columns }, report, sections }: Teller, words: WorkbookWords): WorkbookSheet {
  const below = sections?.report.unseen.below ?? 1;
  const unseen = report.indicators.unseen.filter(({ viewers, readers }) => viewers < below * readers);
  return {
    name: words.sheets.contents,
    columns: [
      { title: columns.content, width: 60 },
      { title: words.themes, width: 30 },
      { title: columns.published, width: 14 },
      { title: words.viewers, width: 12 },
      { title: words.readers, width: 18 },
      { title: columns.seenBy, width: 12 },
      { title: words.address, width: 50 },
    ],
    rows: unseen.map((content) => [
      content.title ?? content.contentId,
      content.themes.join(", "),
      { date: localDateOf(new Date(content.publishedAt), report.period.timezone) },
      numberCell(content.viewers, "count"),
      numberCell(content.readers, "count"),
      numberCell(content.readers === 0 ? null : content.viewers / content.readers, "share"),
      content.url,
    ]),
  };
}

/** What happened, as settings tell it, and how all of it was computed. */
export function notesSheet(
  teller: Teller,
  words: WorkbookWords,
  notes: readonly (readonly WorkbookCell[])[],
): WorkbookSheet {
  const { paragraphs } = tellMethod(teller);
  return {
    name: words.sheets.notes,
    columns: [
      { title: words.date, width: 14 },
      { title: words.note, width: 120 },
    ],
    rows: [...notes, ...paragraphs.map((text) => [null, text])],
  };
}
