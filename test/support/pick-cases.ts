import fc from "fast-check";
import { DAY_MS } from "../../src/core/calendar.ts";
import type { CatalogueContent } from "../../src/core/community.ts";
import type { CandidateOptions } from "../../src/core/picks/candidates.ts";
import type { PickQuota, Reader } from "../../src/core/picks/pick.ts";
import type { ContentPopularity } from "../../src/core/picks/popularity.ts";

/** Small catalogues full of corners, and readers of them. */

export const AT = new Date("2026-11-22T08:00:00Z");
export const TODAY = Math.floor(AT.getTime() / DAY_MS);
const THEMES = ["pricing", "onboarding", "support", "api", "events"];
export const daysAgo = (days: number): Date => new Date(AT.getTime() - days * DAY_MS);

export function content(id: number, over: Partial<CatalogueContent> = {}): CatalogueContent {
  return {
    id,
    externalId: `c${id}`,
    type: "article",
    title: `Content ${id}`,
    url: `https://site.example/${id}`,
    summary: null,
    imageUrl: null,
    themes: [],
    language: null,
    authorId: null,
    publishedAt: daysAgo(1),
    withdrawnAt: null,
    startsAt: null,
    endsAt: null,
    replayUrl: null,
    ...over,
  };
}

export function options(over: Partial<CandidateOptions> = {}): CandidateOptions {
  return { at: AT, hotSince: daysAgo(14), pinned: [], blocked: new Set(), evergreen: [], ...over };
}

export function reader(over: Partial<Reader> = {}): Reader {
  return { externalId: "me", reads: ["en", "fr"], viewed: new Map(), mailed: new Set(), ...over };
}

export interface PickCase {
  readonly contents: CatalogueContent[];
  readonly popularity: ContentPopularity[];
  readonly options: CandidateOptions;
  readonly reader: Reader;
  readonly quota: PickQuota;
}

const ID = fc.integer({ min: 1, max: 24 });
export const pickCaseArb: fc.Arbitrary<PickCase> = fc.record({
  contents: fc
    .uniqueArray(
      fc.record({
        id: ID,
        themes: fc.array(fc.constantFrom(...THEMES), { maxLength: 3 }),
        language: fc.constantFrom(null, "en", "fr", "de"),
        authorId: fc.constantFrom(null, "me", "ann", "bob"),
        // Few distinct ages, so that scores tie.
        publishedAt: fc.constantFrom(-1, 0.5, 1, 3, 13, 14, 15, 40, 400).map(daysAgo),
        withdrawnAt: fc.constantFrom(null, null, null, daysAgo(0.1), daysAgo(-3)),
        type: fc.constantFrom("article" as const, "live" as const),
        endsAt: fc.constantFrom(null, daysAgo(0.5), daysAgo(-1)),
        replayUrl: fc.constantFrom(null, "https://site.example/replay"),
      }),
      { selector: ({ id }) => id, maxLength: 24 },
    )
    .map((rows) => rows.map(({ id, ...over }) => content(id, over))),
  popularity: fc.uniqueArray(
    fc
      .tuple(ID, fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 6, maxLength: 6 }))
      .map(([contentId, [a = 0, b = 0, c = 0, d = 0, e = 0, useful = 0]]) => ({
        contentId,
        lastDay: a,
        last3Days: a + b,
        last7Days: a + b + c,
        last14Days: a + b + c + d,
        viewers: a + b + c + d + e,
        useful,
      })),
    { selector: ({ contentId }) => contentId, maxLength: 24 },
  ),
  options: fc.record({
    at: fc.constant(AT),
    hotSince: fc.constant(daysAgo(14)),
    pinned: fc.array(ID, { maxLength: 3 }),
    blocked: fc.array(ID, { maxLength: 2 }).map((ids) => new Set(ids)),
    evergreen: fc.array(ID, { maxLength: 4 }),
  }),
  reader: fc.record({
    externalId: fc.constant("me"),
    reads: fc.constantFrom(["en"], ["fr", "en"], []),
    viewed: fc
      .array(fc.tuple(ID, fc.integer({ min: TODAY - 300, max: TODAY })), { maxLength: 8 })
      .map((rows) => new Map(rows)),
    replays: fc.array(ID, { maxLength: 8 }).map((ids) => new Set(ids)),
    mailed: fc.array(ID, { maxLength: 6 }).map((ids) => new Set(ids)),
    mailedLongAgo: fc.array(ID, { maxLength: 6 }).map((ids) => new Set(ids)),
    themesOff: fc.oneof(
      { weight: 2, arbitrary: fc.constant(new Set<string>()) },
      { weight: 1, arbitrary: fc.array(fc.constantFrom(...THEMES), { maxLength: 4 }).map((themes) => new Set(themes)) },
    ),
    notPinned: fc.array(ID, { maxLength: 2 }).map((ids) => new Set(ids)),
  }),
  quota: fc.record({
    hot: fc.integer({ min: 0, max: 4 }),
    cold: fc.integer({ min: 0, max: 4 }),
    skipBelow: fc.integer({ min: 0, max: 4 }),
  }),
});
