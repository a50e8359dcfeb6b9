import type { Command } from "commander";
import { findRule } from "../audience/find-rule.ts";
import type { CommandContext } from "./context.ts";

export function addPauseCommands(program: Command, context: CommandContext): void {
  const add = (name: "pause" | "resume", description: string) =>
    program
      .command(name)
      .description(description)
      .argument("[rule]", "only this rule (default: all of them)")
      .option("--json", "as JSON")
      .action((rule: string | undefined, options: { json?: boolean }) =>
        context.withServices(async (services) => {
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
  add("resume", "goes on after a pause");
}
