import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RekindleError } from "../../core/errors.ts";
import { explainDataFolder, makeFolder } from "../files/make-folder.ts";
import { makeHome, markHome } from "./homes.ts";
import { readRecord } from "./record.ts";

/** PostgreSQL refuses to run as root; this user exists everywhere and owns nothing. */
const NOBODY = { uid: 65_534, gid: 65_534 };

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Location {
  /** DATA_DIR itself, resolved: where the record and the log lie. */
  readonly folder: string;
  /** Where the data and the lock lie: `folder`, or a folder of the system's for root. */
  readonly home: string;
  readonly data: string;
  /** Whom PostgreSQL runs as; null: as the user of this process. */
  readonly account: Account | null;
}

/** Decides, the same for every process, where the cluster of a folder lies. Makes the folders above the data. */
export async function locateCluster(dataDirectory: string): Promise<Location> {
  const root = process.getuid?.() === 0;
  try {
    await makeFolder(dataDirectory, root ? 0o755 : 0o700);
    const folder = await realpath(dataDirectory);
    const home = await chooseHome(folder, root);
    const data = join(home, "postgres");
    const account = chooseAccount(data, root);
    await markHome(home, folder);
    return { folder, home, data, account };
  } catch (error) {
    if (error instanceof RekindleError) throw error;
    throw explainDataFolder(error);
  }
}

async function chooseHome(folder: string, root: boolean): Promise<string> {
  if (holdsCluster(join(folder, "postgres"))) return folder;
  const record = await readRecord(folder);
  if (record && holdsCluster(record.dataDirectory)) return dirname(record.dataDirectory);
  if (!root || canEnter(folder, NOBODY)) return folder;
  return makeHome(folder);
}

function chooseAccount(data: string, root: boolean): Account | null {
  const owner = holdsCluster(data) ? statSync(data) : null;
  if (root) return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
  if (owner && process.getuid && owner.uid !== process.getuid()) {
    throw new RekindleError(
      "configuration",
      `The database in ${data} belongs to another user (uid ${owner.uid}).`,
      "Run as that user, or set DATA_DIR to another folder.",
    );
  }
  return null;
}

export function holdsCluster(data: string): boolean {
  return existsSync(join(data, "PG_VERSION"));
}

function canEnter(folder: string, account: Account): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/", stdio: "ignore" }).status === 0;
}
