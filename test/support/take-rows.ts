import { Readable } from "node:stream";
import { fixedClock } from "../../src/core/clock.ts";
import type { Counts } from "../../src/ingest/counts.ts";
import { importContent } from "../../src/ingest/import-content.ts";
import { importEvents } from "../../src/ingest/import-events.ts";
import { importMembers } from "../../src/ingest/import-members.ts";
import { openImport } from "../../src/platform/files/open-import.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";

const KINDS = { content: importContent, events: importEvents, members: importMembers };

/** Takes rows in as from a file; `at` is the community's now. Rejects when one of them is refused. */
export async function takeRows(
  database: Database,
  kind: keyof typeof KINDS,
  rows: readonly Readonly<Record<string, unknown>>[],
  at: string,
): Promise<Counts> {
  const lines = rows.map((row) => JSON.stringify(row)).join("\n");
  const input = await openImport({ path: "-", standardInput: Readable.from([lines]), workingDirectory: "/" });
  const deps = {
    store: createIngestStore(database),
    clock: fixedClock(new Date(at)),
    settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
  } as const;
  const { refused, ...counts } = await KINDS[kind](deps, input, {});
  if (refused > 0) throw new Error(`${refused} of ${rows.length} rows are refused.`);
  return counts;
}
