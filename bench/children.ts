import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const running = new Set<ChildProcess>();

/** What a child tells by itself, whoever listens; it answers no question. */
export interface Tally {
  readonly tally: number;
}

export interface Child {
  readonly process: ChildProcess;
  /** The next message that is no tally; rejects when the process ends first. */
  next<Message>(): Promise<Message>;
  ask<Message>(message: object): Promise<Message>;
  /** Ends it there and then, and answers when it is gone. */
  end(): Promise<void>;
}

/** Runs a file of this folder in a process of its own; it ends when it is told to, or when this process is gone. */
export function startChild(script: string, args: readonly string[], variables: Record<string, string> = {}): Child {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), args, {
    execArgv: ["--import", "tsx", "--import", fileURLToPath(new URL("use-build.mjs", import.meta.url))],
    env: { ...process.env, ...variables },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // Ctrl-C reaches the whole group of the terminal; a child is ended by us, after its work is broken off.
    detached: true,
  });
  running.add(child);
  const messages: unknown[] = [];
  const waiting: { resolve(message: unknown): void; reject(reason: Error): void }[] = [];
  const gone = new Promise<void>((resolve) => {
    child.once("exit", (status, signal) => {
      running.delete(child);
      for (const { reject } of waiting.splice(0)) reject(new Error(`${script} ended: ${status ?? signal}`));
      resolve();
    });
  });
  child.on("message", (message) => {
    if (typeof message === "object" && "tally" in message) return;
    const next = waiting.shift();
    if (next) next.resolve(message);
    else messages.push(message);
  });
  const next = <Message>(): Promise<Message> =>
    new Promise((resolve, reject) => {
      if (messages.length > 0) resolve(messages.shift() as Message);
      else if (child.connected) waiting.push({ resolve: resolve as (message: unknown) => void, reject });
      else reject(new Error(`${script} has ended`));
    });
  return {
    process: child,
    next,
    ask: (message) => {
      child.send(message);
      return next();
    },
    end: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Whatever `startChild` started and nobody ended. */
export async function endChildren(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((resolve) => {
          child.once("exit", () => resolve());
          child.kill("SIGKILL");
        }),
    ),
  );
}

/** In a child: ends it when the process that started it is gone. */
export function endWithParent(): void {
  process.once("disconnect", () => process.exit(0));
}
