import { createHash } from "node:crypto";
import { constants, existsSync, type Stats } from "node:fs";
import { access, chmod, lstat, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { findRunningServer } from "./running-server.ts";

/** Where root keeps the clusters of folders that the server's user cannot enter, and the binaries of all. */
export const SYSTEM_HOME = "/var/lib/rekindle";

const OWNER_FILE = "belongs-to.json";
const ownerSchema = z.object({ folder: z.string() });

/** A cluster's folder in the system's. */
export interface Home {
  readonly path: string;
  /** The DATA_DIR that opened it last; null where an earlier version made it and none has opened it since. */
  readonly folder: string | null;
  readonly gone: boolean;
}

/** What is left of one whose folder is gone. */
export interface HomeUse {
  /** On the disk. */
  readonly bytes: number;
  /** The process of its server, where that still runs. */
  readonly serverPid: number | null;
}

/** The home of a folder, the same each time. Whatever the umask, the server's user may enter. */
export async function makeHome(folder: string): Promise<string> {
  const home = join(SYSTEM_HOME, createHash("sha256").update(folder).digest("hex").slice(0, 16));
  await makeSystemHome();
  if (await mkdir(home, { recursive: true })) await chmod(home, 0o755);
  return home;
}

/** Error: the system's own, when it cannot be made or written in. */
export async function makeSystemHome(): Promise<string> {
  if (await mkdir(SYSTEM_HOME, { recursive: true })) await chmod(SYSTEM_HOME, 0o755);
  await access(SYSTEM_HOME, constants.W_OK);
  return SYSTEM_HOME;
}

/** Does nothing for a cluster that lies in its folder, where there is nothing to tell. */
export async function markHome(home: string, folder: string): Promise<void> {
  if (dirname(home) !== SYSTEM_HOME || (await readOwner(home)) === folder) return;
  const file = join(home, OWNER_FILE);
  const draft = `${file}.${process.pid}.draft`;
  await writeFile(draft, `${JSON.stringify({ folder }, null, 2)}\n`);
  await rename(draft, file);
}

export async function listHomes(place = SYSTEM_HOME): Promise<Home[]> {
  const names = await readdir(place).catch(() => []);
  const homes = names.filter((name) => /^[0-9a-f]{16}$/.test(name)).map((name) => join(place, name));
  return Promise.all(
    homes.map(async (path) => {
      const folder = await readOwner(path);
      return { path, folder, gone: folder !== null && !existsSync(folder) };
    }),
  );
}

export async function measureHome({ path }: Home): Promise<HomeUse> {
  return { bytes: await measure(path), serverPid: findRunningServer(join(path, "postgres"))?.pid ?? null };
}

async function readOwner(home: string): Promise<string | null> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(join(home, OWNER_FILE), "utf8"))).folder;
  } catch {
    return null;
  }
}

async function measure(path: string): Promise<number> {
  const found: Stats | null = await lstat(path).catch(() => null);
  if (!found) return 0;
  // Of 512 bytes each, whatever the file system's own are.
  const own = found.blocks * 512;
  if (!found.isDirectory()) return own;
  let below = 0;
  for (const name of await readdir(path)) below += await measure(join(path, name));
  return own + below;
}
