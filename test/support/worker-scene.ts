import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createContext } from "../../src/app.ts";
import { createProgram } from "../../src/cli/program.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { readConfig } from "../../src/config.ts";
import { keepCycling } from "../../src/jobs/keep-cycling.ts";
import { type CycleResult, runCycle } from "../../src/jobs/run-cycle.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { openSmtpSink, type SmtpSink } from "./smtp-sink.ts";

const HOUR_MS = 3_600_000;

/** A worker as `rekindle worker` runs it, in this process, on a clock that the test sets; rules are files of a folder. */
export interface WorkerScene {
  readonly test: TestDatabase;
  readonly sink: SmtpSink;
  /** null: the queue is on the database. */
  readonly redisUrl: string | null;
  /** Of the rules, with the folder of data inside. */
  readonly folder: string;
  /** What the worker said, and all trouble; empty when all went well. */
  readonly told: readonly string[];
  write(file: string, text: string): void;
  remove(file: string): void;
  query<Row>(text: string): Promise<Row[]>;
  /** Opens the worker, which runs a cycle at once, and closes it after the work. */
  worker(work: (cycleAt: (instant: string) => Promise<CycleResult>) => Promise<void>): Promise<void>;
  /** What a command prints. */
  command(...words: string[]): Promise<string>;
  /** The different subjects of the mails that arrived since the last call. */
  subjects(): string[];
  close(): Promise<void>;
}

/** `members` of UTC who never come, and thirty contents of the first of March 2026. The first cycle is at 23:00 on the 9th. */
export async function openWorkerScene(
  members: number,
  variables: (smtpUrl: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<WorkerScene> {
  const test = await createTestDatabase();
  const sink = await openSmtpSink();
  const rules = mkdtempSync(join(tmpdir(), "rekindle-rules-"));
  const told: string[] = [];
  let printed: string[] = [];
  let commanding = false;
  let seen = 0;
  const query = <Row>(text: string): Promise<Row[]> => test.database.query<Row>({ text, values: [] });
  await query(`INSERT INTO member (external_id, email, email_hash, joined_at)
SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, ${members}) n`);
  await query(`INSERT INTO content (external_id, title, url, published_at)
SELECT 'c' || n, 'Content ' || n, 'https://site.example/' || n, '2026-03-01' FROM generate_series(1, 30) n`);
  const terminal: Terminal = {
    colour: false,
    live: false,
    print: (text) => void (commanding ? printed : told).push(text),
    warn: (text) => void told.push(text),
    write: () => undefined,
    progress: () => undefined,
  };
  const config = readConfig({
    DATABASE_URL: test.url,
    RULES_DIR: rules,
    DATA_DIR: join(rules, "data"),
    SMTP_URL: sink.url,
    SECRET_KEY: "a secret of this test",
    ...variables(sink.url),
  });
  const context = createContext(config, terminal);
  return {
    test,
    sink,
    redisUrl: config.redisUrl,
    folder: rules,
    told,
    query,
    write: (file, text) => {
      mkdirSync(dirname(join(rules, file)), { recursive: true });
      writeFileSync(join(rules, file), text);
    },
    remove: (file) => rmSync(join(rules, file)),
    worker: async (work) => {
      await context.migrations.migrate();
      await context.withServices(async (services) => {
        const [last] = await query<{ at: Date | null }>("SELECT clock_at AS at FROM installation");
        let now = last?.at ?? new Date("2026-03-09T23:00:00Z");
        let result: CycleResult | null = null;
        const pipeline = await services.openPipeline(now);
        const keeper = keepCycling(
          async () => {
            result = await runCycle(pipeline.cycle, { at: now, waitMs: 10_000 });
          },
          (error) => void told.push(String(error)),
          HOUR_MS,
        );
        try {
          await keeper.wake();
          await work(async (instant) => {
            now = new Date(instant);
            result = null;
            await keeper.wake();
            if (result === null) throw new Error(`the cycle at ${instant} failed: ${told.join(" ")}`);
            return result;
          });
        } finally {
          await keeper.stop();
          await pipeline.stop();
        }
      });
    },
    command: async (...words) => {
      printed = [];
      commanding = true;
      try {
        await createProgram(context).parseAsync(["node", "rekindle", ...words]);
      } finally {
        commanding = false;
      }
      return printed.join("\n");
    },
    subjects: () => {
      const arrived = sink.mails.slice(seen);
      seen = sink.mails.length;
      return [...new Set(arrived.map(({ headers }) => headers.get("subject") ?? ""))];
    },
    close: async () => {
      await sink.close();
      await test.drop();
      rmSync(rules, { recursive: true, force: true });
    },
  };
}
