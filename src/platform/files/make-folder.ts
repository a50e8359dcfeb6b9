import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { RekindleError } from "../../core/errors.ts";

/**
 * Makes a folder, and those above it. Node's own `recursive` never ends, and cannot be interrupted, where a file system
 * answers that a folder in one that exists is missing: /proc does, and automounted places.
 * Rejects with the system's error, or one that names where no folder can be made.
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  if ((await makeOne(folder, mode)) === "made") return;
  await makeFolder(dirname(folder), mode);
  if ((await makeOne(folder, mode)) === "made") return;
  throw new Error(`no folder can be made in ${dirname(folder)}`);
}

/** DATA_DIR, or a folder in it. Rejects with `configuration`. */
export async function makeDataFolder(folder: string): Promise<void> {
  await makeFolder(folder).catch((error: unknown) => {
    throw explainDataFolder(error);
  });
}

export function explainDataFolder(error: unknown): RekindleError {
  return new RekindleError(
    "configuration",
    `The folder for the database cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
    "Set DATA_DIR to a folder that this user may write in, or DATABASE_URL to a PostgreSQL of your own.",
    error,
  );
}

async function makeOne(folder: string, mode: number): Promise<"made" | "missing"> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && dirname(folder) !== folder) return "missing";
    // Whatever else it says of one that is there, such as that nothing may be written beside it.
    if (!(await isFolder(folder))) throw error;
  }
  return "made";
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
