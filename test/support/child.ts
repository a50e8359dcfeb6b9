import { type ChildProcess, spawn } from "node:child_process";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The checkout that the tests run in. */
export const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** The next line of standard output; rejects, with what it said on standard error, when the process ends first. */
  nextLine(): Promise<string>;
  say(line: string): void;
  /** The exit status, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export interface ChildOptions {
  readonly uid?: number;
  readonly gid?: number;
  /** In a process group of its own, so that a signal can go to the whole group as Ctrl-C does. */
  readonly detached?: boolean;
  /** Another checkout to run it in. */
  readonly checkout?: string;
}

/** Runs a TypeScript file of test/support in a process of its own. */
export function spawnChild(
  script: string,
  args: readonly string[],
  { checkout = CHECKOUT, ...options }: ChildOptions = {},
): Child {
  const file = join(checkout, relative(CHECKOUT, fileURLToPath(new URL(script, import.meta.url))));
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], {
    ...options,
    cwd: checkout,
    stdio: "pipe",
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString("utf8");
  });
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    nextLine: async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended: ${complaint}`);
      return value;
    },
    say: (line) => {
      child.stdin.write(`${line}\n`);
    },
    ended: new Promise((resolve) => {
      child.once("close", (status, signal) => resolve(status ?? signal ?? "unknown"));
    }),
  };
}
