import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../src/platform/embedded/file-lock.ts";
import { listHomes } from "../../src/platform/embedded/homes.ts";
import { findRunningServer } from "../../src/platform/embedded/running-server.ts";

const END_TIMEOUT_MS = 10_000;

/**
 * A folder for all that this process and its children write, named after it and open to the user that PostgreSQL runs
 * as. What processes killed before left under the same prefix is removed first.
 */
export async function makeRunFolder(prefix: string): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split("-")[0]) : 0;
    if (pid > 0 && !isAlive(pid)) await removeRunFolder(join(tmpdir(), name));
  }
  const folder = realpathSync(await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`)));
  await chmod(folder, 0o1777);
  return folder;
}

/**
 * Removes it, with the databases that root keeps elsewhere for folders in it, once whatever still works in them is ended.
 * Answers what whoever used the folder should have removed or stopped.
 */
export async function removeRunFolder(folder: string): Promise<string[]> {
  const homes = (await listHomes()).filter((home) => home.folder?.startsWith(folder + sep));
  // Whoever has a database open starts it again when it ends.
  signal(
    "SIGKILL",
    listProcessesIn(folder).flatMap(({ name, pid }) => (name === "postgres" ? [] : [pid])),
  );
  const servers = listProcessesIn(folder).filter(({ name }) => name === "postgres");
  const elsewhere = homes.flatMap(({ path }) => findRunningServer(join(path, "postgres"))?.pid ?? []);
  await endServers([...servers.map(({ pid }) => pid), ...elsewhere]);
  for (const { path } of homes) await rm(path, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return [
    ...homes.map((home) => `${home.path}, the database of ${home.folder}`),
    ...servers.map(({ pid, cwd }) => `PostgreSQL (process ${pid}) on ${cwd}`),
  ];
}

interface Process {
  readonly pid: number;
  readonly name: string;
  readonly cwd: string;
}

function listProcessesIn(folder: string): Process[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const cwd = readlinkSync(`/proc/${pid}/cwd`);
        const name = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
        return cwd.startsWith(folder + sep) ? [{ pid: Number(pid), name, cwd }] : [];
      } catch {
        return [];
      }
    });
}

/** Fast, but so that PostgreSQL gives its shared memory back. */
async function endServers(pids: readonly number[]): Promise<void> {
  signal("SIGQUIT", pids);
  const deadline = Date.now() + END_TIMEOUT_MS;
  while (pids.some(isAlive) && Date.now() < deadline) await sleep(25);
  signal("SIGKILL", pids);
}

function signal(name: NodeJS.Signals, pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone meanwhile.
    }
  }
}
