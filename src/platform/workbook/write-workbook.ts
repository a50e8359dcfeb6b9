import writeExcelFile, { type CellObject } from "write-excel-file/node";
import type { NumberFormat, WorkbookCell, WorkbookSheet } from "../../report/workbook/ports.ts";

/** As spreadsheets name formats, in English; each shows them in its user's own way. */
const FORMATS: Readonly<Record<NumberFormat, string>> = {
  count: "#,##0",
  number: "#,##0.00",
  share: "0.0%",
  signedShare: "+0.0%;-0.0%;0.0%",
  signedNumber: "+0.0;-0.0;0.0",
};

const DATE_FORMATS = { en: "d mmm yyyy", fr: "dd/mm/yyyy" } as const;

/** What XML cannot hold, and surrogates that stand alone. */
const NOT_TEXT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Spreadsheets read `_x0041_` as an A: what looks so in a text is written with its first character as such a code. */
const LOOKS_LIKE_CODE = /_(?=x[0-9a-f]{4}_)/gi;
/** A cell holds no more. */
const MOST_CHARACTERS = 32_767;

/** Numbers are numbers, dates are dates, and text is text: nothing in it becomes a formula. */
export async function writeWorkbook(sheets: readonly WorkbookSheet[], language: "en" | "fr"): Promise<Uint8Array> {
  const written = writeExcelFile(
    sheets.map(({ name, columns, rows }) => ({
      sheet: name,
      columns: columns.map(({ width }) => ({ width })),
      stickyRowsCount: 1,
      orientation: "landscape" as const,
      data: [
        columns.map(({ title }) => ({
          ...textCell(title),
          fontWeight: "bold" as const,
          bottomBorderStyle: "thin" as const,
        })),
        ...rows.map((row) => row.map((cell) => writeCell(cell, language))),
      ],
    })),
  );
  return written.toBuffer();
}

function writeCell(cell: WorkbookCell, language: "en" | "fr"): CellObject | null {
  if (cell === null) return null;
  if (typeof cell === "string") return textCell(cell);
  if ("date" in cell) {
    const value = new Date(`${cell.date}T00:00:00Z`);
    return { type: Date, value, format: DATE_FORMATS[language], align: "left", alignVertical: "top" };
  }
  return { type: Number, value: cell.value, format: FORMATS[cell.format], alignVertical: "top" };
}

function textCell(text: string): CellObject {
  const value = text.replace(NOT_TEXT, "").slice(0, MOST_CHARACTERS).replace(LOOKS_LIKE_CODE, "_x005F_");
  return { type: String, value, wrap: true, alignVertical: "top" };
}
