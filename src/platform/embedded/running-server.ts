import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./file-lock.ts";

const BACKENDS_TIMEOUT_MS = 30_000;

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** The server that runs on these files, if one does, whoever started it. */
export function findRunningServer(data: string): RunningServer | null {
  const file = readPidFile(data);
  return file && isAlive(file.pid) && isServerOf(file.pid, data) ? file : null;
}

/**
 * Clears a pid file whose number now belongs to a process that is not this cluster's server (after a restart of the
 * machine or container): PostgreSQL would refuse to start. One whose process is dead is left to PostgreSQL itself,
 * which then also checks that no session of the old server still runs on the files.
 */
export async function clearStalePidFile(data: string): Promise<void> {
  const file = readPidFile(data);
  if (!file || !isAlive(file.pid) || isServerOf(file.pid, data)) return;
  const deadline = Date.now() + BACKENDS_TIMEOUT_MS;
  while (findProcessesIn(data).length > 0 && Date.now() < deadline) await sleep(50);
  if (findProcessesIn(data).length === 0) await rm(join(data, "postmaster.pid"), { force: true });
}

/** Whether a process runs a program that lies in the folder. */
export function runsFrom(folder: string): boolean {
  if (process.platform === "win32") return true;
  if (process.platform !== "linux") {
    return execFileSync("ps", ["-Axo", "command="], { encoding: "utf8" }).includes(folder + sep);
  }
  const program = (pid: number): string => {
    try {
      return readlinkSync(`/proc/${pid}/exe`);
    } catch {
      // Gone meanwhile, or another user's: what lies here runs only as one whom we may look at.
      return "";
    }
  };
  const begin = realpathSync(folder) + sep;
  return listProcesses().some((pid) => program(pid).startsWith(begin));
}

function listProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readPidFile(data: string): RunningServer | null {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  const [pid, , , port] = readFileSync(file, "utf8").split("\n");
  return Number(pid) > 0 ? { pid: Number(pid), port: Number(port) } : null;
}

/** PostgreSQL's processes work in their data folder; elsewhere than on Linux only the command line tells. */
function isServerOf(pid: number, data: string): boolean {
  if (process.platform === "win32") return true;
  try {
    if (process.platform === "linux") {
      const { comm, cwd } = describeProcess(pid);
      return comm.startsWith("postgres") && cwd === realpathSync(data);
    }
    const command = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return command.includes("postgres") && command.includes(data);
  } catch {
    // Gone meanwhile, or another user's: this cluster's server always runs as one whom we may look at.
    return false;
  }
}

function describeProcess(pid: number): { comm: string; cwd: string } {
  return { comm: readFileSync(`/proc/${pid}/comm`, "utf8").trim(), cwd: readlinkSync(`/proc/${pid}/cwd`) };
}

function findProcessesIn(data: string): number[] {
  if (process.platform !== "linux") return [];
  return listProcesses().filter((pid) => isServerOf(pid, data));
}
