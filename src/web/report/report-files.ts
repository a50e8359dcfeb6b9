import type { SavedFormat } from "../../report/saved/ports.ts";

/** A report carries its own style, because it is also a file. */
export const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

export const FILE_TYPES: Readonly<Record<SavedFormat, string>> = {
  html: "text/html; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  text: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
};

export type ReportFile = Exclude<SavedFormat, "text">;

/** What a report is offered as. */
export const REPORT_FILES: readonly ReportFile[] = ["html", "xlsx", "csv", "json"];
