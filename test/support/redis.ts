import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { findFreePort } from "../../src/platform/embedded/cluster.ts";

export interface TestRedis {
  readonly url: string;
  /** Stops it for a while. */
  stopServer(): Promise<void>;
  /** It is there, and answers nothing any more. */
  freeze(): void;
  /** Again on the same port, empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of one's own, without persistence. `program` is the path that `requirement("redis")` found. */
export async function startRedis(program: string, options: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "rekindle-redis-"));
  const port = await findFreePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  let frozen = false;

  const stopServer = async (): Promise<void> => {
    if (server?.exitCode !== null) return;
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server.kill(frozen ? "SIGKILL" : "SIGTERM");
    frozen = false;
    await ended;
  };
  const start = async (): Promise<void> => {
    const fixed = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
    server = spawn(program, [...fixed, ...options], { stdio: "ignore" });
    const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: 500 });
    redis.on("error", () => undefined);
    await redis.ping();
    redis.disconnect();
  };

  await start();
  return {
    url,
    start,
    stopServer,
    freeze: () => {
      frozen = server?.kill("SIGSTOP") ?? false;
    },
    stop: async () => {
      await stopServer();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
