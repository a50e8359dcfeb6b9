import { describe, expect, it } from "vitest";
import { planHoldout } from "./plan-holdout.ts";

const shown = (plan: ReturnType<typeof planHoldout>) =>
  plan.map(({ smallestEffect }) => (smallestEffect === null ? null : Number(smallestEffect.toFixed(4))));

describe("the holdout plan of a report", () => {
  // 2.08 visits in four weeks with a standard deviation of 3.32: a tenth of 5,000 members is 500, as good as 141 of whom make them.
  const usual = { meanVisits: 2.08, varianceOfVisits: 3.32 ** 2 };

  it("is on the scale of the report's intervals", () => {
    const plan = planHoldout({ members: 5_000, ...usual });
    expect(plan.map(({ share, heldOut }) => [share, heldOut])).toEqual([
      [0.1, 500],
      [0.2, 1_000],
      [0.3, 1_500],
      [0.5, 2_500],
    ]);
    // exp(2.801585 · 3.32 / 2.08 · √(1/500 + 1/4500)) − 1, and so on.
    expect(shown(plan)).toEqual([0.2347, 0.1713, 0.148, 0.1348]);
  });

  it("has no figure of a group below 100", () => {
    const even = { meanVisits: 2, varianceOfVisits: 2 };
    expect(shown(planHoldout({ members: 999, ...even }))[0]).toBeNull();
    expect(shown(planHoldout({ members: 1_000, ...even }))[0]).not.toBeNull();
    expect(shown(planHoldout({ members: 199, ...usual }))).toEqual([null, null, null, null]);
  });

  it("has no figure of a group in which fewer than thirty would make the visits, however many it counts", () => {
    // Kish: 1 / (1 + 9) of an arm. A fifth of 1,500 is 300, as good as 30.
    const uneven = { meanVisits: 1, varianceOfVisits: 9 };
    expect(shown(planHoldout({ members: 1_000, ...uneven })).map((smallest) => smallest !== null)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(shown(planHoldout({ members: 1_499, ...uneven }))[1]).toBeNull();
    expect(shown(planHoldout({ members: 1_500, ...uneven }))[1]).not.toBeNull();
    expect(shown(planHoldout({ members: 2_999, ...uneven }))[0]).toBeNull();
    expect(shown(planHoldout({ members: 3_000, ...uneven }))[0]).not.toBeNull();
  });

  it("has none where visits are not known, or nobody made any, or everybody the same", () => {
    for (const facts of [
      { meanVisits: null, varianceOfVisits: null },
      { meanVisits: 0, varianceOfVisits: 0 },
      { meanVisits: 3, varianceOfVisits: 0 },
    ])
      expect(shown(planHoldout({ members: 5_000, ...facts }))).toEqual([null, null, null, null]);
  });
});
