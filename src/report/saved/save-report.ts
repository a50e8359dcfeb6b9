import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { PreparedReport } from "../prepared-report.ts";
import type { NewFile, SavedReport, SavedReportStore } from "./ports.ts";

/** Keeps a report in every form that it has. Saving the same again makes another copy. */
export async function saveReport(store: SavedReportStore, report: PreparedReport): Promise<SavedReport> {
  const files: NewFile[] = [];
  for (const format of report.formats) {
    const content = await report.write(format);
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    files.push({ format, bytes, size: bytes.length, hash: bytesToHex(sha256(bytes)) });
  }
  return store.keep(report.subject, files);
}
