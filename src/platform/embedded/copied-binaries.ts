import { existsSync } from "node:fs";
import { chmod, cp, lstat, mkdir, open, readdir, readFile, rename, rm, symlink, utimes } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { RekindleError } from "../../core/errors.ts";
import { acquireFileLock } from "./file-lock.ts";
import { runsFrom } from "./running-server.ts";

const COPY_PREFIX = "postgres-binaries-";
const DRAFT_SUFFIX = ".draft";
/** A disk that others fill as well takes its time for 60 MB. */
const LOCK_TIMEOUT_MS = 120_000;
/** Another Rekindle of this machine may start from its own version tomorrow. */
const UNUSED_DAYS = 30;

/**
 * The folder `place` holds one copy of each version of the package, whoever needs it. A copy appears complete or not at
 * all; the next to come clears what a killed process left half-made.
 */
export async function copyBinaries(packageRoot: string, place: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8")) as { version: string };
  const copy = join(place, `${COPY_PREFIX}${version}`);
  const lock = await acquireFileLock(join(place, "postgres-binaries.lock"), LOCK_TIMEOUT_MS);
  try {
    await removeDrafts(place);
    if (!existsSync(copy)) await makeCopy(packageRoot, copy);
    const now = new Date();
    // When it was last used: whoever removes what is old holds the lock and looks at this first.
    await utimes(copy, now, now);
    await removeUnused(place, copy);
    return copy;
  } finally {
    await lock.release();
  }
}

/**
 * Removes the copies in a cluster's own folder, but for the one that is used now: each folder had its own before they were shared.
 * The caller holds the folder's lock. One that a server still runs from stays.
 */
export async function removeOwnCopies(home: string, used: string): Promise<void> {
  for (const folder of await listCopies(home)) {
    if (folder !== used && !runsFrom(folder)) await removeCopy(folder);
  }
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm packages cannot hold links, so the package makes them in an install script, which may be blocked.
 * Answers whether all are there.
 */
export async function makeLinks(root: string): Promise<boolean> {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return true;
  for (const { source, target } of linksSchema.parse(JSON.parse(await readFile(list, "utf8")))) {
    const file = join(root, target);
    if (await lstat(file).catch(() => null)) continue;
    try {
      await symlink(relative(dirname(file), join(root, source)), file);
    } catch (error) {
      // Another process made it meanwhile: as good.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
    }
  }
  return true;
}

async function makeCopy(packageRoot: string, copy: string): Promise<void> {
  const draft = `${copy}${DRAFT_SUFFIX}`;
  try {
    await mkdir(draft);
    // Links are made anew: those in node_modules may point to where only its owner may enter.
    const filter = async (source: string) => !(await lstat(source)).isSymbolicLink();
    await cp(join(packageRoot, "native"), join(draft, "native"), { recursive: true, filter });
    await finish(draft);
    await makeLinks(draft);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new RekindleError(
      "unreachable",
      `The PostgreSQL that comes with Rekindle could not be copied to ${copy}: ${error instanceof Error ? error.message : String(error)}`,
      `Free 60 MB on the disk that holds ${dirname(copy)}, then start again.`,
      error,
    );
  }
}

/** Files that everybody may read, though npm ran under a strict umask; on the disk, so that a power cut leaves none empty. */
async function finish(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await finish(path);
    else if (entry.isFile()) {
      await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644);
      const file = await open(path, "r+");
      await file.sync().finally(() => file.close());
    }
  }
}

async function listCopies(place: string): Promise<string[]> {
  return (await readdir(place)).filter((name) => name.startsWith(COPY_PREFIX)).map((name) => join(place, name));
}

async function removeDrafts(place: string): Promise<void> {
  const drafts = (await listCopies(place)).filter((folder) => folder.endsWith(DRAFT_SUFFIX));
  for (const folder of drafts) await rm(folder, { recursive: true, force: true });
}

async function removeUnused(place: string, used: string): Promise<void> {
  const before = Date.now() - UNUSED_DAYS * 86_400_000;
  for (const folder of await listCopies(place)) {
    if (folder !== used && (await lstat(folder)).mtimeMs < before && !runsFrom(folder)) await removeCopy(folder);
  }
}

/** Half-removed, it is no copy any more. */
async function removeCopy(folder: string): Promise<void> {
  const draft = folder.endsWith(DRAFT_SUFFIX) ? folder : `${folder}${DRAFT_SUFFIX}`;
  if (draft !== folder) await rename(folder, draft);
  await rm(draft, { recursive: true, force: true });
}
