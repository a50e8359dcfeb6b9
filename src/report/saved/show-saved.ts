import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { RekindleError } from "../../core/errors.ts";
import type { SavedFile, SavedFormat, SavedReport, SavedReportStore } from "./ports.ts";

export interface ShownReport {
  readonly report: SavedReport;
  readonly file: SavedFile;
  /** Those that were saved, byte for byte. */
  readonly bytes: Uint8Array;
}

/**
 * One form of a saved report.
 * @throws RekindleError `not_found`; `configuration` where its bytes are not those that were saved.
 */
export async function showSaved(store: SavedReportStore, id: number, format: SavedFormat): Promise<ShownReport> {
  const report = await store.find(id);
  if (report === null) {
    throw new RekindleError("not_found", `There is no saved report ${id}.`, "See them with: rekindle report --saved");
  }
  const file = report.files.find((candidate) => candidate.format === format);
  const bytes = file === undefined ? null : await store.read(id, format);
  if (file === undefined || bytes === null) {
    throw new RekindleError(
      "not_found",
      `Saved report ${id} is not kept as ${format}.`,
      `Choose one of ${report.files.map((kept) => kept.format).join(", ")}.`,
    );
  }
  if (bytes.length !== file.size || bytesToHex(sha256(bytes)) !== file.hash) {
    throw new RekindleError(
      "configuration",
      `Saved report ${id} is not as it was saved: its ${format} was changed in the database.`,
      "Do not use it; take it from a backup of the database.",
    );
  }
  return { report, file, bytes };
}
