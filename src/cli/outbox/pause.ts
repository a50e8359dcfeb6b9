import type { Command } from "commander";
import { findRule } from "../../audience/find-rule.ts";
import { RekindleError } from "../../core/errors.ts";
import { confirmedUntil } from "../../delivery/restored/judge-marks.ts";
import type { CommandContext, Services } from "../context.ts";

interface PauseOptions {
  readonly restored?: boolean;
  readonly json?: boolean;
}

export function addPauseCommands(program: Command, context: CommandContext): void {
  const add = (name: "pause" | "resume", description: string): Command =>
    program
      .command(name)
      .description(description)
      .argument("[rule]", "only this rule (default: all of them)")
      .option("--json", "as JSON")
      .action((rule: string | undefined, options: PauseOptions) =>
        context.withServices(async (services) => {
          if (options.restored === true) return confirmRestored(context, services, rule, options);
          if (name === "resume" && rule === undefined) await refuseRestored(services);
          if (rule !== undefined) findRule((await services.loadRules()).rules, rule);
          const changed = await services.rules.setPaused(rule ?? null, name === "pause");
          if (options.json === true) {
            return context.terminal.print(JSON.stringify({ rule: rule ?? null, paused: name === "pause", changed }));
          }
          const what = rule === undefined ? "All sending" : `Sending of ${rule}`;
          const state = name === "pause" ? "paused" : "on";
          context.terminal.print(
            changed
              ? `${what} is ${state}, also for what is planned already.${name === "pause" ? " What is held expires as usual." : ""}`
              : `${what} was ${state} already.`,
          );
        }),
      );
  add("pause", "holds all sending, or one rule's, before the next mail");
  add("resume", "goes on after a pause").option("--restored", "confirms a database that was restored from a backup");
}

async function refuseRestored({ restored }: Services): Promise<void> {
  const { hold } = await restored.read();
  if (hold === null) return;
  throw new RekindleError(
    "usage",
    `Sending is held since ${hold.since.toISOString()} because the database seems to be restored from a backup.`,
    "Make sure that it is the database to go on with, then: rekindle resume --restored. Digests that it knows of and that may have left become unknown, and what was due by then is not planned again.",
  );
}

async function confirmRestored(
  { terminal, wallClock }: CommandContext,
  { restored }: Services,
  rule: string | undefined,
  { json }: PauseOptions,
): Promise<void> {
  if (rule !== undefined) {
    throw new RekindleError("usage", "A restored database is confirmed as a whole.", "Leave the rule out.");
  }
  const { hold } = await restored.read();
  const sentUntil = confirmedUntil(hold, wallClock());
  const unknown = await restored.confirm(sentUntil);
  if (json === true)
    return terminal.print(JSON.stringify({ confirmed: unknown !== null, unknown: unknown ?? 0, sentUntil }));
  if (unknown === null) return terminal.print("No restored database waits to be confirmed.");
  terminal.print(`Sending goes on. Nothing that was due until ${sentUntil.toISOString()} is planned again.`);
  if (unknown > 0) {
    const what = unknown === 1 ? "1 digest that may have left is" : `${unknown} digests that may have left are`;
    terminal.print(`${what} unknown: see them with rekindle outbox --state unknown.`);
  }
}
