import { describe, expect, it } from "vitest";
import { correctJudged, decideByPicks, decideVerdict } from "./decide-verdict.ts";
import type { OutcomeLift, OutcomeVerdict } from "./lift-report.ts";

/** What a verdict looks at, of 500 members in each arm. */
const outcomesOf = (visits: OutcomeVerdict, picks: OutcomeVerdict, smallest: number | null = 0.3): OutcomeLift[] =>
  (
    [
      ["visits", visits],
      ["pick_visibility", picks],
    ] as const
  ).map(
    ([outcome, verdict]) =>
      ({
        outcome,
        verdict,
        arms: [
          { arm: "treated", n: 500 },
          { arm: "held_out", n: 500 },
        ],
        smallestEffect: { relative: smallest },
      }) as unknown as OutcomeLift,
  );

describe("the p of several rules", () => {
  it("is corrected for those that are judged, whatever a small one shows", () => {
    const kept = { code: "keep", reason: "came_back_more" } as const;
    const unseen = { code: "too_early", reason: "effect_too_small_to_see_yet" } as const;
    const small = { code: "too_early", reason: "small_arm" } as const;
    const judged = [
      { p: 0.0338, verdict: kept },
      { p: 0.01, verdict: kept },
    ];
    expect(correctJudged(judged)).toEqual([0.0338, 0.02]);
    for (const p of [0.685, 0.0001])
      expect(correctJudged([...judged, { p, verdict: small }])).toEqual([0.0338, 0.02, null]);
    // Of one large enough nothing is seen: it was looked at all the same.
    expect(correctJudged([...judged, { p: 0.685, verdict: unseen }])[0]).toBeCloseTo(0.0507, 4);
  });
});

describe("the verdict on a rule", () => {
  it.each([
    ["better", "not_seen", "keep", "came_back_more"],
    ["worse", "better", "stop", "came_back_less"],
    ["not_seen", "better", "keep", "picks_seen_more"],
    ["not_seen", "worse", "change", "picks_seen_less"],
    ["not_seen", "not_seen", "too_early", "effect_too_small_to_see_yet"],
  ] as const)("of visits %s and picks %s is %s", (visits, picks, code, reason) => {
    expect(decideVerdict(outcomesOf(visits, picks), true)).toEqual({ code, reason });
  });

  it("is to change what would have shown a lift of the size wanted, and has not", () => {
    expect(decideVerdict(outcomesOf("not_seen", "not_seen", 0.08), true).reason).toBe("no_effect_of_target_size");
  });

  it("is by what was picked where chance explains the visits, as it would be had nobody come more often", () => {
    for (const visits of ["better", "worse"] as const) {
      expect(decideByPicks(outcomesOf(visits, "better"))).toEqual({ code: "keep", reason: "picks_seen_more" });
      expect(decideByPicks(outcomesOf(visits, "worse"))).toEqual({ code: "change", reason: "picks_seen_less" });
      expect(decideByPicks(outcomesOf(visits, "not_seen"))).toEqual({
        code: "too_early",
        reason: "not_after_correction",
      });
    }
  });
});
