import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { RekindleError } from "../../core/errors.ts";
import { provideBinaries } from "./binaries.ts";
import {
  createCluster,
  explainFailure,
  findFreePort,
  HOST,
  makePassword,
  resetPassword,
  SUPERUSER,
  startCluster,
  stopCluster,
} from "./cluster.ts";
import { removeOwnCopies } from "./copied-binaries.ts";
import { acquireFileLock, isAlive } from "./file-lock.ts";
import { holdsCluster, type Location, locateCluster } from "./location.ts";
import { readRecord, type ServerRecord, writeRecord } from "./record.ts";
import { clearStalePidFile, findRunningServer } from "./running-server.ts";

const DATABASE = "rekindle";
/** Advisory locks belong to a database: every process holds this one in `postgres`, whatever it works in. */
const MAINTENANCE_DATABASE = "postgres";
/** "REKI" in ASCII. */
const USERS_LOCK = 0x52_45_4b_49;
const LOCK_TIMEOUT_MS = 240_000;
/** Recovery after a power cut reads the log of everything since the last checkpoint. */
const START_TIMEOUT_MS = 150_000;
const START_ATTEMPTS = 5;
const POLL_MS = 25;
/** How long the server may take to notice that a process was killed. */
const FAREWELL_TIMEOUT_MS = 10_000;
/** Followed by the process id of who has the server open. */
const APPLICATION = "rekindle (keeps the server) ";
const REJOIN_DELAYS_MS = [100, 500, 2_000, 5_000];

export interface EmbeddedPostgres {
  /** Connects to the database as its owner. */
  readonly url: string;
  /** The folder that truly holds the data. */
  readonly location: string;
  /** Leaves; the last process to leave stops the server. */
  close(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** DATA_DIR: the server belongs to this folder, and every process that opens it shares the server. */
  readonly dataDirectory: string;
  /** Server settings over the defaults, such as `fsync: "off"` for a database that may be lost. The first to open decides. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Joins the folder's PostgreSQL, starting (and first making) it when it does not run. Hooks no signal: whoever opens
 * must close. Should the server die, it is started again on the same port as long as someone has it open.
 * Errors: `configuration`, `unreachable`.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDirectory, settings = {} } = options;
  const location = await locateCluster(dataDirectory);
  const { client: first, record } = await joinServer(location, settings);
  let closing: Promise<void> | null = null;
  let joined: Promise<pg.Client | null> = Promise.resolve(first);

  const keepJoined = (client: pg.Client): void => {
    client.once("end", () => {
      if (!closing) joined = rejoin();
    });
  };
  const rejoin = async (): Promise<pg.Client | null> => {
    for (let attempt = 0; !closing; attempt += 1) {
      await sleep(REJOIN_DELAYS_MS[Math.min(attempt, REJOIN_DELAYS_MS.length - 1)]);
      try {
        const { client } = await joinServer(location, settings);
        keepJoined(client);
        return client;
      } catch {
        // Whoever runs a statement is told; here only trying again helps.
      }
    }
    return null;
  };
  keepJoined(first);

  return {
    url: `postgresql://${SUPERUSER}:${record.password}@${HOST}:${record.port}/${DATABASE}`,
    location: location.data,
    close: () => {
      closing ??= joined.then((client) => leaveServer(location, client));
      return closing;
    },
  };
}

/** What node-postgres has and its types lack. */
type Referable = pg.Client & { ref(): void; unref(): void };

interface Joined {
  readonly client: pg.Client;
  readonly record: ServerRecord;
}

async function joinServer(location: Location, settings: Readonly<Record<string, string>>): Promise<Joined> {
  const lock = await acquireFileLock(join(location.home, "postgres.lock"), LOCK_TIMEOUT_MS);
  try {
    const joined = (await adoptServer(location)) ?? (await startServer(location, settings));
    try {
      await joined.client.query("SELECT pg_advisory_lock_shared($1)", [USERS_LOCK]);
      await ensureDatabase(joined.client);
    } catch (error) {
      await joined.client.end();
      throw error;
    }
    // A forgotten close must not keep the process alive.
    (joined.client as Referable).unref();
    return joined;
  } finally {
    await lock.release();
  }
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
}

/** Null when no server runs on the folder's files (any more). */
async function adoptServer(location: Location): Promise<Joined | null> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (let running = findRunningServer(location.data); running; running = findRunningServer(location.data)) {
    const known = await readRecord(location.folder);
    if (!known) {
      throw new RekindleError(
        "configuration",
        `A PostgreSQL (process ${running.pid}) runs on ${location.data}, but its password in postgres.json is gone.`,
        `End it with "kill -INT ${running.pid}" when nobody uses it, then start again: a new password is set.`,
      );
    }
    const record = { ...known, port: running.port, dataDirectory: location.data };
    const client = await tryConnect(record);
    if (client) {
      if (running.port !== known.port || known.dataDirectory !== location.data)
        await writeRecord(location.folder, record);
      return { client, record };
    }
    if (Date.now() > deadline) {
      throw new RekindleError(
        "unreachable",
        `The PostgreSQL in ${location.data} (process ${running.pid}) runs but does not answer on port ${running.port}.`,
        "Read postgres.log in DATA_DIR; if it hangs, end that process and start again.",
      );
    }
    await sleep(POLL_MS);
  }
  return null;
}

async function startServer(location: Location, settings: Readonly<Record<string, string>>): Promise<Joined> {
  const { folder, data, account, home } = location;
  const binaries = await provideBinaries(home, account);
  await clearStalePidFile(data);
  await removeOwnCopies(home, binaries.root);
  let record = await readRecord(folder);
  if (!holdsCluster(data)) {
    const made = { port: await findFreePort(), password: makePassword(), dataDirectory: data };
    await createCluster(location, binaries, made.password, () => writeRecord(folder, made));
    record = made;
  } else if (!record) {
    record = { port: await findFreePort(), password: makePassword(), dataDirectory: data };
    await resetPassword(location, binaries, record.password);
  }
  let said = "";
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    record = { ...record, dataDirectory: data, port: attempt === 0 ? record.port : await findFreePort() };
    await writeRecord(folder, record);
    const server = await startCluster(location, binaries, record.port, settings);
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (let failure: string | null = null; failure === null; failure = await server.failure()) {
      const client = await tryConnect(record);
      if (client) return { client, record };
      if (Date.now() > deadline) throw explainFailure("PostgreSQL does not answer", "It is still starting.");
      await sleep(POLL_MS);
    }
    said = (await server.failure()) ?? "";
    if (!/could not bind|Address already in use/i.test(said)) break;
  }
  throw explainFailure("PostgreSQL did not start", said);
}

