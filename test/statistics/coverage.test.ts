import { describe, expect, it } from "vitest";
import { estimateRatio } from "../../src/core/stats/arm-estimate.ts";
import { differArms, welchInterval } from "../../src/core/stats/compare-arms.ts";
import { adjustByHistory } from "../../src/core/stats/cuped.ts";
import { compareLogs } from "../../src/core/stats/log-scale.ts";
import type { PairedRatioSums } from "../../src/core/stats/sums.ts";
import { MINIMAL_ARM } from "../../src/report/lift/lift-report.ts";
import { drawPace, drawPoisson, seededRandom } from "./draw.ts";
import { exactLimits } from "./exact-limits.ts";

interface Sums {
  n: number;
  y: number;
  d: number;
  x: number;
  w: number;
  yy: number;
  yd: number;
  dd: number;
  xx: number;
  xw: number;
  ww: number;
  yx: number;
  yw: number;
  dx: number;
  dw: number;
}

const nothing = (): Sums => ({
  n: 0,
  y: 0,
  d: 0,
  x: 0,
  w: 0,
  yy: 0,
  yd: 0,
  dd: 0,
  xx: 0,
  xw: 0,
  ww: 0,
  yx: 0,
  yw: 0,
  dx: 0,
  dw: 0,
});

function add(sums: Sums, y: number, d: number, x: number, w: number): void {
  sums.n += 1;
  sums.y += y;
  sums.d += d;
  sums.x += x;
  sums.w += w;
  sums.yy += y * y;
  sums.yd += y * d;
  sums.dd += d * d;
  sums.xx += x * x;
  sums.xw += x * w;
  sums.ww += w * w;
  sums.yx += y * x;
  sums.yw += y * w;
  sums.dx += d * x;
  sums.dw += d * w;
}

/** Members with a pace of their own, exposed at different times, so with different days at risk. */
function drawArm(random: () => number, members: number, lift: number, sums = nothing()): Sums {
  for (let member = 0; member < members; member++) {
    const pace = drawPace(random) / 7;
    const days = 14 + 28 * random();
    add(sums, drawPoisson(random, pace * days * (1 + lift)), days, drawPoisson(random, pace * 28), 28);
  }
  return sums;
}

function paired(s: Sums): PairedRatioSums {
  return {
    main: {
      units: s.n,
      numerator: s.y,
      denominator: s.d,
      numeratorSquares: s.yy,
      denominatorSquares: s.dd,
      product: s.yd,
    },
    before: {
      units: s.n,
      numerator: s.x,
      denominator: s.w,
      numeratorSquares: s.xx,
      denominatorSquares: s.ww,
      product: s.xw,
    },
    cross: {
      numeratorNumerator: s.yx,
      numeratorDenominator: s.yw,
      denominatorNumerator: s.dx,
      denominatorDenominator: s.dw,
    },
  };
}

function differ(control: Sums, treated: Sums) {
  const [c, t] = [estimateRatio(paired(control).main), estimateRatio(paired(treated).main)];
  if ("reason" in c || "reason" in t) throw new Error("not computable");
  const differences = differArms(c.estimate, t.estimate);
  if ("reason" in differences || "reason" in differences.relative) throw new Error("not computable");
  const byLogs = compareLogs(c.estimate, t.estimate)?.relative;
  if (!byLogs) throw new Error("no logarithms");
  return { relative: differences.relative, degrees: differences.degrees, byLogs };
}

/** 10% held out, the smaller group as small as a report ever states. */
const HELD_OUT = MINIMAL_ARM;
const TREATED = 9 * MINIMAL_ARM;
const LIFT = 0.25;
const EXPERIMENTS = 2_000;

describe("intervals of visits a week, at the smallest arm that a report states", () => {
  it("hold a planted lift as often as they say, and miss on both sides", () => {
    const random = seededRandom(20261122);
    const logs = { above: 0, below: 0, cuped: 0 };
    const welch = { above: 0, below: 0 };
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      const [control, treated] = [drawArm(random, HELD_OUT, 0), drawArm(random, TREATED, LIFT)];
      const { relative, degrees, byLogs } = differ(control, treated);
      if (byLogs.low > LIFT) logs.above += 1;
      if (byLogs.high < LIFT) logs.below += 1;
      const interval = welchInterval(relative, degrees);
      if (interval.low > LIFT) welch.above += 1;
      if (interval.high < LIFT) welch.below += 1;
      const arms = adjustByHistory(paired(control), paired(treated));
      const cuped = "reason" in arms ? null : compareLogs(arms.control, arms.treated)?.relative;
      if (!cuped) throw new Error("not computable");
      if (cuped.low > LIFT || cuped.high < LIFT) logs.cuped += 1;
    }
    const limits = exactLimits(EXPERIMENTS, 0.05);
    for (const missed of [logs.above + logs.below, logs.cuped]) {
      expect(missed).toBeGreaterThanOrEqual(limits.low);
      expect(missed).toBeLessThanOrEqual(limits.high);
    }
    console.info(
      `missed above and below: by logarithms ${logs.above} and ${logs.below}, by Welch ${welch.above} and ${welch.below}`,
    );
    // Welch's miss on one side mostly, and more often: that is why they are not shown.
    expect(Math.max(logs.above, logs.below)).toBeLessThan(Math.max(welch.above, welch.below));
  }, 120_000);
});

describe("members who share a company", () => {
  it("find an effect in one of twenty A/A experiments when companies are counted, in many when members are", () => {
    const random = seededRandom(99);
    const experiments = 1_000;
    const found = { companies: 0, members: 0 };
    const draw = (companies: number): { byCompany: Sums; byMember: Sums } => {
      const sums = { byCompany: nothing(), byMember: nothing() };
      for (let company = 0; company < companies; company++) {
        const colleagues = 1 + Math.floor(20 * random());
        const pace = (0.2 + 1.6 * random()) / 7;
        let visits = 0;
        for (let member = 0; member < colleagues; member++) {
          const own = drawPoisson(random, pace * 28);
          visits += own;
          add(sums.byMember, own, 28, 0, 28);
        }
        add(sums.byCompany, visits, 28 * colleagues, 0, 28);
      }
      return sums;
    };
    for (let experiment = 0; experiment < experiments; experiment++) {
      const [control, treated] = [draw(150), draw(150)];
      for (const [name, c, t] of [
        ["companies", control.byCompany, treated.byCompany],
        ["members", control.byMember, treated.byMember],
      ] as const) {
        const { relative, degrees } = differ(c, t);
        const { low, high } = welchInterval(relative, degrees);
        if (low > 0 || high < 0) found[name] += 1;
      }
    }
    const limits = exactLimits(experiments, 0.05);
    expect(found.companies).toBeGreaterThanOrEqual(limits.low);
    expect(found.companies).toBeLessThanOrEqual(limits.high);
    expect(found.members).toBeGreaterThan(limits.high);
  }, 120_000);
});
