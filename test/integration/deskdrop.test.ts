import { existsSync } from "node:fs";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import { importContent } from "../../src/ingest/import-content.ts";
import { importEvents } from "../../src/ingest/import-events.ts";
import { importMembers } from "../../src/ingest/import-members.ts";
import type { ImportInput, IngestDeps, SourceRow } from "../../src/ingest/ports.ts";
import { recomputeFacts } from "../../src/ingest/recompute-facts.ts";
import { openImport } from "../../src/platform/files/open-import.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type IngestFacts, readFacts } from "../support/ingest-facts.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/data/deskdrop-2016/", import.meta.url));
const KEPT = ["Kept as attributes, which rules can use: country."];
const OWN = ['Events of your own, which rules can use by these names (rows of each): "Content Bookmarked" (2,296).'];
const NAME = "a year of a real community (shared/data/deskdrop-2016)";

describe.skipIf(!existsSync(FOLDER))(NAME, () => {
  let ordered: TestDatabase;
  let shuffled: TestDatabase;
  let facts: IngestFacts;

  const open = (name: string) =>
    openImport({ path: `${FOLDER}${name}`, standardInput: Readable.from([]), workingDirectory: FOLDER });

  const depsOf = (test: TestDatabase): IngestDeps => ({
    store: createIngestStore(test.database),
    clock: fixedClock(new Date("2026-11-22T00:00:00Z")),
    settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
  });

  beforeAll(async () => {
    ordered = await createTestDatabase();
    shuffled = await createTestDatabase();
  });
  afterAll(async () => {
    await ordered.drop();
    await shuffled.drop();
  });

  const nothingOdd = { changed: 0, refused: 0, mistakes: [], warnings: [], notices: [], rejectedFile: null };

  it("is taken in to the last row", async () => {
    const deps = depsOf(ordered);
    const none = { ...nothingOdd, unchanged: 0 };
    expect(await importMembers(deps, await open("members.csv"))).toEqual({
      ...none,
      new: 1_823,
      notices: KEPT,
    });
    expect(await importContent(deps, await open("content.csv"))).toEqual({ ...none, new: 2_787 });
    expect(await importEvents(deps, await open("events.csv.gz"))).toEqual({ ...none, new: 66_508, notices: OWN });
    facts = await readFacts(ordered.database);
    expect(facts.members).toHaveLength(1_823);
    expect(facts.visits).toHaveLength(34_644);
    expect(facts.views).toHaveLength(37_092);
  });

  it("changes nothing when it comes again", async () => {
    const deps = depsOf(ordered);
    const none = { ...nothingOdd, new: 0 };
    expect(await importEvents(deps, await open("events.csv.gz"))).toEqual({ ...none, unchanged: 66_508, notices: OWN });
    expect(await importContent(deps, await open("content.csv"))).toEqual({ ...none, unchanged: 2_787 });
    expect(await importMembers(deps, await open("members.csv"))).toEqual({ ...none, unchanged: 1_823, notices: KEPT });
    expect(await readFacts(ordered.database)).toEqual(facts);
  });

  it("gives the facts that a recomputation gives", async () => {
    await recomputeFacts(depsOf(ordered));
    expect(await readFacts(ordered.database)).toEqual(facts);
  });

  it("gives the same facts when its events come in another order, before members and contents", async () => {
    const deps = depsOf(shuffled);
    expect(await importEvents(deps, await inAnotherOrder(await open("events.csv.gz")))).toMatchObject({ new: 66_508 });
    await importContent(deps, await open("content.csv"));
    await importMembers(deps, await open("members.csv"));
    expect(await readFacts(shuffled.database)).toEqual(facts);
  });
});

/** A stride that shares no factor with the number of rows visits each once, far from its neighbours. */
async function inAnotherOrder(input: ImportInput): Promise<ImportInput> {
  const rows: SourceRow[] = [];
  for await (const block of input.source) rows.push(...block);
  const stride = 7_919;
  const order = rows.map((_, index) => rows[(index * stride) % rows.length] as SourceRow);
  async function* one() {
    yield order;
  }
  const { name, columns, decimalComma, notices, bytesTotal, bytesRead } = input.source;
  return {
    rejected: input.rejected,
    source: { name, columns, decimalComma, notices, bytesTotal, bytesRead, [Symbol.asyncIterator]: one },
  };
}
