import type { Command } from "commander";
import type { ImportedReturns } from "../delivery/feedback/import-returned-mail.ts";
import type { CommandContext } from "./context.ts";
import { countOf, paint, type Terminal } from "./terminal.ts";

const SHOWN = 10;

export function addBouncesCommands(program: Command, { terminal, withServices }: CommandContext): void {
  program
    .command("bounces")
    .description("mail that came back")
    .command("import")
    .description("reads bounces and complaints from an mbox, a maildir, a folder or one mail; twice changes nothing")
    .argument("<path>", "a file, a folder, or - for standard input")
    .option("--json", "as JSON")
    .action((path: string, options: { json?: boolean }) =>
      withServices(async ({ importReturnedMail }) => {
        const result = await importReturnedMail(path, (mails) =>
          terminal.progress(`${mails.toLocaleString("en")} mails read`),
        );
        terminal.progress(null);
        if (options.json === true) terminal.print(JSON.stringify(result));
        else print(terminal, result);
        if (result.unreadable.length > 0) process.exitCode = 1;
      }),
    );
}

function print(terminal: Terminal, result: ImportedReturns): void {
  terminal.print(
    `${countOf(result.mails, "mail")}: ${countOf(result.new, "new report")}, ${result.known} known, ${result.notBounces} neither bounce nor complaint, ${result.unreadable.length} unreadable`,
  );
  if (result.suppressed > 0)
    terminal.print(`Nothing more is sent to ${countOf(result.suppressed, "address", "addresses")}.`);
  if (result.unmatched > 0) {
    terminal.print(
      paint(
        terminal,
        "yellow",
        `Of the new reports, ${result.unmatched} name no digest that a signature of ours proves: nothing follows from them.`,
      ),
    );
  }
  const { unreadable } = result;
  for (const { name, reason } of unreadable.slice(0, SHOWN))
    terminal.print(paint(terminal, "red", `${name}: ${reason}`));
  if (unreadable.length > SHOWN) terminal.print(`and ${unreadable.length - SHOWN} more`);
}
