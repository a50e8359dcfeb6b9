import { type Command, Option } from "commander";
import { warnOfData } from "../../audience/checking/warn-of-data.ts";
import { inOrder } from "../../audience/due-moments.ts";
import type { RuleFile } from "../../audience/ports.ts";
import { RekindleError } from "../../core/errors.ts";
import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";
import { checkFolder, type RuleFolder } from "../../core/rules/read/check-folder.ts";
import { formatMistakes } from "../../core/rules/text/format-mistakes.ts";
import type { Mistake } from "../../core/rules/text/mistake.ts";
import { sayCount, speak } from "../../core/rules/text/said.ts";
import { warnFolder } from "../../core/rules/warn/warn-folder.ts";
import type { CommandContext } from "../context.ts";
import { parseInstant } from "../options.ts";
import { COLUMNS, paint, type Terminal } from "../terminal.ts";
import { tellTemplates } from "./tell-templates.ts";

export function addCheckCommand(rules: Command, context: CommandContext): void {
  const { terminal, ruleFiles } = context;
  rules
    .command("check")
    .description("answers every mistake in the rules folder like a compiler does, and warns of what is hardly meant")
    .argument("[file...]", "only what is said of these files")
    .option("--data", "also what only the members can tell; by itself where there is a database")
    .option("--no-data", "without a look at the members")
    .option("--at <instant>", "the members as of this instant", parseInstant)
    .addOption(new Option("--lang <language>", "in English or in French").choices(["en", "fr"]).default("en"))
    .option("--json", "as JSON")
    .action(async (paths: string[], options: CheckOptions) => {
      const language = options.lang;
      const files = await ruleFiles.read();
      const wanted = filesMeant(paths.map(ruleFiles.nameOf), paths, files, ruleFiles.folder);
      const folder = checkFolder(files, await context.folderOptions());
      const live = folder.rules.filter(({ state }) => state === "live");
      const ordered = inOrder(live, folder.settings?.order ?? []);
      const data = await lookAtData(context, folder, files, options);
      const mistakes = byPlace([
        ...folder.mistakes,
        ...warnFolder(folder, ordered, context.renderText),
        ...tellTemplates(folder, await context.templateFlaws()),
        ...data.warnings,
      ]).filter(({ file }) => wanted === null || wanted.has(file));
      if (options.json === true)
        terminal.print(JSON.stringify(mistakes.map((mistake) => toJson(speak(mistake, language)))));
      else {
        const { colour } = terminal;
        if (mistakes.length > 0) terminal.print(`${formatMistakes(mistakes, { colour, language })}\n`);
        const summary = summarise(terminal, mistakes, folder, ruleFiles.folder, language);
        terminal.print(`${summary}${summary.length + data.says.length < COLUMNS ? " " : "\n"}${data.says}`);
      }
      if (mistakes.some(({ severity }) => severity === "mistake")) process.exitCode = 1;
    });
}

interface CheckOptions {
  /** undefined: where there is a database. */
  readonly data?: boolean;
  readonly at?: Date;
  readonly lang: SpokenLanguage;
  readonly json?: boolean;
}

/** Without `--data`, a database that cannot be reached is said and stops nothing. */
async function lookAtData(
  context: CommandContext,
  { rules, segments, segmentNames, settings }: RuleFolder,
  files: readonly RuleFile[],
  { data, at = context.wallClock(), lang, json = false }: CheckOptions,
): Promise<{ readonly warnings: readonly Mistake[]; readonly says: string }> {
  const words = WORDS[lang];
  const unseen = { warnings: [], says: words.unseen };
  if (data === false) return unseen;
  if (settings === null) return { warnings: [], says: words.settingsFirst };
  const settingsFile = files.find(({ file }) => file === "settings.yaml") ?? null;
  try {
    if (data === undefined && !(await context.hasDatabase())) return unseen;
    const warnings = await context.withServices((services) =>
      warnOfData(services, { rules, segments, segmentNames, settings, settingsFile, at }),
    );
    return { warnings, says: words.seen };
  } catch (error) {
    if (data === true || !(error instanceof RekindleError)) throw error;
    if (json) context.terminal.warn(words.unreachable(error.message));
    return { warnings: [], says: words.unreachable(error.message) };
  }
}

function byPlace(mistakes: readonly Mistake[]): Mistake[] {
  return [...mistakes].sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}

/** null: no path was given, so all files are meant. A folder means the files in it. */
function filesMeant(
  names: readonly string[],
  paths: readonly string[],
  files: readonly { readonly file: string }[],
  read: string,
): ReadonlySet<string> | null {
  if (names.length === 0) return null;
  return new Set(
    names.flatMap((name, index) => {
      const meant = files
        .map(({ file }) => file)
        .filter((file) => name === "" || file === name || file.startsWith(`${name}/`));
      if (meant.length > 0) return meant;
      throw new RekindleError(
        "usage",
        `${paths[index]} is no .yaml file of the rules folder, ${read}`,
        "Name a file as your shell completes it, or none to check them all; to read another folder, set RULES_DIR to it.",
      );
    }),
  );
}

function toJson({ severity, file, line, column, message, hint }: Mistake) {
  return { file, line, column, severity, message, hint };
}

function summarise(
  terminal: Terminal,
  mistakes: readonly Mistake[],
  folder: RuleFolder,
  read: string,
  language: SpokenLanguage,
): string {
  const words = WORDS[language];
  const count = (severity: Mistake["severity"]) =>
    mistakes.filter((mistake) => mistake.severity === severity).reduce((sum, { standsFor = 1 }) => sum + standsFor, 0);
  const [wrong, warnings] = [count("mistake"), count("warning")];
  const live = folder.rules.filter(({ state }) => state === "live").length;
  const found = [
    wrong === 0 ? words.noMistakes : sayCount(wrong, words.mistakes, language),
    ...(warnings === 0 ? [] : [sayCount(warnings, words.warnings, language)]),
  ].join(", ");
  const colour = wrong > 0 ? "red" : warnings > 0 ? "yellow" : "green";
  return paint(terminal, colour, words.summary(found, folder.rules.length, read, live));
}

const WORDS = {
  en: {
    unseen: "Members were not looked at.",
    settingsFirst: "Members are looked at once the settings are right.",
    seen: "Members were looked at too.",
    unreachable: (why: string) => `Members could not be looked at: ${why}`,
    noMistakes: "No mistakes",
    mistakes: ["mistake", "mistakes"],
    warnings: ["warning", "warnings"],
    summary: (found: string, rules: number, folder: string, live: number) =>
      `${found}; ${sayCount(rules, ["valid rule", "valid rules"], "en")} in ${folder}, ${live} of them live.`,
  },
  fr: {
    unseen: "Les membres n’ont pas été examinés.",
    settingsFirst: "Les membres seront examinés une fois les réglages corrigés.",
    seen: "Les membres ont été examinés aussi.",
    unreachable: (why: string) => `Les membres n’ont pas pu être examinés : ${why}`,
    noMistakes: "Aucune erreur",
    mistakes: ["erreur", "erreurs"],
    warnings: ["avertissement", "avertissements"],
    summary: (found: string, rules: number, folder: string, live: number) =>
      `${found} ; ${sayCount(rules, ["règle valide", "règles valides"], "fr")} dans ${folder}, dont ${sayCount(live, ["active", "actives"], "fr")}.`,
  },
} as const;
