import { RekindleError } from "../core/errors.ts";
import type { RuleFolder } from "../core/rules/check-folder.ts";
import { checkFolder, type FolderOptions } from "../core/rules/check-folder.ts";
import { formatMistakes, type Mistake } from "../core/rules/mistake.ts";
import type { RuleFiles, RuleStore } from "./ports.ts";

export interface LoadRulesDependencies {
  readonly files: RuleFiles;
  readonly rules: RuleStore;
  readonly options: FolderOptions;
}

/** The rules in use: the folder as it stands, where a broken file is stood in for by its last valid text. */
export interface LoadedRules extends RuleFolder {
  /** What is wrong in the folder as it stands. */
  readonly mistakes: readonly Mistake[];
  /** Files whose last valid text is used instead. */
  readonly standIns: readonly string[];
}

/**
 * Reads and checks the folder. A broken rule stops no other.
 * @throws RekindleError `configuration` when settings.yaml is broken and never was valid.
 */
export async function loadRules({ files, rules, options }: LoadRulesDependencies): Promise<LoadedRules> {
  const texts = await files.read();
  const folder = checkFolder(texts, options);
  const broken = new Set(folder.mistakes.filter((mistake) => mistake.severity === "mistake").map(({ file }) => file));
  if (broken.size === 0) return { ...folder, standIns: [] };

  const lastValid = new Map((await rules.lastValidTexts([...broken])).map(({ file, text }) => [file, text]));
  const repaired = texts.map(({ file, text }) => ({ file, text: lastValid.get(file) ?? text }));
  const standing = lastValid.size === 0 ? folder : checkFolder(repaired, options);
  if (standing.settings === null) {
    throw new RekindleError(
      "configuration",
      `The settings cannot be used:\n\n${formatMistakes(folder.mistakes, { colour: false })}`,
      "Correct them and check with: rekindle rules check",
    );
  }
  return { ...standing, mistakes: folder.mistakes, standIns: [...lastValid.keys()] };
}
