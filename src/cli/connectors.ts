import type { Command } from "commander";
import { tellConnector } from "../core/connectors/kinds.ts";
import { formatMistakes } from "../core/rules/text/format-mistakes.ts";
import type { PolledFeed } from "../ingest/feeds/poll-feeds.ts";
import type { CommandContext } from "./context.ts";
import { paint, type Terminal } from "./terminal.ts";

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
