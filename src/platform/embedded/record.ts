import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { RekindleError } from "../../core/errors.ts";
import { giveToOwnerOf } from "./ownership.ts";

const RECORD_FILE = "postgres.json";

const recordSchema = z.object({ port: z.number().int(), password: z.string(), dataDirectory: z.string() });

/** What every process needs to reach the folder's server. */
export type ServerRecord = z.infer<typeof recordSchema>;

/** Null when there is none. Error: `configuration` when it may not be read or is not ours. */
export async function readRecord(folder: string): Promise<ServerRecord | null> {
  const file = join(folder, RECORD_FILE);
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new RekindleError(
      "configuration",
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Run as the user who owns it, or, if it is damaged, remove it while no Rekindle runs: it is made again.",
      error,
    );
  }
}

/** Replaces the record at once, readable by the folder's owner only. */
export async function writeRecord(folder: string, record: ServerRecord): Promise<void> {
  const file = join(folder, RECORD_FILE);
  const draft = `${file}.draft`;
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await giveToOwnerOf(folder, draft);
  await rename(draft, file);
}
