import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeOpenFolder } from "./open-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = join(root, "bin/rekindle.js");

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output or error holds the text, with all that was said. */
  saw(text: string): Promise<string>;
}

/** An installation in a folder of its own: data, rules with `sending: on`, and the command line as users run it. */
export interface Installation {
  readonly folder: string;
  readonly rules: string;
  run(...args: string[]): Promise<Ended>;
  /** From another folder. */
  runIn(folder: string, ...args: string[]): Promise<Ended>;
  start(...args: string[]): Running;
  /** Standard output parsed; fails when the command does. */
  json<T>(...args: string[]): Promise<T>;
  editSettings(edit: (text: string) => string): void;
  writeRule(name: string, text: string): void;
  /** Into the folder; answers its path. */
  writeFile(name: string, text: string): string;
  /** A rule that is shipped as a draft. */
  goLive(name: string): void;
  remove(): void;
}

export function createInstallation(variables: Record<string, string> = {}): Installation {
  const folder = makeOpenFolder("rekindle-installation-");
  const rules = join(folder, "rules");
  cpSync(join(root, "rules"), rules, { recursive: true });
  const settings = join(rules, "settings.yaml");
  const editSettings = (edit: (text: string) => string) =>
    writeFileSync(settings, edit(readFileSync(settings, "utf8")));
  editSettings((text) => text.replace(/^sending: off/m, "sending: on"));
  const start = (...args: string[]): Running => startIn(folder, args);
  const startIn = (workingDirectory: string, args: readonly string[]): Running => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: workingDirectory,
      // A process group of its own, as a shell gives it: a test can press Ctrl-C.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        DATA_DIR: join(folder, "data"),
        RULES_DIR: rules,
        PORT: "0",
        ...variables,
      },
    });
    let stdout = "";
    let stderr = "";
    const watchers = new Set<() => void>();
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      for (const watch of watchers) watch();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      for (const watch of watchers) watch();
    });
    const ended = new Promise<Ended>((resolve) => {
      child.once("close", (status, signal) => resolve({ status, signal, stdout, stderr }));
    });
    const saw = (text: string) =>
      new Promise<string>((resolve, reject) => {
        const watch = () => {
          if (!stdout.includes(text) && !stderr.includes(text)) return;
          watchers.delete(watch);
          resolve(stdout + stderr);
        };
        watchers.add(watch);
        watch();
        void ended.then((result) => reject(new Error(`ended before it said "${text}": ${JSON.stringify(result)}`)));
      });
    return { child, ended, saw };
  };
  const run = (...args: string[]) => start(...args).ended;
  return {
    folder,
    rules,
    start,
    run,
    runIn: (workingDirectory, ...args) => startIn(workingDirectory, args).ended,
    json: async <T>(...args: string[]): Promise<T> => {
      const result = await run(...args, "--json");
      if (result.status !== 0) throw new Error(`${args.join(" ")} ended with ${result.status}: ${result.stderr}`);
      return JSON.parse(result.stdout) as T;
    },
    editSettings,
    writeRule: (name, text) => writeFileSync(join(rules, `${name}.yaml`), text),
    writeFile: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    goLive: (name) => {
      const file = join(rules, `${name}.yaml`);
      writeFileSync(file, readFileSync(file, "utf8").replace(/^state: draft/m, "state: live"));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Members on the hour of their own timezones, with contents that each of them has not seen. */
export function writeSmallCommunity(
  folder: string,
  members: number,
): { members: string; content: string; events: string } {
  const files = {
    members: join(folder, "members.csv"),
    content: join(folder, "content.csv"),
    events: join(folder, "events.csv"),
  };
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
  writeFileSync(
    files.members,
    `id,email,firstName,locale,timezone,createdAt\n${numbers(members)
      .map((n) => `m${n},m${n}@members.example,Alex ${n},en,UTC,2026-01-05T00:00:00Z`)
      .join("\n")}\n`,
  );
  writeFileSync(
    files.content,
    `id,title,url,type,themes,language,publishedAt\n${numbers(12)
      .map(
        (n) =>
          `c${n},Content ${n},https://site.example/c/${n},article,pricing,en,2026-03-${String(n).padStart(2, "0")}T06:00:00Z`,
      )
      .join("\n")}\n`,
  );
  writeFileSync(
    files.events,
    `messageId,timestamp,userId,event,contentId\n${numbers(members)
      .map((n) => `e${n},2026-03-01T10:00:00Z,m${n},Content Viewed,c1`)
      .join("\n")}\n`,
  );
  return files;
}
