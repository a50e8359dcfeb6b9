import { InvalidArgumentError } from "commander";
import { localDateOf } from "../../core/calendar.ts";
import { RekindleError } from "../../core/errors.ts";
import {
  SAVED_FORMATS,
  type SavedFormat,
  type SavedList,
  type SavedReport,
  type SavedReportStore,
} from "../../report/saved/ports.ts";
import { showSaved } from "../../report/saved/show-saved.ts";
import { layOutTable, type Terminal } from "../terminal.ts";
import { writeOut } from "../write-out.ts";

/** `--saved`: all of them; `--saved 3`: that one. */
export type Saved = true | number;

export interface SavedOptions {
  readonly saved: Saved;
  /** Of a list: only those saved before this one. */
  readonly before: number | null;
  readonly format: string;
  readonly json: boolean;
  readonly out: string | null;
}

export function parseSaved(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new InvalidArgumentError("Expected the number of a saved report; --saved alone lists them.");
  }
  return Number(text);
}

/** Lists what was saved, the newest first and so many at once, or shows one of it as it was. */
export async function printSaved(
  terminal: Terminal,
  store: SavedReportStore,
  { saved, before, format, json, out }: SavedOptions,
): Promise<void> {
  if (saved === true) {
    const list = await store.list(before);
    const text = json ? JSON.stringify(list.reports.map(asJson), null, 2) : tellList(list, before);
    if (out === null) return terminal.print(text);
    await writeOut(out, `${text}\n`);
    return terminal.warn(`Wrote ${out}`);
  }
  if (before !== null) {
    throw new RekindleError(
      "usage",
      `--saved ${saved} takes no --before: it shows one report, not a list.`,
      "Write rekindle report --saved --before 40 for the list of those saved before report 40.",
    );
  }
  const { bytes } = await showSaved(store, saved, readFormat(format));
  if (out === null) return terminal.write(bytes);
  await writeOut(out, bytes);
  terminal.warn(`Wrote ${out}`);
}

function readFormat(format: string): SavedFormat {
  const known = SAVED_FORMATS.find((candidate) => candidate === format);
  if (known !== undefined) return known;
  throw new RekindleError(
    "usage",
    `No report is saved as ${format}.`,
    `Choose one of ${SAVED_FORMATS.join(", ")}: --saved shows which a report has.`,
  );
}

/** What `--save` answers. */
export function tellSaved({ id, files }: SavedReport): string {
  const formats = files.map(({ format }) => format);
  return `Saved as report ${id}, which never changes. Show it with: rekindle report --saved ${id} --format ${formats.join("|")}`;
}

function tellList({ reports, olderThan }: SavedList, before: number | null): string {
  if (reports.length === 0 && before !== null) return `No report was saved before report ${before}.`;
  if (reports.length === 0) return "No report is saved yet. Save one with: rekindle report --save";
  const rows = reports.map((report) => [
    report.id,
    `${report.savedAt.toISOString().slice(0, 16).replace("T", " ")}Z`,
    report.kind === "sponsor" ? "sponsor's page" : (report.rule ?? "report"),
    tellPeriod(report.period),
    report.language,
    report.files.map(({ format }) => format).join(", "),
  ]);
  const table = layOutTable(["id", "saved", "what", "period", "lang", "formats"], rows);
  return olderThan === null ? table : `${table}\n\nOlder ones: rekindle report --saved --before ${olderThan}`;
}

function tellPeriod({ from, to, timezone }: SavedReport["period"]): string {
  const last = localDateOf(new Date(to.getTime() - 1), timezone);
  return from === null ? `to ${last}` : `${localDateOf(from, timezone)} to ${last}`;
}

function asJson({ period, ...report }: SavedReport) {
  const { id, savedAt, kind, rule, language, files } = report;
  return { id, savedAt, kind, period, rule, language, files };
}