/** Null while nobody answers, or someone else does; the server's own `data_directory` decides. */
async function tryConnect({ port, password, dataDirectory }: ServerRecord): Promise<pg.Client | null> {
  const client = new pg.Client({
    host: HOST,
    port,
    user: SUPERUSER,
    password,
    database: MAINTENANCE_DATABASE,
    application_name: `${APPLICATION}${process.pid}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    const theirs = rows[0]?.data_directory ?? "";
    if ((await realpath(theirs)) === (await realpath(dataDirectory))) return client;
  } catch {
    // Not there, still starting, or not ours: the caller tries until its deadline.
  }
  await client.end().catch(() => undefined);
  return null;
}

async function leaveServer(location: Location, client: pg.Client | null): Promise<void> {
  const lock = await acquireFileLock(join(location.home, "postgres.lock"), LOCK_TIMEOUT_MS);
  try {
    (client as Referable | null)?.ref();
    if (client && (await isLastUser(client))) {
      await client.end();
      await stopCluster(location, await provideBinaries(location.home, location.account));
    }
  } finally {
    await client?.end().catch(() => undefined);
    await lock.release();
  }
}

/**
 * The server keeps the lock of a killed process until it has read the end of its connection. Without waiting for that,
 * the last process to leave would take the dead one for a user, and nobody would ever stop the server.
 */
async function isLastUser(client: pg.Client): Promise<boolean> {
  const deadline = Date.now() + FAREWELL_TIMEOUT_MS;
  try {
    await client.query("SELECT pg_advisory_unlock_shared($1)", [USERS_LOCK]);
    for (;;) {
      const { rows } = await client.query<{ last: boolean }>("SELECT pg_try_advisory_lock($1) AS last", [USERS_LOCK]);
      if (rows[0]?.last === true) return true;
      if (Date.now() > deadline || (await findUsers(client)).some(isAlive)) return false;
      await sleep(POLL_MS);
    }
  } catch {
    // The server died under us: there is nothing to stop.
    return false;
  }
}

/** Processes that hold the users' lock, living or killed. */
async function findUsers(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = $1::bigint`,
    [USERS_LOCK],
  );
  // A process of an older version tells no id: 0 is a living process, as it may be one.
  return rows.map(({ name }) => Number(name.slice(APPLICATION.length)));
}
