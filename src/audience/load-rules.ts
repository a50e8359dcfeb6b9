import { RekindleError } from "../core/errors.ts";
import { checkFolder, type FolderOptions, type RuleFolder } from "../core/rules/read/check-folder.ts";
import { hashOf } from "../core/rules/read/read-rule.ts";
import type { Settings } from "../core/rules/settings.ts";
import { formatMistakes } from "../core/rules/text/format-mistakes.ts";
import type { Mistake } from "../core/rules/text/mistake.ts";
import type { RuleFile, RuleFiles, RuleStore, VersionSeen } from "./ports.ts";

export interface LoadRulesDependencies {
  readonly files: Pick<RuleFiles, "read">;
  readonly rules: Pick<RuleStore, "lastValidTexts">;
  readonly options: FolderOptions;
}

/** The rules in use: the folder as it stands, where a broken file is stood in for by its last valid text. */
export interface LoadedRules {
  readonly settings: Settings;
  /** Those without a mistake, by name. */
  readonly rules: RuleFolder["rules"];
  /** Those without a mistake, by name. */
  readonly segments: RuleFolder["segments"];
  /** Every text in use, to be kept: rules, segments, settings. */
  readonly versions: readonly VersionSeen[];
  /** What is wrong in the folder as it stands. */
  readonly mistakes: readonly Mistake[];
  /** Files that cannot be used as they stand. */
  readonly broken: readonly BrokenFile[];
}

export interface BrokenFile {
  readonly file: string;
  /** Of the text as it stands. */
  readonly hash: string;
  /** Its last valid text is used instead. */
  readonly standsIn: boolean;
}

/**
 * Reads and checks the folder. A broken rule stops no other.
 * @throws RekindleError `configuration` when settings.yaml is broken and never was valid.
 */
export async function loadRules({ files, rules, options }: LoadRulesDependencies): Promise<LoadedRules> {
  const texts = await files.read();
  const folder = checkFolder(texts, options);
  const broken = brokenFiles(folder);
  if (broken.size === 0) return using(folder, texts, folder.mistakes, []);

  const lastValid = new Map((await rules.lastValidTexts([...broken])).map(({ file, text }) => [file, text]));
  const repaired = texts.map((read): RuleFile => {
    const text = lastValid.get(read.file);
    return text === undefined ? read : { file: read.file, text };
  });
  const standing = lastValid.size === 0 ? folder : checkFolder(repaired, options);
  const stillBroken = brokenFiles(standing);
  const told = texts
    .filter(({ file }) => broken.has(file))
    .map(({ file, text, trouble }) => ({
      file,
      hash: hashOf([text, trouble?.message ?? ""]),
      standsIn: lastValid.has(file) && !stillBroken.has(file),
    }));
  return using(standing, repaired, folder.mistakes, told);
}

function using(
  folder: RuleFolder,
  texts: readonly RuleFile[],
  mistakes: readonly Mistake[],
  broken: readonly BrokenFile[],
): LoadedRules {
  const { settings, rules } = folder;
  if (settings === null) {
    throw new RekindleError(
      "configuration",
      `The settings cannot be used:\n\n${formatMistakes(mistakes, { colour: false })}`,
      "Correct them and check with: rekindle rules check",
    );
  }
  const unusable = brokenFiles(folder);
  const ruleFiles = new Set(rules.map(({ file }) => file));
  const versions = [
    ...rules.map(({ name, hash, file, source }) => ({ rule: name, hash, file, source })),
    // Settings and segments are kept under their path: they are what a broken one falls back on.
    ...texts
      .filter(({ file }) => !ruleFiles.has(file) && !unusable.has(file))
      .map(({ file, text }) => ({ rule: file, hash: hashOf([text]), file, source: text })),
  ];
  return { settings, rules, segments: folder.segments, versions, mistakes, broken };
}

function brokenFiles(folder: RuleFolder): Set<string> {
  return new Set(folder.mistakes.filter(({ severity }) => severity === "mistake").map(({ file }) => file));
}
