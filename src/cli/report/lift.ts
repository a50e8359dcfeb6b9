import { type Command, Option } from "commander";
import { RekindleError } from "../../core/errors.ts";
import { liftTable } from "../../report/table/lift-table.ts";
import { presentTableJson, presentTableText } from "../../report/table/present-table.ts";
import { TABLE_KINDS, type TableQuestion } from "../../report/table/table-lift.ts";
import type { CommandContext } from "../context.ts";
import { paint } from "../terminal.ts";

type Needed = Pick<TableQuestion, "arm" | "control" | "outcome">;

interface LiftOptions extends Omit<TableQuestion, keyof Needed>, Partial<Needed> {
  readonly lang: "en" | "fr";
  readonly json?: boolean;
}

export function addLiftCommand(program: Command, context: CommandContext): void {
  program
    .command("lift")
    .description(
      "what any experiment changed, from its table: CSV or NDJSON, one row a person (.gz too, - for standard input)",
    )
    .argument("<file>")
    .option("--arm <column>", "the column that says who got what (needed)")
    .option("--control <value>", "what it says of those to compare with (needed)")
    .option("--outcome <column>", "what came of it (needed)")
    .addOption(new Option("--kind <kind>", "how the outcome is read").choices(TABLE_KINDS))
    .option("--before <column>", "a number from before the experiment, which narrows the interval")
    .option("--denominator <column>", "for a ratio: what the outcome's total is divided by")
    .option("--event <column>", "for a time: whether the event came then (1), or nobody knows later (0)")
    .option("--shares <list>", "how the arms were drawn: treated=90,control=10 (default: alike)")
    .addOption(new Option("--lang <language>", "in English or in French").choices(["en", "fr"]).default("en"))
    .option("--json", "as JSON")
    .action(async (file: string, { lang, json, arm, control, outcome, ...rest }: LiftOptions) => {
      const question = { ...rest, ...needed({ arm, control, outcome }) };
      const lift = async () => liftTable(await context.openTable(file), question);
      const answer = await context.interruptible(lift());
      if (json !== true) for (const notice of answer.notices) context.terminal.warn(notice);
      const strong = (text: string) => paint(context.terminal, "bold", text);
      context.terminal.print(json === true ? presentTableJson(answer) : presentTableText(answer, lang, strong));
      const { ok, assumed } = answer.lift.sampleRatio;
      if (!ok && !assumed) process.exitCode = 1;
    });
}

/** All that is missing at once: commander tells the first of them alone. */
function needed(given: { readonly [Name in keyof Needed]: Needed[Name] | undefined }): Needed {
  const { arm, control, outcome } = given;
  if (arm !== undefined && control !== undefined && outcome !== undefined) return { arm, control, outcome };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [`--${name}`] : []));
  throw new RekindleError(
    "usage",
    `Missing: ${missing.join(", ")}.`,
    "Name the columns of the file: --arm COLUMN --control VALUE --outcome COLUMN.",
  );
}
