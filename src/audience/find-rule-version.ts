import { checkFolder, type FolderOptions } from "../core/rules/read/check-folder.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import type { LoadedRules } from "./load-rules.ts";
import type { RuleStore } from "./ports.ts";

/**
 * The rule as it was when a digest was planned: the one in use, or the text that was kept under that hash, checked with
 * the settings and segments in use. null: neither is known.
 */
export async function findRuleVersion(
  deps: { readonly rules: Pick<RuleStore, "versionText">; readonly options: FolderOptions },
  loaded: LoadedRules,
  name: string,
  hash: string,
): Promise<CheckedRule | null> {
  const inUse = loaded.rules.find((rule) => rule.name === name && rule.hash === hash);
  if (inUse !== undefined) return inUse;
  const kept = await deps.rules.versionText(name, hash);
  if (kept === null) return null;
  const beside = loaded.versions
    .filter(({ rule, file }) => rule === file && file !== kept.file)
    .map(({ file, source }) => ({ file, text: source }));
  return checkFolder([...beside, kept], deps.options).rules.find((rule) => rule.name === name) ?? null;
}
