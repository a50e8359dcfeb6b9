import type { LocalDate } from "../../core/community.ts";

/** How a number is shown; shares are 0 to 1 as they are, and shown in per cent. */
export type NumberFormat = "count" | "number" | "share" | "signedShare" | "signedNumber";

/** Text is never read as a formula, whatever it begins with. null: an empty cell. */
export type WorkbookCell =
  | string
  | null
  | { readonly value: number; readonly format: NumberFormat }
  | { readonly date: LocalDate };

export interface WorkbookColumn {
  readonly title: string;
  /** In characters. */
  readonly width: number;
}

export interface WorkbookSheet {
  /** At most 31 characters, none of []:*?/\. */
  readonly name: string;
  readonly columns: readonly WorkbookColumn[];
  readonly rows: readonly (readonly WorkbookCell[])[];
}

/** Bytes of an .xlsx; dates are shown as the language writes them. */
export type WorkbookWriter = (sheets: readonly WorkbookSheet[], language: "en" | "fr") => Promise<Uint8Array>;
