import { readdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { RuleFiles } from "../../audience/ports.ts";

/**
 * Rule files that say once that rules lie where the command was given and are not those that are read: who stands beside a
 * `rules` of their own takes the words for theirs.
 */
export function tellUnreadFolder(
  files: RuleFiles,
  { directory, workingDirectory }: { readonly directory: string; readonly workingDirectory: string },
  tell: (text: string) => void,
): RuleFiles {
  let looked: Promise<void> | null = null;
  const look = async () => {
    const other = await findUnread(directory, workingDirectory);
    if (other === null) return;
    const name = relative(workingDirectory, other) || ".";
    tell(
      `The rules of ${files.folder} are read, not those that lie here in ${name}${sep}. To read these, set RULES_DIR=${name}`,
    );
  };
  return {
    ...files,
    read: async () => {
      looked ??= look();
      await looked;
      return files.read();
    },
  };
}

/** The folder itself, where it is one of rules, or its `rules`; null: neither is, or it is the one that is read. */
async function findUnread(directory: string, workingDirectory: string): Promise<string | null> {
  const read = await realpath(directory).catch(() => directory);
  for (const folder of [join(workingDirectory, "rules"), workingDirectory]) {
    const real = await realpath(folder).catch(() => null);
    if (real === null) continue;
    // Below the one that is read: its segments, say.
    if (`${real}${sep}`.startsWith(`${read}${sep}`)) return null;
    const names = await readdir(real).catch((): string[] => []);
    const isOfRules =
      folder === workingDirectory ? names.includes("settings.yaml") : names.some((name) => /\.ya?ml$/.test(name));
    if (isOfRules) return folder;
  }
  return null;
}
