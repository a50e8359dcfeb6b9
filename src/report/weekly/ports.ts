import type { Chart, ChartRenderer } from "../ports.ts";
import type { ReportLanguage } from "../words/words.ts";
import type { ToldWeek } from "./tell-week.ts";

/** Draws charts for mail programs, which show no SVG. */
export interface ChartPainter {
  /** PNG, of a width that a phone can show, on white. */
  paint(chart: Chart, format: Parameters<ChartRenderer["render"]>[1]): Uint8Array;
}

export interface WeekPage {
  /** Writes the document; each chart is the image `cid:NAME`. */
  render(told: ToldWeek, language: ReportLanguage): string;
}
