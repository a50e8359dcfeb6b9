import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseNaively } from "../../../test/support/choose-naively.ts";
import {
  AT,
  content,
  daysAgo,
  options,
  type PickCase,
  pickCaseArb,
  reader,
  TODAY,
} from "../../../test/support/pick-cases.ts";
import { prepareCandidates } from "./candidates.ts";
import { choosePicks } from "./choose-picks.ts";
import type { PickQuota, Reader } from "./pick.ts";

const QUOTA: PickQuota = { hot: 3, cold: 2, skipBelow: 1 };

function idsOf(choice: ReturnType<typeof choosePicks>): number[] {
  return "picks" in choice ? choice.picks.map((pick) => pick.contentId) : [];
}

const chosen = ({ contents, popularity, options: given, reader: member, quota }: PickCase) =>
  choosePicks(prepareCandidates(contents, popularity, given), member, quota);

describe("for any catalogue and any member", { timeout: 60_000 }, () => {
  it("picks exactly what scoring every content afresh for every place would pick", () => {
    fc.assert(
      fc.property(pickCaseArb, (given) => {
        expect(chosen(given)).toEqual(
          chooseNaively(given.contents, given.popularity, given.options, given.reader, given.quota),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("never picks what is viewed, mailed, own, on switched-off themes only, withdrawn, blocked, not yet published or in a language not read", () => {
    fc.assert(
      fc.property(pickCaseArb, (given) => {
        const ids = idsOf(chosen(given));
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) {
          const picked = given.contents.find((one) => one.id === id);
          const isReplay = picked?.endsAt != null && picked.endsAt <= AT && picked.replayUrl !== null;
          expect(given.reader.viewed.has(id) && (!isReplay || given.reader.replays?.has(id))).toBe(false);
          expect(given.reader.mailed.has(id)).toBe(false);
          expect(given.options.blocked.has(id)).toBe(false);
          expect(picked?.authorId).not.toBe("me");
          const wanted = (theme: string) => given.reader.themesOff?.has(theme) !== true;
          expect(picked?.themes.length === 0 || picked?.themes.some(wanted)).toBe(true);
          expect(picked?.withdrawnAt == null || picked.withdrawnAt > AT).toBe(true);
          expect(picked !== undefined && picked.publishedAt <= AT).toBe(true);
          expect(picked?.language == null || given.reader.reads.includes(picked.language)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("holds the quota, and never goes below skip_below", () => {
    fc.assert(
      fc.property(pickCaseArb, (given) => {
        const choice = chosen(given);
        if ("skipped" in choice) return;
        const { hot, cold, skipBelow } = given.quota;
        expect(choice.picks.length).toBeLessThanOrEqual(hot + cold);
        expect(choice.picks.length).toBeGreaterThanOrEqual(skipBelow);
        const count = (kind: string) => choice.picks.filter((pick) => pick.kind === kind).length;
        if (hot === 0) expect(count("hot")).toBe(0);
        if (cold === 0) expect(count("cold") + count("evergreen")).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it("gives the same picks whatever the order of contents, popularity, views and mails, and whoever came before", () => {
    fc.assert(
      fc.property(pickCaseArb, pickCaseArb, (given, other) => {
        const candidates = prepareCandidates(given.contents, given.popularity, given.options);
        const first = choosePicks(candidates, given.reader, given.quota);
        choosePicks(candidates, other.reader, other.quota);
        expect(choosePicks(candidates, given.reader, given.quota)).toEqual(first);
        const shuffled: PickCase = {
          ...given,
          contents: [...given.contents].reverse(),
          popularity: [...given.popularity].reverse(),
          reader: { ...given.reader, viewed: new Map([...given.reader.viewed].reverse()) },
        };
        expect(chosen(shuffled)).toEqual(first);
      }),
      { numRuns: 1000 },
    );
  });

  it("gives only reasons that are true", () => {
    fc.assert(
      fc.property(pickCaseArb, (given) => {
        const choice = chosen(given);
        if ("skipped" in choice) return;
        const viewed = given.contents.filter((one) => given.reader.viewed.has(one.id));
        for (const { contentId, reason } of choice.picks) {
          const picked = given.contents.find((one) => one.id === contentId);
          const weekly = given.popularity.find((one) => one.contentId === contentId)?.last7Days ?? 0;
          if ("theme" in reason) expect(picked?.themes).toContain(reason.theme);
          if (reason.code === "read_others") {
            expect(reason.count).toBe(viewed.filter((one) => one.themes.includes(reason.theme)).length);
          }
          if (reason.code === "popular_in_theme" || reason.code === "popular") expect(weekly).toBeGreaterThanOrEqual(5);
          if (reason.code === "new" || reason.code === "new_in_theme") {
            expect(picked !== undefined && picked.publishedAt > daysAgo(7)).toBe(true);
          }
          if (reason.code === "near_theme") expect(viewed.some((one) => one.themes.includes(reason.near))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a member's picks", () => {
  it("come first from what the team pinned, in its order", () => {
    const contents = [content(1), content(2), content(3), content(4, { publishedAt: daysAgo(90) })];
    const candidates = prepareCandidates(contents, [], options({ pinned: [4, 3] }));
    expect(idsOf(choosePicks(candidates, reader(), QUOTA)).slice(0, 2)).toEqual([4, 3]);
  });

  it("favour the themes that the member reads", () => {
    const contents = [
      content(1, { themes: ["api"] }),
      content(2, { themes: ["pricing"] }),
      content(3, { themes: ["pricing"], publishedAt: daysAgo(100) }),
    ];
    const candidates = prepareCandidates(contents, [], options());
    const choice = choosePicks(candidates, reader({ viewed: new Map([[3, TODAY - 2]]) }), {
      ...QUOTA,
      hot: 1,
      cold: 0,
    });
    expect(choice).toMatchObject({
      picks: [{ contentId: 2, reason: { code: "read_others", theme: "pricing", count: 1 } }],
    });
  });

  it("spread over authors when the scores are close", () => {
    const contents = [
      content(1, { authorId: "ann" }),
      content(2, { authorId: "ann" }),
      content(3, { authorId: "bob", publishedAt: daysAgo(1.2) }),
    ];
    const candidates = prepareCandidates(contents, [], options());
    expect(idsOf(choosePicks(candidates, reader(), { ...QUOTA, hot: 2, cold: 0 }))).toEqual([1, 3]);
  });

  it("fill a shortage of cold from hot, and of hot from cold", () => {
    const hot = [1, 2, 3, 4, 5].map((id) => content(id));
    const cold = [11, 12, 13, 14, 15].map((id) => content(id, { publishedAt: daysAgo(60) }));
    expect(idsOf(choosePicks(prepareCandidates(hot, [], options()), reader(), QUOTA))).toHaveLength(5);
    expect(idsOf(choosePicks(prepareCandidates(cold, [], options()), reader(), QUOTA))).toHaveLength(5);
  });

  it("turn to neighbouring themes, then to the evergreen list, when the member's own are exhausted", () => {
    const old = daysAgo(60);
    const contents = [
      content(1, { themes: ["pricing"], publishedAt: old }),
      content(5, { themes: ["pricing", "api"], publishedAt: old, language: "de" }),
      content(2, { themes: ["api"], publishedAt: old }),
      content(3, { themes: ["events"], publishedAt: old }),
      content(4, { themes: ["support"], publishedAt: old }),
    ];
    const candidates = prepareCandidates(contents, [], options({ evergreen: [4] }));
    const pricingReader = reader({ viewed: new Map([[1, TODAY - 1]]) });
    expect(choosePicks(candidates, pricingReader, QUOTA)).toMatchObject({
      picks: [
        { contentId: 2, kind: "cold", reason: { code: "near_theme", theme: "api", near: "pricing" } },
        { contentId: 4, kind: "evergreen" },
      ],
    });
  });

  it("leave out a live that is over unless it has a replay, which then is new", () => {
    const over = { type: "live" as const, publishedAt: daysAgo(40), startsAt: daysAgo(2), endsAt: daysAgo(1.9) };
    const contents = [content(1, over), content(2, { ...over, replayUrl: "https://site.example/replay" })];
    expect(choosePicks(prepareCandidates(contents, [], options()), reader(), QUOTA)).toMatchObject({
      picks: [{ contentId: 2, kind: "hot" }],
    });
  });

  it("tell apart that all was proposed already from that nothing is open", () => {
    const candidates = prepareCandidates([content(1), content(2)], [], options());
    const both = new Set([1, 2]);
    expect(choosePicks(candidates, reader({ mailed: both }), QUOTA)).toEqual({ skipped: "already_proposed" });
    const seen = new Map([
      [1, TODAY],
      [2, TODAY],
    ]);
    expect(choosePicks(candidates, reader({ mailed: both, viewed: seen }), QUOTA)).toEqual({ skipped: "nothing_open" });
    expect(choosePicks(candidates, reader({ mailed: both }), { ...QUOTA, skipBelow: 3 })).toEqual({
      skipped: "nothing_open",
    });
  });
});

describe("what was mailed long ago", () => {
  const old = [1, 2, 3].map((id) => content(id, { publishedAt: daysAgo(100 - id), themes: ["pricing"] }));
  const recent = content(9, { publishedAt: daysAgo(2) });
  const candidates = prepareCandidates([...old, recent], [], options({ evergreen: [3], pinned: [2] }));
  const longAgo = (...ids: number[]) => reader({ mailedLongAgo: new Set(ids) });
  const kindsOf = (given: Reader, quota: PickQuota) => {
    const choice = choosePicks(candidates, given, quota);
    return "picks" in choice ? choice.picks.map(({ contentId, kind }) => [contentId, kind]) : choice;
  };

  it("comes back as cold, behind all that is new to the member", () => {
    expect(kindsOf(longAgo(1, 3), { hot: 1, cold: 1, skipBelow: 1 })).toEqual([
      [2, "pinned"],
      [9, "hot"],
    ]);
    expect(kindsOf(longAgo(1, 2, 3), { hot: 1, cold: 4, skipBelow: 1 })).toEqual([
      [9, "hot"],
      [3, "cold"],
      [2, "cold"],
      [1, "cold"],
    ]);
  });

  it("does not come back while it is recent, once it was seen, nor where a digest has no cold picks", () => {
    expect(kindsOf(longAgo(1, 2, 3, 9), { hot: 5, cold: 0, skipBelow: 1 })).toEqual({ skipped: "already_proposed" });
    const seen = new Map([1, 2, 3].map((id) => [id, TODAY] as const));
    expect(kindsOf({ ...longAgo(1, 2, 3, 9), viewed: seen }, { hot: 3, cold: 3, skipBelow: 1 })).toEqual({
      skipped: "already_proposed",
    });
  });
});
