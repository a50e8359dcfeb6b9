import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import { type Candidates, prepareCandidates } from "../../src/core/picks/candidates.ts";
import { forgetTaste, readTaste } from "../../src/core/picks/taste.ts";
import type { Activity } from "../../src/core/tracking/activity.ts";
import { impliesView } from "../../src/core/tracking/event-names.ts";
import type { ReadingHistory } from "../../src/digest/ports.ts";
import type { IngestDeps } from "../../src/ingest/ports.ts";
import { recordContents } from "../../src/ingest/record-contents.ts";
import { recordEvents } from "../../src/ingest/record-events.ts";
import { createMemberDirectory } from "../../src/platform/postgres/audience/member-directory.ts";
import { loadCatalogue } from "../../src/platform/postgres/content-catalogue.ts";
import { loadHistories } from "../../src/platform/postgres/digest/load-histories.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { arrivals } from "../support/arrivals.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest } from "../support/ingest-facts.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 5, 1, 22);
const SEED = 20_261_129;
const MEMBERS = ["anna", "0042", "chloé"];
const CONTENTS = ["welcome", "c:3", "pricing", "never said"];
const THEMES = ["pricing", "api", "it's"];

const activity: fc.Arbitrary<Activity> = fc
  .record({
    memberId: fc.constantFrom(...MEMBERS),
    name: fc.constantFrom("Content Viewed", "Comment Created", "Live Registered", "Message Received"),
    ms: fc.nat(300 * DAY_MS),
    contentId: fc.option(fc.constantFrom(...CONTENTS), { nil: null, freq: 8 }),
  })
  .map(({ ms, ...act }) => ({
    ...act,
    messageId: null,
    occurredAt: new Date(START_MS + ms),
    passive: act.name === "Message Received",
    properties: null,
  }));

/** What is said of a content, of which the latest word stands. */
const word = fc.record({
  content: fc.constantFrom(...CONTENTS.slice(0, 3)),
  statedAt: fc.nat(300).map((days) => new Date(START_MS + days * DAY_MS)),
  themes: fc.subarray(THEMES),
  publishedAt: fc.nat(200).map((days) => new Date(START_MS + days * DAY_MS)),
});
type Word = typeof word extends fc.Arbitrary<infer Value> ? Value : never;

type Tastes = Readonly<Record<string, Readonly<Record<string, number>>>>;
const grain = (affinity: number) => Math.round(affinity * 1e9) / 1e9;

/** As defined, from the acts themselves: the first view of each content, halved every sixty days, two views on nothing added. */
function expectedTastes(acts: readonly Activity[], words: readonly Word[], at: Date): Tastes {
  const stands = new Map<string, Word>();
  for (const said of [...words].sort((a, b) => a.statedAt.getTime() - b.statedAt.getTime()))
    stands.set(said.content, said);
  const tastes: Record<string, Record<string, number>> = {};
  for (const member of MEMBERS) {
    const own: Record<string, number> = {};
    let total = 2;
    for (const [content, { themes, publishedAt }] of stands) {
      const views = acts.filter((act) => act.memberId === member && act.contentId === content && impliesView(act));
      const first = Math.min(...views.map(({ occurredAt }) => occurredAt.getTime()));
      if (first > at.getTime() || publishedAt > at) continue;
      const days = Math.floor(at.getTime() / DAY_MS) - Math.floor(first / DAY_MS);
      const weight = Math.ceil(2 ** (-days / 60) * 2 ** 24) / 2 ** 24;
      total += weight;
      for (const theme of themes) own[theme] = (own[theme] ?? 0) + weight;
    }
    tastes[member] = Object.fromEntries(Object.entries(own).map(([theme, weight]) => [theme, grain(weight / total)]));
  }
  return tastes;
}

