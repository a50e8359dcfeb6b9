import type { Command } from "commander";
import type { RanQuery, SaidTrouble } from "../../ingest/sql/run-query.ts";
import type { RanSource } from "../../ingest/sql/run-sources.ts";
import type { TriedQuery } from "../../ingest/sql/try-source.ts";
import type { CommandContext } from "../context.ts";
import { countOf, paint, type Terminal } from "../terminal.ts";

interface RunOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function addRunCommand(command: Command, context: CommandContext): void {
  const { terminal, interrupted } = context;
  command
    .command("run")
    .description("reads a site's database now, from where it was left; twice changes nothing")
    .argument("<name>", "the connector, as its file is called")
    .option("--all", "from the beginning, whatever was read before")
    .option("--dry-run", "shows the first rows as they would be taken, and stores nothing")
    .option("--json", "as JSON")
    .action((name: string, { all = false, dryRun = false, json = false }: RunOptions) =>
      context.withServices(async (services) => {
        if (dryRun) {
          const tried = await services.trySource(name, interrupted);
          if (json) terminal.print(JSON.stringify(tried));
          else for (const query of tried) printTried(terminal, query);
          if (tried.some(isFlawed)) process.exitCode = 1;
          return;
        }
        const ran = await services.runSources({
          name,
          all: true,
          restart: all,
          signal: interrupted,
          onProgress: (_, query, rows) => terminal.progress(`${query}: ${countOf(rows, "row")}`),
        });
        terminal.progress(null);
        if (json) terminal.print(JSON.stringify(ran));
        else for (const source of ran) printRan(terminal, source);
        if (ran.some(({ trouble }) => trouble !== null)) process.exitCode = 3;
        else if (ran.some(({ queries }) => queries.some((query) => query.trouble !== null || query.refused > 0)))
          process.exitCode = 1;
      }),
    );
}

function isFlawed({ trouble, rows }: TriedQuery): boolean {
  return trouble !== null || rows.some((row) => "refused" in row);
}

function printTried(terminal: Terminal, { query, rows, notices, trouble }: TriedQuery): void {
  terminal.print(`${query}:`);
  for (const notice of notices) terminal.print(`  ${notice}`);
  for (const row of rows) {
    if ("taken" in row) terminal.print(`  ${JSON.stringify(row.taken)}`);
    else terminal.print(paint(terminal, "yellow", `  refused: ${row.refused}`));
  }
  if (trouble !== null) printTrouble(terminal, trouble);
  else if (rows.length === 0) terminal.print("  no row");
}

function printRan(terminal: Terminal, { queries, notices, trouble }: RanSource): void {
  for (const notice of notices) terminal.print(notice);
  for (const query of queries) printQuery(terminal, query);
  if (trouble !== null) printTrouble(terminal, trouble);
}

function printQuery(terminal: Terminal, query: RanQuery): void {
  for (const notice of query.notices) terminal.print(`${query.query}: ${notice}`);
  terminal.print(
    `${query.query}: ${query.new} new, ${query.changed} changed, ${query.unchanged} unchanged, ${query.refused} refused`,
  );
  for (const { says, count } of query.warnings) {
    terminal.print(paint(terminal, "yellow", `  ${countOf(count, "row")}: ${says}`));
  }
  for (const refusal of query.refusals) terminal.print(paint(terminal, "yellow", `  ${refusal}`));
  if (query.trouble !== null) printTrouble(terminal, query.trouble);
}

function printTrouble(terminal: Terminal, { message, remedy }: SaidTrouble): void {
  terminal.print(paint(terminal, "red", `  ${message}.`));
  terminal.print(`  ${remedy}`);
}
