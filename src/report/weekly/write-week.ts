import type { ReportLanguage } from "../words/words.ts";
import { formatChart } from "../write/format-chart.ts";
import { writeNumbers } from "../write/write-numbers.ts";
import { CHART_SCHEMES, type ChartPainter, type WeekPage } from "./ports.ts";
import { presentWeekText } from "./present-week-text.ts";
import { tellWeek } from "./tell-week.ts";
import type { WeeklyReport } from "./weekly-report.ts";

export interface WriteWeekDeps {
  readonly painter: ChartPainter;
  readonly page: WeekPage;
  /** Where the whole report is read. */
  readonly reportUrl: string;
}

/** A week's report as the parts of a mail. */
export interface WeekMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Of the document, where they stand as `cid:NAME`. */
  readonly images: readonly { readonly name: string; readonly png: Uint8Array }[];
  readonly attachments: readonly [];
}

export function writeWeek(deps: WriteWeekDeps, report: WeeklyReport, language: ReportLanguage): WeekMail {
  const told = tellWeek(report, language, deps.reportUrl);
  const write = writeNumbers(language, report.lift.period.timezone);
  const charts = [told.lift?.chart ?? null, told.lift?.weeks ?? null].filter((chart) => chart !== null);
  return {
    subject: told.subject,
    text: presentWeekText(told),
    html: deps.page.render(told, language),
    images: charts.flatMap(({ name, chart }) =>
      CHART_SCHEMES.map((scheme) => ({
        name: scheme === "light" ? name : `${name}-dark`,
        png: deps.painter.paint(chart, formatChart(write, chart), scheme),
      })),
    ),
    attachments: [],
  };
}
