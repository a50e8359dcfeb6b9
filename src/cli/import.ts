import { type Command, Option } from "commander";
import { FILE_KINDS } from "../core/tracking/other-kind.ts";
import { importContent } from "../ingest/import-content.ts";
import { importCustomers } from "../ingest/import-customers.ts";
import { importEvents } from "../ingest/import-events.ts";
import { importMeasures } from "../ingest/import-measures.ts";
import { importMembers } from "../ingest/import-members.ts";
import type { ImportProgress, ImportResult } from "../ingest/import-rows.ts";
import type { ImportMistake } from "../ingest/note-rows.ts";
import type { CommandContext } from "./context.ts";
import { countOf, paint, type Terminal } from "./terminal.ts";

const KINDS = {
  members: importMembers,
  content: importContent,
  events: importEvents,
  customers: importCustomers,
  measures: importMeasures,
} as const;

const DESCRIPTIONS = {
  members: "who they are: id, email, firstName, locale, reads, timezone, createdAt, …",
  content: "what was published: id, title, url, type, themes, language, publishedAt, …",
  events: "what happened: messageId, timestamp, userId, event, contentId, …",
  customers:
    "who is a customer, member or not, for comparison: id or email, since, renewedAt, leftAt; by month: orders, amount, tickets",
  measures: "figures only the organisation has: date, indicator, value, unit, source",
} as const;

interface ImportCommandOptions {
  readonly dates?: "iso" | "dmy";
  readonly timezone?: string;
  readonly source?: string;
  readonly currency?: string;
  readonly json?: boolean;
}

export function addImportCommands(program: Command, context: CommandContext): void {
  const command = program
    .command("import")
    .description("reads a file of CSV or NDJSON (.gz too, - for standard input); twice changes nothing");
  for (const kind of FILE_KINDS) {
    const added = command
      .command(kind)
      .description(DESCRIPTIONS[kind])
      .argument("<file>")
      .addOption(new Option("--dates <order>", "how dates are written (default: iso)").choices(["iso", "dmy"]))
      .option("--timezone <name>", "the zone of times written without one; without it they are refused")
      .option(
        "--source <name>",
        kind === "measures"
          ? "where the figures come from, for rows that do not say it"
          : "who sent the messages; an id counts once for each source",
      )
      .option("--json", "as JSON")
      .action((file: string, options: ImportCommandOptions) =>
        context.withServices(async (services) => {
          const loaded = await services.loadRules();
          const input = await services.openImport(file);
          const result = await KINDS[kind](services.ingest(loaded), input, {
            ...(options.dates === undefined ? {} : { dates: options.dates }),
            ...(options.timezone === undefined ? {} : { timezone: options.timezone }),
            ...(options.source === undefined ? {} : { source: options.source }),
            ...(options.currency === undefined ? {} : { currency: options.currency }),
            onProgress: (progress) => context.terminal.progress(sayProgress(progress)),
          });
          context.terminal.progress(null);
          if (kind === "events" && result.new > 0) {
            await services.arrivals.note([{ source: "import events", events: result.new }]);
          }
          if (options.json === true) context.terminal.print(JSON.stringify(result));
          else printResult(context.terminal, kind, result);
          if (result.refused > 0) process.exitCode = 1;
        }),
      );
    if (kind === "customers") added.option("--currency <code>", "of amounts that name none, such as EUR");
  }
}

function sayProgress({ rows, bytesRead, bytesTotal }: ImportProgress): string {
  const counted = `${rows.toLocaleString("en")} rows`;
  if (bytesTotal === null || bytesTotal === 0) return counted;
  const share = Math.min(1, bytesRead / bytesTotal);
  const width = 30;
  const full = Math.round(share * width);
  return `[${"█".repeat(full)}${"·".repeat(width - full)}] ${Math.round(share * 100)}% ${counted}`;
}

function printResult(terminal: Terminal, kind: string, result: ImportResult): void {
  for (const notice of result.notices) terminal.print(notice);
  terminal.print(
    `${kind}: ${result.new} new, ${result.changed} changed, ${result.unchanged} unchanged, ${result.refused} refused`,
  );
  for (const warning of result.warnings) terminal.print(paint(terminal, "yellow", sayNoted(warning)));
  for (const mistake of result.mistakes) terminal.print(paint(terminal, "red", `Refused: ${sayNoted(mistake)}`));
  if (result.rejectedFile !== null) {
    terminal.print(
      paint(
        terminal,
        "red",
        `The refused rows stand in ${result.rejectedFile}, each with its reason. Correct them there and import that file.`,
      ),
    );
  }
}

function sayNoted({ says, count, lines }: ImportMistake): string {
  const where = `line${lines.length === 1 ? "" : "s"} ${lines.join(", ")}${count > lines.length ? ", …" : ""}`;
  return `${countOf(count, "row")}: ${says} (${where})`;
}
