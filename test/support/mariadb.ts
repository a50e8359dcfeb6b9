import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import mysql from "mysql2/promise";
import { findFreePort } from "../../src/platform/embedded/cluster.ts";

export interface TestMariadb {
  /** Of an administrator without a password, and of no database. */
  readonly port: number;
  query(sql: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** A MariaDB of one's own on a free port. `program` is the path that `requirement("mariadb")` found. */
export async function startMariadb(program: string): Promise<TestMariadb> {
  const folder = await mkdtemp(join(tmpdir(), "rekindle-mariadb-"));
  const port = await findFreePort();
  const data = join(folder, "data");
  // As root it refuses to run unless it is told that this is meant.
  const user = process.getuid?.() === 0 ? ["--user=root"] : [];
  const install = join(dirname(program), "..", "bin", "mariadb-install-db");
  execFileSync(
    install,
    ["--no-defaults", `--datadir=${data}`, "--auth-root-authentication-method=normal", "--skip-test-db", ...user],
    { stdio: "pipe" },
  );
  const server = spawn(
    program,
    [
      "--no-defaults",
      `--datadir=${data}`,
      `--socket=${join(folder, "socket")}`,
      `--pid-file=${join(folder, "pid")}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--innodb-flush-log-at-trx-commit=0",
      "--innodb-buffer-pool-size=16M",
      ...user,
    ],
    { stdio: "ignore" },
  );
  const connection = await connectSoon(server, port);
  return {
    port,
    query: async (sql) => (await connection.query(sql))[0],
    stop: async () => {
      await connection.end();
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function connectSoon(server: ChildProcess, port: number): Promise<mysql.Connection> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await mysql.createConnection({ host: "127.0.0.1", port, user: "root", multipleStatements: true });
    } catch (error) {
      if (Date.now() > deadline || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
