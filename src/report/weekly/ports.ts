import type { Chart, ChartRenderer } from "../ports.ts";
import type { ReportLanguage } from "../words/words.ts";
import type { ToldWeek } from "./tell-week.ts";

/** Draws charts for mail programs, which show no SVG. */
export interface ChartPainter {
  /** PNG, of a width that a phone can show, on white or on the dark of the mail. */
  paint(chart: Chart, format: Parameters<ChartRenderer["render"]>[1], scheme: ChartScheme): Uint8Array;
}

/** A picture takes no colour from the document around it: there is one for each. */
export const CHART_SCHEMES = ["light", "dark"] as const;
export type ChartScheme = (typeof CHART_SCHEMES)[number];

export interface WeekPage {
  /** Writes the document; each chart is the image `cid:NAME`, and in the dark `cid:NAME-dark`. */
  render(told: ToldWeek, language: ReportLanguage): string;
}
