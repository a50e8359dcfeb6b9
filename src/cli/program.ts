import { Command } from "commander";
import { RekindleError } from "../core/errors.ts";
import { addBouncesCommands } from "./bounces.ts";
import { addConnectorsCommands } from "./connectors/connectors.ts";
import { addRejectedCommand } from "./connectors/rejected.ts";
import type { CommandContext } from "./context.ts";
import { addDatabaseCommands } from "./db.ts";
import { addDemoCommand } from "./demo/demo.ts";
import { addDoctorCommand } from "./doctor/doctor.ts";
import { addExamples } from "./examples.ts";
import { addImportCommands } from "./import.ts";
import { addKeysCommands } from "./keys.ts";
import { addMembersCommands } from "./members/members.ts";
import { addOutboxCommands } from "./outbox/outbox.ts";
import { addPauseCommands } from "./outbox/pause.ts";
import { addReleaseCommand } from "./outbox/release.ts";
import { addForecastCommand } from "./report/forecast.ts";
import { addLiftCommand } from "./report/lift.ts";
import { addReportCommand } from "./report/report.ts";
import { addRulesCommands } from "./rules/rules.ts";
import { addDiffCommand } from "./rules/rules-diff.ts";
import { addExplainCommand } from "./rules/rules-explain.ts";
import { addPreviewCommand } from "./rules/rules-preview.ts";
import { addRunCommand } from "./run.ts";
import { addStartCommands } from "./start.ts";
import { paint, type Terminal } from "./terminal.ts";

/** Wrong words on the command line are `usage`: exit 2, as for every wrong configuration. */
const USAGE_STATUS = 2;
const DEPENDENCY_STATUS = 3;

/** Every command. Errors are thrown to the caller, but for those of the command line itself. */
export function createProgram(context: CommandContext): Command {
  const program = new Command("rekindle")
    .description("Brings the members of an online community back, and proves that it did.")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .version(context.version, "-V, --version", "which version this is")
    .helpOption("-h, --help", "this text")
    .exitOverride((error) => {
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_STATUS;
      throw error;
    })
    .configureOutput({
      outputError: (text, write) => {
        const dashed = /unknown option '(-[^-'][^']+)'/.exec(text)?.[1];
        write(text);
        if (dashed !== undefined) write(`If ${dashed} is an id and no option, put -- before it: -- ${dashed}\n`);
      },
    })
    .configureHelp({ helpWidth: 100 });
  addDemoCommand(program, context);
  addStartCommands(program, context);
  addImportCommands(program, context);
  addConnectorsCommands(program, context);
  addKeysCommands(program, context);
  addRejectedCommand(program, context);
  const rules = addRulesCommands(program, context);
  addPreviewCommand(rules, context);
  addExplainCommand(rules, context);
  addDiffCommand(rules, context);
  addRunCommand(program, context);
  addPauseCommands(program, context);
  addReleaseCommand(program, context);
  addOutboxCommands(program, context);
  addBouncesCommands(program, context);
  addReportCommand(program, context);
  addForecastCommand(program, context);
  addLiftCommand(program, context);
  addMembersCommands(program, context);
  addDoctorCommand(program, context);
  addDatabaseCommands(program, context);
  addExamples(program);
  return program;
}

/** Says what went wrong and what to do about it, and answers the exit status. */
export function reportError(terminal: Terminal, error: unknown): number {
  terminal.progress(null);
  if (error instanceof RekindleError) {
    terminal.warn(`${paint(terminal, "red", error.message)}\n${error.remedy}`);
    return error.code === "unreachable" ? DEPENDENCY_STATUS : USAGE_STATUS;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.warn(`${paint(terminal, "red", "This is a mistake in Rekindle, not in what you did:")}\n${text}`);
  return DEPENDENCY_STATUS;
}
