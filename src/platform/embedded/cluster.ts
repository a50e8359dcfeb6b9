import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { RekindleError } from "../../core/errors.ts";
import type { Binaries } from "./binaries.ts";
import type { Location } from "./location.ts";
import { giveToOwnerOf } from "./ownership.ts";

export const SUPERUSER = "rekindle";
export const HOST = "127.0.0.1";

const DRAFT_PREFIX = "postgres.draft-";
const LOG_LIMIT_BYTES = 10_000_000;
const STOP_TIMEOUT_S = 60;

/** For two cores and a laptop's memory; `settings` of the caller come after these and win. */
const SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: "",
  max_connections: "60",
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "32MB",
  maintenance_work_mem: "128MB",
  max_wal_size: "2GB",
  // After each checkpoint every page is logged whole once more.
  checkpoint_timeout: "15min",
  random_page_cost: "1.1",
  jit: "off",
  fsync: "on",
  synchronous_commit: "on",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
};

const run = promisify(execFile);
// Messages in English and nothing of ours, such as PGDATA, in the server; Windows cannot start a process without its own.
const environment = process.platform === "win32" ? {} : { env: { LC_ALL: "C" } };

/** A random password, fit for a URL. */
export function makePassword(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * Makes the cluster's files beside their place and moves them there when they are complete, so that a crash
 * half-way leaves no cluster rather than a broken one. `beforeMove` stores the password.
 */
export async function createCluster(
  location: Location,
  binaries: Binaries,
  password: string,
  beforeMove: () => Promise<void>,
): Promise<void> {
  const { home, data, account } = location;
  const leftovers = (await readdir(home)).filter((name) => name.startsWith(DRAFT_PREFIX));
  await Promise.all(leftovers.map((name) => removeDraft(join(home, name))));
  const draft = join(home, `${DRAFT_PREFIX}${randomBytes(6).toString("hex")}`);
  const files = join(draft, "data");
  const passwordFile = join(draft, "password");
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account) await Promise.all([draft, passwordFile].map((path) => chown(path, account.uid, account.gid)));
    const authentication = ["-U", SUPERUSER, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    await run(binaries.initdb, ["-D", files, ...authentication, ...locale], { ...account, ...environment, cwd: draft });
    await beforeMove();
    await rename(files, data);
  } catch (error) {
    throw explainFailure("PostgreSQL could not make its files", (error as { stderr?: string }).stderr || String(error));
  } finally {
    await removeDraft(draft);
  }
}

/**
 * A process that is killed leaves its initdb alive, which writes into the folder while it is emptied: it fails at the
 * first file whose folder is gone, and what it wrote until then is removed by another try.
 */
async function removeDraft(draft: string): Promise<void> {
  await rm(draft, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** Gives the stopped cluster a password when the one it had is lost. */
export async function resetPassword(location: Location, binaries: Binaries, password: string): Promise<void> {
  const child = spawn(binaries.postgres, ["--single", "-D", location.data, "postgres"], {
    ...location.account,
    ...environment,
    cwd: location.data,
    stdio: ["pipe", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  child.stdin.end(`ALTER ROLE ${SUPERUSER} PASSWORD '${password}'\n`);
  const status = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (status !== 0) throw explainFailure("The database's password could not be set again", said);
}

export interface StartedServer {
  /** Null while it runs; what it said when it ended by itself. */
  failure(): Promise<string | null>;
}

/**
 * Starts the server detached, in a process group of its own: Ctrl-C reaches every process of the terminal's group,
 * and the database must outlive those who still use it. Does not wait until it answers.
 */
export async function startCluster(
  { folder, data, account }: Location,
  binaries: Binaries,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<StartedServer> {
  const logFile = join(folder, "postgres.log");
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  const log = await open(logFile, size > LOG_LIMIT_BYTES ? "w" : "a", 0o600);
  const { size: begins } = await log.stat();
  try {
    await giveToOwnerOf(folder, logFile);
    const options = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = spawn(binaries.postgres, ["-D", data, "-p", String(port), ...options], {
      ...account,
      ...environment,
      cwd: data,
      detached: true,
      windowsHide: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    let ended = false;
    child.once("exit", () => {
      ended = true;
    });
    child.once("error", () => {
      ended = true;
    });
    child.unref();
    return { failure: async () => (ended ? (await readFile(logFile, "utf8")).slice(begins) : null) };
  } finally {
    await log.close();
  }
}

/** Fast shutdown: sessions end, everything is written. Answers when the server is gone. */
export async function stopCluster({ data, account }: Location, binaries: Binaries): Promise<void> {
  const options = ["stop", "-D", data, "-m", "fast", "-w", "-t", String(STOP_TIMEOUT_S)];
  await new Promise<void>((resolve, reject) => {
    const child = spawn(binaries.pgCtl, options, {
      ...account,
      ...environment,
      cwd: "/",
      detached: true,
      stdio: "ignore",
    });
    child.once("error", reject);
    child.once("exit", (status) => {
      if (status === 0) return resolve();
      const message = `The database in ${data} did not stop within ${STOP_TIMEOUT_S} s.`;
      reject(
        new RekindleError("unreachable", message, `Look at postgres.log, then end it with: pg_ctl stop -D ${data}`),
      );
    });
  });
}

/** A port that was free a moment ago; another process may take it before the server does. */
export async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** What PostgreSQL said, with what to do about it. */
export function explainFailure(what: string, said: string): RekindleError {
  const lines = said.trim().split("\n").slice(-6).join("\n");
  const remedy = /No space left on device|could not (write|extend)/.test(said)
    ? "Free space on the disk that holds DATA_DIR, then start again: nothing is lost."
    : /incompatible with server/.test(said)
      ? "The data was made by another version of PostgreSQL: go back to the Rekindle that made it and export, or set DATABASE_URL."
      : "Read postgres.log in DATA_DIR, or set DATABASE_URL to a PostgreSQL of your own.";
  return new RekindleError("unreachable", `${what}:\n${lines}`, remedy);
}
