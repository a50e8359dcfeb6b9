import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import type { Activity } from "../../src/core/tracking/activity.ts";
import { dropOldActivities } from "../../src/ingest/drop-old-activities.ts";
import type { IngestDeps } from "../../src/ingest/ports.ts";
import { recomputeFacts } from "../../src/ingest/recompute-facts.ts";
import { recordEvents } from "../../src/ingest/record-events.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest, expectedFacts, readFacts } from "../support/ingest-facts.ts";

const GAP_MS = 30 * 60_000;
/** A thousand days and a week after the month that goes last here. */
const AT = new Date("2026-11-02T12:00:00Z");
const KEPT = { activities: 1_000 };

function act(at: string, contentId: string | null = null): Activity {
  const name = contentId === null ? "Page Viewed" : "Content Viewed";
  return {
    messageId: at,
    memberId: "anna",
    name,
    occurredAt: new Date(at),
    contentId,
    passive: false,
    properties: null,
  };
}

const ACTS = [
  act("2023-12-03T10:00:00Z", "welcome"),
  act("2023-12-03T10:20:00Z"),
  act("2024-01-31T23:50:00Z", "pricing"),
  // The same visit, in the month that stays.
  act("2024-02-01T00:10:00Z", "pricing"),
  act("2024-02-01T00:30:00Z"),
  act("2024-02-01T03:00:00Z", "welcome"),
  act("2026-10-01T10:00:00Z", "onboarding"),
];

describe("retention", () => {
  let test: TestDatabase;
  let deps: IngestDeps;
  const months = async () => {
    const rows = await test.database.query<{ name: string }>({
      text: "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'activity'::regclass ORDER BY 1",
      values: [],
    });
    return rows.map(({ name }) => name.slice(-7));
  };
  const countActivities = () => test.database.query({ text: "SELECT count(*) AS n FROM activity", values: [] });

  beforeAll(async () => {
    test = await createTestDatabase();
    deps = {
      store: createIngestStore(test.database),
      clock: fixedClock(AT),
      settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
    };
  });

  beforeEach(async () => {
    await emptyIngest(test.database);
    await test.database.query({ text: "UPDATE installation SET activities_from = NULL", values: [] });
    await recordEvents(deps, ACTS);
  });

  afterAll(() => test.drop());

  it("drops whole months, and leaves visits, views and what is counted as they were", async () => {
    expect(await dropOldActivities(deps.store, KEPT, AT)).toBe(2);
    expect(await months()).toEqual(["2024_02", "2026_10"]);
    expect(await countActivities()).toEqual([{ n: 4 }]);
    expect(await readFacts(test.database)).toEqual(expectedFacts(ACTS, GAP_MS));
    expect(await dropOldActivities(deps.store, KEPT, AT)).toBe(0);
  });

  it("keeps the facts right afterwards: recomputed, and with what comes late", async () => {
    await dropOldActivities(deps.store, KEPT, AT);
    await recomputeFacts(deps);
    expect(await readFacts(test.database)).toEqual(expectedFacts(ACTS, GAP_MS));
    const late = [act("2023-12-03T10:40:00Z", "pricing"), act("2024-02-01T00:45:00Z"), act("2026-10-01T10:05:00Z")];
    await recordEvents(deps, late);
    await recordEvents(deps, late);
    const expected = expectedFacts([...ACTS, ...late], GAP_MS);
    expect(await readFacts(test.database)).toEqual(expected);
    await recomputeFacts(deps);
    expect(await readFacts(test.database)).toEqual(expected);
    expect(await dropOldActivities(deps.store, KEPT, AT)).toBe(1);
    expect(await readFacts(test.database)).toEqual(expected);
  });

  it("loses nothing of what comes late while its month is dropped", async () => {
    const late = Array.from({ length: 40 }, (_, n) => act(new Date(Date.UTC(2023, 10, 1, n * 6)).toISOString()));
    const dropping = async () => {
      for (let n = 0; n < 40; n += 1) await dropOldActivities(deps.store, KEPT, AT);
    };
    const coming = async () => {
      for (const one of late) await recordEvents(deps, [one]);
    };
    await Promise.all([dropping(), coming()]);
    expect(await readFacts(test.database)).toEqual(expectedFacts([...ACTS, ...late], GAP_MS));
  });

  it("takes no given time that lies ahead for the machine's, and keeps all for good where nothing is said", async () => {
    const kept = await months();
    expect(kept).toContain("2023_12");
    expect(await dropOldActivities(deps.store, { activities: null }, AT)).toBe(0);
    await dropOldActivities(deps.store, { activities: 10_000 }, new Date("2099-01-01T00:00:00Z"));
    expect(await months()).toEqual(kept);
  });
});
