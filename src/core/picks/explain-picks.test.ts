import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AT, content, daysAgo, options, pickCaseArb, reader, TODAY } from "../../../test/support/pick-cases.ts";
import { prepareCandidates } from "./candidates.ts";
import { choosePicks } from "./choose-picks.ts";
import { explainPicks } from "./explain-picks.ts";

describe("the explanation of picks, for any catalogue and any member", { timeout: 60_000 }, () => {
  it("is that of the picks that are chosen, in their order, and changes nothing for the next member", () => {
    fc.assert(
      fc.property(pickCaseArb, ({ contents, popularity, options: given, reader: member, quota }) => {
        const candidates = prepareCandidates(contents, popularity, given);
        const chosen = choosePicks(candidates, member, quota);
        const { choice, contents: told } = explainPicks(candidates, member, quota);
        expect(choice).toEqual(chosen);
        const picks = told.flatMap(({ fate }) => (fate.why === "picked" ? fate.pick : []));
        expect(picks).toEqual("picks" in chosen ? chosen.picks : []);
        expect(choosePicks(candidates, member, quota)).toEqual(chosen);
      }),
      { numRuns: 1000 },
    );
  });

  it("tells of every content once", () => {
    fc.assert(
      fc.property(pickCaseArb, ({ contents, popularity, options: given, reader: member, quota }) => {
        const told = explainPicks(prepareCandidates(contents, popularity, given), member, quota).contents;
        expect(told.map(({ contentId }) => contentId).sort((a, b) => a - b)).toEqual(
          contents.map(({ id }) => id).sort((a, b) => a - b),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("gives terms that multiply to the score, and nobody left out scores more than the lowest that was chosen", () => {
    fc.assert(
      fc.property(pickCaseArb, ({ contents, popularity, options: given, reader: member, quota }) => {
        const told = explainPicks(prepareCandidates(contents, popularity, given), member, quota).contents;
        for (const { fate } of told) {
          if (!("terms" in fate)) continue;
          const { base, taste, diversity } = fate.terms;
          expect(base * taste * diversity).toBe(fate.why === "picked" ? fate.pick.score : fate.score);
          if (fate.why === "scored_lower" && fate.lowest !== null) expect(fate.score).toBeLessThanOrEqual(fate.lowest);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the explanation of picks", () => {
  it("holds a content that was mailed long ago against those of its like: one never mailed goes before, whatever its score", () => {
    const contents = [
      content(1, { publishedAt: daysAgo(40) }),
      content(9, { publishedAt: daysAgo(30) }),
      content(12, { publishedAt: daysAgo(20) }),
    ];
    const member = reader({ mailedLongAgo: new Set([9, 12]) });
    const { contents: told } = explainPicks(prepareCandidates(contents, [], options()), member, {
      hot: 0,
      cold: 2,
      skipBelow: 0,
    });
    const [never, again, left] = told.map(({ fate }) => fate);
    if (never?.why !== "picked" || again?.why !== "picked" || left?.why !== "scored_lower")
      throw new Error("other fates");
    expect(told.map(({ contentId }) => contentId)).toEqual([1, 12, 9]);
    expect(left.score).toBeGreaterThan(never.pick.score);
    expect(left.lowest).toBe(again.pick.score);
  });

  it("says why a content is left out", () => {
    const over = { type: "live" as const, startsAt: daysAgo(0.9), endsAt: daysAgo(0.8) };
    const contents = [
      content(1),
      content(2),
      content(3, { authorId: "me" }),
      content(4, { language: "de" }),
      content(5, { withdrawnAt: daysAgo(0.5) }),
      content(6),
      content(7, { publishedAt: new Date(AT.getTime() + 1) }),
      content(8, over),
      content(9),
      content(10),
      content(11, { publishedAt: daysAgo(1.1) }),
      content(12, { publishedAt: daysAgo(90) }),
      content(13, { publishedAt: daysAgo(90), themes: ["api"] }),
    ];
    const given = options({ blocked: new Set([6]), unshowable: new Set([9]) });
    const member = reader({ viewed: new Map([[1, TODAY]]), mailed: new Set([2]) });
    const whys = (quota: { hot: number; cold: number; skipBelow: number }, seen = member) =>
      Object.fromEntries(
        explainPicks(prepareCandidates(contents, [], given), seen, quota).contents.map(({ contentId, fate }) => [
          contentId,
          fate.why,
        ]),
      );
    expect(whys({ hot: 1, cold: 0, skipBelow: 1 })).toEqual({
      1: "viewed",
      2: "mailed",
      3: "own",
      4: "other_language",
      5: "withdrawn",
      6: "blocked",
      7: "not_published",
      8: "over",
      9: "no_page",
      10: "picked",
      11: "scored_lower",
      12: "side_off",
      13: "side_off",
    });
    expect(whys({ hot: 0, cold: 4, skipBelow: 2 }, { ...member, viewed: new Map([[13, TODAY]]) })).toMatchObject({
      10: "side_off",
      12: "off_themes",
      13: "viewed",
    });
    expect(whys({ hot: 1, cold: 0, skipBelow: 2 })).toMatchObject({ 10: "too_few" });
  });
});
