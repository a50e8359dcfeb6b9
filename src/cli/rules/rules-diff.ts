import { resolve } from "node:path";
import type { Command } from "commander";
import {
  diffRules,
  type MemberDifference,
  type RuleChange,
  type RuleDifference,
  type RuleSet,
  type RulesDifference,
} from "../../audience/diff-rules.ts";
import type { RuleFiles } from "../../audience/ports.ts";
import { RekindleError } from "../../core/errors.ts";
import { checkFolder } from "../../core/rules/read/check-folder.ts";
import { baseName } from "../../core/rules/read/read-rule.ts";
import { formatMistakes } from "../../core/rules/text/format-mistakes.ts";
import type { Mistake } from "../../core/rules/text/mistake.ts";
import type { CommandContext } from "../context.ts";
import { parseCount, parseInstant } from "../options.ts";
import { countOf, paint, type Terminal } from "../terminal.ts";

/** Members named in each list; `--limit` asks for more. */
const MEMBERS_NAMED = 10;

interface DiffOptions {
  readonly at?: Date;
  readonly limit: number;
  readonly json?: boolean;
}

export function addDiffCommand(rules: Command, context: CommandContext): void {
  const { terminal } = context;
  rules
    .command("diff")
    .description("whom each changed rule gains and loses, compared with another folder of rules on the same members")
    .argument("<folder>", "the rules to compare with, such as those of your main branch")
    .option("--at <instant>", "as of this instant (default: now)", parseInstant)
    .option("--limit <n>", "name at most so many members in each list", parseCount, MEMBERS_NAMED)
    .option("--json", "as JSON")
    .action((folder: string, options: DiffOptions) =>
      context.withServices(async (services) => {
        const at = options.at ?? context.wallClock();
        const before = await readSet(context, context.openRuleFiles(resolve(folder)), folder);
        const after = await readSet(context, context.ruleFiles, "the rules in use");
        const broken = [...before.mistakes, ...after.mistakes];
        const difference = await diffRules(
          { audiences: services.audiences, members: services.explained },
          { before: before.set, after: after.set, at, limit: options.limit, leaveOut: namesOf(broken) },
        );
        if (options.json === true) {
          const told = { before: before.mistakes.map(mistakeJson), after: after.mistakes.map(mistakeJson) };
          terminal.print(JSON.stringify({ at, ...difference, broken: told }));
        } else {
          warnOfBroken(terminal, folder, before.mistakes);
          warnOfBroken(terminal, "the rules in use", after.mistakes);
          printDifference(terminal, difference);
        }
        if (broken.length > 0 || isDifferent(difference)) process.exitCode = 1;
      }),
    );
}

/** A rule bears its file's name. */
function namesOf(mistakes: readonly Mistake[]): ReadonlySet<string> {
  return new Set(mistakes.map(({ file }) => baseName(file)));
}

/** Rules with a mistake are told and left out: what they would do is not known. */
async function readSet(
  context: CommandContext,
  files: RuleFiles,
  name: string,
): Promise<{ set: RuleSet; mistakes: Mistake[] }> {
  const folder = checkFolder(await readFiles(files, name), await context.folderOptions());
  const mistakes = folder.mistakes.filter(({ severity }) => severity === "mistake");
  if (folder.settings === null) {
    throw new RekindleError(
      "configuration",
      `The settings of ${name} cannot be used:\n\n${formatMistakes(mistakes, { colour: false })}`,
      "Correct them, then compare again.",
    );
  }
  return { set: { rules: folder.rules, settings: folder.settings }, mistakes };
}

async function readFiles(files: RuleFiles, name: string) {
  try {
    return await files.read();
  } catch (error) {
    throw new RekindleError("usage", `${name} is no folder that can be read.`, "Name a folder of rules.", error);
  }
}

function isDifferent({ settings, rules }: RulesDifference): boolean {
  return settings.length > 0 || rules.some(({ change }) => change !== "comments");
}

function warnOfBroken(terminal: Terminal, name: string, mistakes: readonly Mistake[]): void {
  if (mistakes.length === 0) return;
  const files = [...new Set(mistakes.map(({ file }) => file))].join(", ");
  terminal.warn(paint(terminal, "red", `Broken in ${name}, and left out: ${files}`));
  terminal.warn(formatMistakes(mistakes, { colour: terminal.colour }));
}

function mistakeJson({ file, line, column, message, hint }: Mistake) {
  return { file, line, column, message, hint };
}

const CHANGE_WORDS: Readonly<Record<RuleChange, string>> = {
  added: "new",
  removed: "removed",
  changed: "changed",
  affected: "not changed itself, but by the settings or by another rule",
  comments: "only comments or the way it is written: it means the same",
};

function printDifference(terminal: Terminal, { settings, rules }: RulesDifference): void {
  if (settings.length > 0) terminal.print(`settings.yaml: changed ${settings.join(", ")}`);
  if (settings.length + rules.length === 0) terminal.print("No differences.");
  for (const rule of rules) printRule(terminal, rule);
}

function printRule(terminal: Terminal, { rule, change, parts, matched, planned }: RuleDifference): void {
  const what = parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  terminal.print(`\n${paint(terminal, "bold", rule)}: ${CHANGE_WORDS[change]}${what}`);
  if (change === "comments") return;
  printMembers(terminal, "matched", matched);
  printMembers(terminal, "planned", planned);
}

function printMembers(terminal: Terminal, word: string, difference: MemberDifference): void {
  const { before, after, gained, lost, gainedMembers, lostMembers } = difference;
  terminal.print(`  ${word}  ${before.toLocaleString("en")} → ${countOf(after, "member")}`);
  printList(terminal, "green", "+", gained, gainedMembers);
  printList(terminal, "red", "−", lost, lostMembers);
}

function printList(
  terminal: Terminal,
  colour: "green" | "red",
  sign: string,
  count: number,
  members: readonly string[],
): void {
  if (count === 0) return;
  const more = count > members.length ? `${members.length === 0 ? "" : ", "}…` : "";
  terminal.print(
    `    ${paint(terminal, colour, `${sign} ${count.toLocaleString("en")}`)}  ${members.join(", ")}${more}`,
  );
}
