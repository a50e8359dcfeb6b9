import { expect, it } from "vitest";
import { seededRandom } from "../../../test/statistics/draw.ts";
import { exactLimits } from "../../../test/statistics/exact-limits.ts";
import { liftReturnTime } from "./lift-return-time.ts";
import type { ReturnPhaseArm } from "./return-times.ts";

const HOURS = 28 * 24;
const CONTEXT = { interval: "classic", sampleRatioOk: true, unit: "member", dateOfUnits: () => null } as const;

/** Members all watched for 28 days, of whom `rate` are back by then, at one pace. */
function drawArm(random: () => number, members: number, rate: number): ReturnPhaseArm {
  const returned = new Map<number, number>();
  let back = 0;
  for (let member = 0; member < members; member += 1) {
    const hour = Math.floor((Math.log(1 - random()) / Math.log(1 - rate)) * HOURS);
    if (hour >= HOURS) continue;
    returned.set(hour, (returned.get(hour) ?? 0) + 1);
    back += 1;
  }
  const times = [...returned].map(([hour, count]) => ({ hour, returned: count, censored: 0 }));
  return {
    units: members,
    members,
    times: [...times, { hour: HOURS, returned: 0, censored: members - back }],
    watched: [{ days: 28, members }],
  };
}

it("where hardly anybody is back, nothing is told of how soon, as a small group of whom nobody is looks well known", () => {
  const random = seededRandom(20_261_134);
  const runs = 400;
  for (const rate of [0.01, 0.03, 0.2]) {
    let told = 0;
    for (let run = 0; run < runs; run += 1) {
      const phase = { held_out: drawArm(random, 200, rate), treated: drawArm(random, 1_800, rate) };
      const { lift } = liftReturnTime([phase], CONTEXT);
      if (rate < 0.1) expect(lift).toMatchObject({ verdict: "too_early", reason: "few_contributors" });
      if (lift.verdict === "better" || lift.verdict === "worse") told += 1;
    }
    expect(told).toBeLessThanOrEqual(exactLimits(runs, 0.05).high);
    if (rate > 0.1) expect(told).toBeGreaterThan(0);
  }
});
