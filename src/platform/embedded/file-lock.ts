import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RekindleError } from "../../core/errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { giveToOwnerOf } from "./ownership.ts";

const POLL_MS = 25;
/** Older turns stay for a while, so that a reader overtaken while it lists the folder still sees a later one. */
const TURNS_KEPT = 8;

export interface FileLock {
  release(): Promise<void>;
}

interface Turn {
  readonly pid: number;
  /** Tells the holder from a later process that got the same pid. */
  readonly born: string;
  readonly released: boolean;
}

/**
 * An exclusive lock among the processes of one machine, kept as numbered files in `folder`: the highest number
 * is the holder's. The next turn is taken by linking the next number, which only one process can, once the holder
 * has released or is dead. Nobody ever removes the highest, so a lock left by kill -9 is taken over without the
 * usual race of two processes both clearing the same stale file.
 * Error: `unreachable` when another process still holds it after `timeoutMs`.
 */
export async function acquireFileLock(folder: string, timeoutMs: number): Promise<FileLock> {
  await makeFolder(folder);
  await giveToOwnerOf(dirname(folder), folder);
  const own = `${JSON.stringify({ pid: process.pid, born: bornOf(process.pid), released: false })}\n`;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const last = await lastTurn(folder);
    const holder = last === 0 ? null : await readTurn(folder, last);
    if (holder !== "gone" && !isHeld(holder)) {
      const turn = last + 1;
      if ((await takeTurn(folder, turn, own)) && (await lastTurn(folder)) === turn) {
        await removeOldTurns(folder, turn);
        return { release: () => releaseTurn(folder, turn) };
      }
    } else if (holder !== "gone" && Date.now() > deadline) {
      throw new RekindleError(
        "unreachable",
        `Process ${holder?.pid} has been starting or stopping the database in ${dirname(folder)} for ${timeoutMs / 1000} s.`,
        "Wait for it, or end that process; then try again.",
      );
    }
    await sleep(POLL_MS);
  }
}

async function listTurns(folder: string): Promise<number[]> {
  return (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function lastTurn(folder: string): Promise<number> {
  return Math.max(0, ...(await listTurns(folder)));
}

/** `gone`: a later turn has been taken meanwhile and this one was cleared away. */
async function readTurn(folder: string, turn: number): Promise<Turn | "gone"> {
  try {
    return JSON.parse(await readFile(join(folder, String(turn)), "utf8")) as Turn;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "gone";
    if (error instanceof SyntaxError) return { pid: 0, born: "", released: true };
    throw error;
  }
}

async function takeTurn(folder: string, turn: number, content: string): Promise<boolean> {
  const draft = join(folder, `${randomUUID()}.draft`);
  await writeFile(draft, content);
  try {
    // A link appears with its content, all at once, and fails when the number is taken.
    await link(draft, join(folder, String(turn)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function releaseTurn(folder: string, turn: number): Promise<void> {
  const draft = join(folder, `${randomUUID()}.draft`);
  await writeFile(draft, `${JSON.stringify({ pid: process.pid, born: "", released: true })}\n`);
  await rename(draft, join(folder, String(turn)));
}

async function removeOldTurns(folder: string, turn: number): Promise<void> {
  const old = (await listTurns(folder)).filter((number) => number < turn - TURNS_KEPT);
  await Promise.all(old.map((number) => rm(join(folder, String(number)), { force: true })));
}

function isHeld(turn: Turn | null): boolean {
  return turn !== null && !turn.released && isAlive(turn.pid) && bornOf(turn.pid) === turn.born;
}

/** Whether a process has this pid, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a process began, in whatever form the system tells it; empty where it tells nothing. */
function bornOf(pid: number): string {
  try {
    if (process.platform === "linux") {
      const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "";
      return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${afterName.split(" ")[19]}`;
    }
    if (process.platform === "win32") return "";
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env: { LC_ALL: "C" } }).trim();
  } catch {
    return "";
  }
}
