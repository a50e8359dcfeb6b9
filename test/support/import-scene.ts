import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import { importContent } from "../../src/ingest/import-content.ts";
import { importCustomers } from "../../src/ingest/import-customers.ts";
import { importEvents } from "../../src/ingest/import-events.ts";
import { importMeasures } from "../../src/ingest/import-measures.ts";
import { importMembers } from "../../src/ingest/import-members.ts";
import type { ImportOptions, ImportResult } from "../../src/ingest/import-rows.ts";
import type { ImportInput, IngestDeps } from "../../src/ingest/ports.ts";
import { openImport } from "../../src/platform/files/open-import.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { emptyIngest } from "./ingest-facts.ts";

export const IMPORTS = {
  members: importMembers,
  content: importContent,
  events: importEvents,
  customers: importCustomers,
  measures: importMeasures,
};

/** A database that is empty before each test of the file, and a folder of the test's own from which files are imported. */
export interface ImportScene {
  readonly test: TestDatabase;
  readonly deps: IngestDeps;
  readonly folder: string;
  open(path: string, standardInput?: Readable): Promise<ImportInput>;
  /** Imports a file of that text; `name` is `file.csv` unless told, and `-` is standard input. */
  take(
    kind: keyof typeof IMPORTS,
    text: string | Uint8Array,
    options?: ImportOptions & { readonly name?: string },
  ): Promise<ImportResult>;
  rows(text: string): Promise<Record<string, unknown>[]>;
}

const SETTINGS: IngestDeps["settings"] = {
  visitGap: { count: 30, unit: "minutes" },
  passiveEvents: [],
  timezone: "Europe/Paris",
  events: {},
};

/** `now`: the community's. Opened before the tests of the file, and dropped after them. */
export function useImportScene(now: Date, settings: Partial<IngestDeps["settings"]> = {}): ImportScene {
  let test: TestDatabase;
  let deps: IngestDeps;
  let folder: string;
  beforeAll(async () => {
    test = await createTestDatabase();
    deps = {
      store: createIngestStore(test.database),
      clock: fixedClock(now),
      settings: { ...SETTINGS, ...settings },
    };
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    await emptyIngest(test.database);
    await test.database.query({ text: "TRUNCATE customer, customer_month, measure, suppression", values: [] });
    folder = await mkdtemp(join(tmpdir(), "rekindle-import-"));
    return () => rm(folder, { recursive: true });
  });
  const open: ImportScene["open"] = (path, standardInput = Readable.from([])) =>
    openImport({ path, standardInput, workingDirectory: folder });
  return {
    get test() {
      return test;
    },
    get deps() {
      return deps;
    },
    get folder() {
      return folder;
    },
    open,
    take: async (kind, text, { name = "file.csv", ...options } = {}) => {
      if (name === "-") return IMPORTS[kind](deps, await open(name, Readable.from([text])), options);
      const path = join(folder, name);
      await writeFile(path, text);
      return IMPORTS[kind](deps, await open(path), options);
    },
    rows: (text) => test.database.query<Record<string, unknown>>({ text, values: [] }),
  };
}

/** New, changed, unchanged, refused. */
export const countsOf = ({ new: added, changed, unchanged, refused }: ImportResult) => [
  added,
  changed,
  unchanged,
  refused,
];
