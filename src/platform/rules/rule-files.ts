import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { RuleFile, RuleFiles } from "../../audience/ports.ts";
import { RekindleError } from "../../core/errors.ts";

/** Reads the rules folder: every .yaml and .yml in it and below, in name order. */
export function openRuleFiles(directory: string): RuleFiles {
  return {
    read: async () => {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
        throw new RekindleError(
          "configuration",
          `The rules folder ${directory} cannot be read.`,
          "Set RULES_DIR to a folder with settings.yaml and your rules.",
          error,
        );
      });
      const paths = entries
        .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
      return Promise.all(
        paths.map(
          async (path): Promise<RuleFile> => ({
            file: relative(directory, path).split(sep).join("/"),
            text: await readFile(path, "utf8"),
          }),
        ),
      );
    },
  };
}
