import { type Command, Option } from "commander";
import { tellConnector } from "../../core/connectors/kinds.ts";
import { formatMistakes } from "../../core/rules/text/format-mistakes.ts";
import type { PolledFeed } from "../../ingest/feeds/poll-feeds.ts";
import type { ForumImported } from "../../ingest/forum/import-forum.ts";
import { FORUM_PHASES, type ForumCounts, type ForumPhase } from "../../ingest/forum/ports.ts";
import type { CommandContext } from "../context.ts";
import { paint, type Terminal } from "../terminal.ts";
import { addRunCommand } from "./connectors-run.ts";
import { addTryCommand } from "./connectors-try.ts";

/** Entries that are told of one feed; the rest are counted. */
const MOST_REFUSED = 5;

export function addConnectorsCommands(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const command = program
    .command("connectors")
    .description("what is connected by files in connectors/, beside the rules");
  command
    .command("check")
    .description("answers every mistake in the connectors folder like a compiler does")
    .option("--json", "as JSON")
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const { connectors, mistakes } = await context.loadConnectors();
      if (json)
        terminal.print(
          JSON.stringify(
            mistakes.map(({ file, line, column, message, hint }) => ({ file, line, column, message, hint })),
          ),
        );
      else {
        if (mistakes.length > 0) terminal.print(`${formatMistakes(mistakes, { colour: terminal.colour })}\n`);
        for (const connector of connectors) terminal.print(tellConnector(connector));
        if (connectors.length + mistakes.length === 0)
          terminal.print(`There is no file in ${context.connectorsDirectory}.`);
      }
      if (mistakes.length > 0) process.exitCode = 1;
    });
  command
    .command("poll")
    .description("asks the feeds now, due or not")
    .argument("[name...]", "only these")
    .option("--json", "as JSON")
    .action((names: string[], { json = false }: { readonly json?: boolean }) =>
      context.withServices(async (services) => {
        const polled = await services.pollFeeds({ names, all: true });
        if (json) terminal.print(JSON.stringify(polled));
        else for (const feed of polled) printPolled(terminal, feed);
        if (polled.some(({ trouble, refused }) => trouble !== null || refused.length > 0)) process.exitCode = 1;
      }),
    );
  addImportCommand(command, context);
  addTryCommand(command, context);
  addRunCommand(command, context);
}

function addImportCommand(command: Command, context: CommandContext): void {
  const { terminal } = context;
  command
    .command("import")
    .description(
      "takes in a Discourse forum as it is, through its API; one that broke off goes on, twice changes nothing",
    )
    .argument("<name>", "the connector, as its file is called")
    .option("--restart", "from the beginning, though an earlier one broke off")
    .addOption(new Option("--only <part>", "one part of it, from its beginning").choices(FORUM_PHASES))
    .option("--json", "as JSON")
    .action((name: string, { json = false, ...options }: ImportOptions) =>
      context.withServices(async (services) => {
        const imported = await services.importForum(name, {
          ...options,
          onProgress: (phase, counts) => terminal.progress(`${phase}: ${sayForumCounts(counts)}`),
        });
        terminal.progress(null);
        const events = imported.counts.posts?.new ?? 0;
        if (events > 0) await services.arrivals.note([{ source: `import of ${name}`, events }]);
        if (json) terminal.print(JSON.stringify(imported));
        else printImported(terminal, imported);
        if (imported.refusals.length > 0) process.exitCode = 1;
      }),
    );
}

interface ImportOptions {
  readonly restart?: boolean;
  readonly only?: ForumPhase;
  readonly json?: boolean;
}

function sayForumCounts(counts: ForumCounts): string {
  return `${counts.new} new, ${counts.changed} changed, ${counts.unchanged} unchanged, ${counts.refused} refused`;
}

function printImported(terminal: Terminal, { resumed, counts, refusals, hasAddresses }: ForumImported): void {
  if (resumed) terminal.print("An earlier import had broken off; this one went on there.");
  for (const [phase, counted] of Object.entries(counts)) terminal.print(`${phase}: ${sayForumCounts(counted)}`);
  for (const refused of refusals) terminal.print(paint(terminal, "yellow", `  ${refused}`));
  if (hasAddresses) return;
  const says =
    "The key shows no addresses: nobody can be mailed yet. Make one of an administrator's, for all endpoints.";
  terminal.print(paint(terminal, "yellow", says));
}

export function sayTrouble({ name, trouble }: Pick<PolledFeed, "name" | "trouble">): string {
  return `The feed ${name} was not read: ${trouble}.`;
}

function printPolled(terminal: Terminal, feed: PolledFeed): void {
  if (feed.trouble !== null) {
    terminal.print(paint(terminal, "red", sayTrouble(feed)));
    return;
  }
  for (const notice of feed.notices) terminal.print(`${feed.name}: ${notice}`);
  terminal.print(
    `${feed.name}: ${feed.new} new, ${feed.changed} changed, ${feed.unchanged} unchanged, ${feed.withdrawn} withdrawn, ${feed.refused.length} refused`,
  );
  for (const refused of feed.refused.slice(0, MOST_REFUSED)) terminal.print(paint(terminal, "yellow", `  ${refused}`));
}
