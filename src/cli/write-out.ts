import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { RekindleError } from "../core/errors.ts";
import type { CommandContext } from "./context.ts";

/** Before work is done whose result could then be written nowhere. Rejects with `usage`. */
export async function checkOut(path: string): Promise<void> {
  await access(dirname(path), constants.W_OK).catch((error: unknown) => {
    throw explainFile(path, error);
  });
}

/** Rejects with `usage` where the file cannot be written. */
export async function writeOut(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path, content).catch((error: unknown) => {
    throw explainFile(path, error);
  });
}

/** A folder for several files, made where there is none. Rejects with `usage`. */
export async function makeOut({ makeFolder }: Pick<CommandContext, "makeFolder">, folder: string): Promise<void> {
  await makeFolder(folder).catch((error: unknown) => {
    throw explainFile(folder, error);
  });
}

export function explainFile(path: string, error: unknown): RekindleError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EEXIST") {
    return new RekindleError(
      "usage",
      `${path} is there already, and is not written over.`,
      "Give the name of a new file.",
    );
  }
  const reason = code === "ENOENT" ? `there is no folder ${dirname(path)}` : message;
  return new RekindleError(
    "usage",
    `${path} cannot be written: ${reason}.`,
    "Give a file in a folder that you may write to.",
    error,
  );
}
