import type { LiftReport } from "../lift/lift-report.ts";
import type { Chart } from "../ports.ts";
import type { ReportWords } from "../words/words.ts";
import type { NumberWriter } from "../write/write-numbers.ts";
import type { Part } from "./part-of.ts";
import type { ReportSections } from "./report-sections.ts";
import type { SectionWords } from "./words/words.ts";

export interface SectionTeller {
  readonly language: "en" | "fr";
  readonly words: SectionWords;
  /** Of the whole report, for columns that it has already. */
  readonly common: ReportWords;
  readonly write: NumberWriter;
  readonly report: ReportSections;
  readonly lift: LiftReport;
}

/** A cell's figure, and the absolute numbers behind it. */
export interface ToldCell {
  readonly text: string;
  readonly of: string;
  readonly url?: string | null;
  /** How it is marked: better, worse. */
  readonly mark?: string;
}

export interface ToldTable {
  readonly title: string;
  readonly note: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ToldCell[])[];
  /** Columns that hold words, beside the first. */
  readonly texts: readonly number[];
  /** Folded away on the page, as it says what the chart shows. */
  readonly isBehindChart?: boolean;
}

export interface ToldSection {
  readonly title: string;
  /** First what there is to know, then how it is meant. */
  readonly leads: readonly string[];
  readonly note: string;
  readonly chart: Chart | null;
  readonly tables: readonly ToldTable[];
  readonly notes: readonly string[];
}

export const cell = (text: string, of = ""): ToldCell => ({ text, of });

/** Cells of parts that stand side by side, or one below the other: `column` has all of them. */
export function partCells(write: NumberWriter, column: readonly Part[]): (part: Part) => ToldCell {
  const written = write.shares(column.map(({ share }) => share));
  return ({ count, of, share }) => (share === null ? cell("–") : cell(written(share), write.outOf(count, of)));
}