function tasteOf(candidates: Candidates, viewed: ReadingHistory["viewed"]): Record<string, number> {
  const taste = readTaste(candidates, { externalId: "nobody", reads: [], viewed, mailed: new Set() }, 1);
  const own = Object.fromEntries(
    taste.themes.map((theme) => [candidates.themeNames[theme], grain(candidates.scratch.affinity[theme] as number)]),
  );
  forgetTaste(candidates, taste);
  return own;
}

describe("what members like, from the same events in any order, split, repeated and late", () => {
  let test: TestDatabase;
  let deps: IngestDeps;

  beforeAll(async () => {
    test = await createTestDatabase();
    deps = {
      store: createIngestStore(test.database),
      clock: fixedClock(new Date("2027-12-01T00:00:00Z")),
      settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
    };
  });
  afterAll(() => test.drop());

  /** As picks are chosen by it, and as it is shown. */
  async function readTastes(at: Date): Promise<{ chosenBy: Tastes; shown: Tastes }> {
    const rows = await test.database.query<{ id: number; external: string }>({
      text: "SELECT id, external_id AS external FROM member WHERE external_id IS NOT NULL",
      values: [],
    });
    const catalogue = await loadCatalogue(test.database, at);
    const candidates = prepareCandidates(catalogue, [], {
      at,
      hotSince: at,
      pinned: [],
      blocked: new Set(),
      evergreen: [],
    });
    const histories = await loadHistories(
      test.database,
      rows.map(({ id }) => id),
      at,
      null,
      null,
    );
    const directory = createMemberDirectory(test.database);
    const chosenBy: Record<string, Record<string, number>> = {};
    const shown: Record<string, Record<string, number>> = {};
    for (const { id, external } of rows) {
      chosenBy[external] = tasteOf(candidates, histories.get(id)?.viewed ?? new Map());
      const member = await directory.find(external, at);
      shown[external] = Object.fromEntries(
        (member?.themes ?? []).map(({ theme, affinity }) => [theme, grain(affinity)]),
      );
    }
    return { chosenBy, shown };
  }

  it("is the same, as of any instant, and right after the themes of a content change", async () => {
    const acts = fc.uniqueArray(activity, {
      minLength: 1,
      maxLength: 40,
      size: "max",
      selector: (act) => JSON.stringify(act),
    });
    const words = fc.uniqueArray(word, {
      maxLength: 8,
      selector: ({ content, statedAt }) => `${content} ${statedAt.getTime()}`,
    });
    const scenario = fc
      .tuple(acts, words)
      .chain(([all, said]) =>
        fc.tuple(
          fc.constant(all),
          fc.constant(said),
          arrivals<Activity | Word>([...all, ...said]),
          fc.nat(320),
          fc.boolean(),
        ),
      );
    await fc.assert(
      fc.asyncProperty(scenario, async ([all, said, pieces, days, together]) => {
        await emptyIngest(test.database);
        const take = async (piece: readonly (Activity | Word)[]): Promise<void> => {
          const [first, then] = [
            piece.flatMap((one) => ("name" in one ? [one] : [])),
            piece.flatMap((one) => ("name" in one ? [] : [one])),
          ];
          if (first.length > 0) await recordEvents(deps, first);
          await recordContents(
            deps,
            then.map(({ content: id, statedAt, themes, publishedAt }) => ({
              id,
              statedAt,
              by: "event" as const,
              fields: { title: id, url: `https://site.example/${id}`, themes, publishedAt },
            })),
          );
        };
        if (together) await Promise.all(pieces.map(take));
        else for (const piece of pieces) await take(piece);
        for (const at of [new Date(START_MS + days * DAY_MS), new Date(START_MS + 400 * DAY_MS)]) {
          const expected = expectedTastes(all, said, at);
          const { chosenBy, shown } = await readTastes(at);
          for (const member of Object.keys(chosenBy)) {
            expect([at, member, chosenBy[member]]).toEqual([at, member, expected[member]]);
            expect([at, member, shown[member]]).toEqual([at, member, expected[member]]);
          }
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});
