import type { Dirent } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import type { RuleFile, RuleFiles } from "../../audience/ports.ts";
import { RekindleError } from "../../core/errors.ts";
import { LARGEST_FILE } from "../../core/rules/text/document.ts";

/** Reads the rules folder: every .yaml and .yml in it and below, in name order. */
export function openRuleFiles(directory: string): RuleFiles {
  const nameOf = (path: string) => relative(directory, path).split(sep).join("/");
  return {
    folder: sayFolder(directory),
    read: async () => {
      const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
        throw new RekindleError(
          "configuration",
          `The rules folder ${directory} cannot be read.`,
          "Set RULES_DIR to a folder with settings.yaml and your rules.",
          error,
        );
      });
      const files = await readEntries(directory, entries, nameOf);
      return files.sort((a, b) => (a.file < b.file ? -1 : 1));
    },
    nameOf: (path) => nameOf(resolve(path)),
  };
}

function sayFolder(directory: string): string {
  const path = relative(process.cwd(), resolve(directory));
  if (path === "") return `.${sep}`;
  return `${path === ".." || path.startsWith(`..${sep}`) ? resolve(directory) : path}${sep}`;
}

type NameOf = (path: string) => string;

async function readEntries(folder: string, entries: readonly Dirent[], nameOf: NameOf): Promise<RuleFile[]> {
  const files = await Promise.all(
    entries.map(async (entry): Promise<RuleFile[]> => {
      const path = join(folder, entry.name);
      // Hidden folders are somebody's own: .git, or where Kubernetes keeps what it links to.
      if (entry.isDirectory()) return entry.name.startsWith(".") ? [] : readFolder(path, nameOf);
      if (!/\.ya?ml$/.test(entry.name)) return [];
      return [await readRuleFile(path, nameOf(path))];
    }),
  );
  return files.flat();
}

async function readFolder(path: string, nameOf: NameOf): Promise<RuleFile[]> {
  try {
    return await readEntries(path, await readdir(path, { withFileTypes: true }), nameOf);
  } catch (error) {
    return [{ file: nameOf(path), text: "", trouble: explainError(error) }];
  }
}

/** A character has at most four bytes: what is longer is not read. */
const MOST_BYTES = 4 * LARGEST_FILE;

async function readRuleFile(path: string, file: string): Promise<RuleFile> {
  const refuse = (message: string, hint: string): RuleFile => ({ file, text: "", trouble: { message, hint } });
  try {
    const found = await stat(path);
    if (!found.isFile()) return refuse("this is no file with text in it", "move it out of the rules folder");
    if (found.size > MOST_BYTES) {
      const kilobytes = Math.ceil(found.size / 1024).toLocaleString("en");
      return refuse(`the file has ${kilobytes} KB; at most ${LARGEST_FILE / 1024} KB are read`, "split it up");
    }
    return { file, text: await readText(path) };
  } catch (error) {
    return { file, text: "", trouble: explainError(error) };
  }
}

/** A file that grows meanwhile is cut, and then refused for its length. */
async function readText(path: string): Promise<string> {
  const handle = await open(path, "r");
  try {
    const buffer = Buffer.alloc(MOST_BYTES);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, MOST_BYTES - length, null);
      if (bytesRead === 0) return buffer.toString("utf8", 0, length);
      length += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

function explainError(error: unknown): { message: string; hint: string } {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EACCES":
    case "EPERM":
      return { message: "this may not be read", hint: "give Rekindle the right to read it" };
    case "ENOENT":
      return { message: "this link leads to nothing", hint: "remove it, or put back what it led to" };
    case "ELOOP":
      return { message: "this link leads back to itself", hint: "remove it" };
    default:
      return {
        message: `this cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        hint: "see to it that it can be, or remove it",
      };
  }
}
