import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kaplanMeier, type SurvivalCurve, survivalAt } from "../../src/core/stats/survival/kaplan-meier.ts";
import { countTimes, type TimeCount } from "../../src/core/stats/survival/life-table.ts";
import { logRank } from "../../src/core/stats/survival/log-rank.ts";
import { restrictedMean } from "../../src/core/stats/survival/restricted-mean.ts";
import { survivalQuantile } from "../../src/core/stats/survival/survival-quantile.ts";

const FILE = new URL("../../../shared/data/vectors/survival.json", import.meta.url);

type Bounds = [number, number | null];
interface Steps {
  t: number[];
  S: number[];
  greenwood_se?: number[];
}
interface Vectors {
  tiny: { id: string; time: number[]; event: number[]; group: number[]; logrank_chi2: number; p: number }[];
  freireich: {
    logrank_chi2: number;
    p: number;
    z_abs: number;
    obs: number[];
    exp: number[];
    hypergeo_var: number;
    median: Record<Treatment, number>;
    median_ci_log: Record<Treatment, Bounds>;
    km_6MP: Steps;
    km_placebo: Steps;
    ci_t6_6MP: Record<"log" | "loglog" | "plain", [number, number]>;
    ci_t10_6MP: Record<"log" | "loglog" | "plain", [number, number]>;
    rmst_tau20: Record<Treatment, [number, number]>;
    rmst_tau23: Record<Treatment, [number, number]>;
    wilcoxon_chi2: number;
    tarone_ware_chi2: number;
    peto_chi2: number;
    data: { time: string; event: string; group: "6MP" | "placebo" }[];
  };
}
type Treatment = "sixMP" | "placebo";

const present = existsSync(FILE);
const vectors = present ? (JSON.parse(readFileSync(FILE, "utf8")) as Vectors) : (null as never);

function known<T extends object>(result: T): Exclude<T, { readonly reason: unknown }> {
  if ("reason" in result) throw new Error(String(result.reason));
  return result as Exclude<T, { readonly reason: unknown }>;
}

function curveOf(counts: readonly TimeCount[]): SurvivalCurve {
  return known(kaplanMeier(counts)).curve;
}

describe.skipIf(!present)("published survival vectors (skipped where the vectors file is absent)", () => {
  const freireich = present ? vectors.freireich : (null as never);
  const of = (group: "6MP" | "placebo") =>
    countTimes(
      freireich.data
        .filter((row) => row.group === group)
        .map(({ time, event }) => ({ time: Number(time), event: event === "1" })),
    );
  const counts = present ? { sixMP: of("6MP"), placebo: of("placebo") } : (null as never);
  const treatments = ["sixMP", "placebo"] as const;

  it.each(present ? vectors.tiny : [])("log-rank of the small set $id", ({ time, event, group, logrank_chi2, p }) => {
    const groupOf = (wanted: number) =>
      countTimes(time.flatMap((at, row) => (group[row] === wanted ? [{ time: at, event: event[row] === 1 }] : [])));
    const test = known(logRank([...new Set(group)].map(groupOf)));
    expect(test.chiSquared).toBeCloseTo(logrank_chi2, 6);
    expect(test.p).toBeCloseTo(p, 6);
  });

  it("the curves with Greenwood's errors", () => {
    for (const [name, steps] of [
      ["sixMP", freireich.km_6MP],
      ["placebo", freireich.km_placebo],
    ] as const) {
      const curve = curveOf(counts[name]).filter(({ events }) => events > 0);
      expect(curve.map(({ time }) => time)).toEqual(steps.t);
      curve.forEach((step, index) => {
        expect(step.survival).toBeCloseTo(steps.S[index] as number, 10);
        const error = steps.greenwood_se?.[index];
        if (error !== undefined) {
          expect(step.survival * Math.sqrt(step.greenwood ?? 0)).toBeCloseTo(error, 10);
        }
      });
    }
  });

  it("the limits on each scale", () => {
    const curve = curveOf(counts.sixMP);
    for (const [time, limits] of [
      [6, freireich.ci_t6_6MP],
      [10, freireich.ci_t10_6MP],
    ] as const) {
      for (const [scale, [low, high]] of [
        ["log_log", limits.loglog],
        ["log", limits.log],
        ["plain", limits.plain],
      ] as const) {
        const point = known(survivalAt(curve, time, scale));
        expect(point.low).toBeCloseTo(low, 9);
        expect(point.high).toBeCloseTo(high, 9);
      }
    }
  });

  it("the medians and their limits", () => {
    for (const name of treatments) {
      const [low, high] = freireich.median_ci_log[name];
      expect(survivalQuantile(curveOf(counts[name]), 0.5, "log")).toEqual({
        estimate: freireich.median[name],
        low,
        high,
      });
    }
  });

  it("the restricted means", () => {
    for (const name of treatments) {
      for (const [horizon, expected] of [
        [20, freireich.rmst_tau20[name]],
        [23, freireich.rmst_tau23[name]],
      ] as const) {
        const mean = known(restrictedMean(curveOf(counts[name]), horizon));
        expect(mean.estimate).toBeCloseTo(expected[0], 8);
        expect(mean.standardError).toBeCloseTo(expected[1], 8);
      }
    }
  });

  it("the log-rank test and its weighted kin", () => {
    const groups = [counts.sixMP, counts.placebo];
    const test = known(logRank(groups));
    expect(test.chiSquared).toBeCloseTo(freireich.logrank_chi2, 9);
    expect(test.p / freireich.p).toBeCloseTo(1, 8);
    expect(Math.sqrt(test.chiSquared)).toBeCloseTo(freireich.z_abs, 6);
    test.groups.forEach(({ observed, expected }, group) => {
      expect(observed).toBe(freireich.obs[group]);
      expect(expected).toBeCloseTo(freireich.exp[group] as number, 8);
    });
    expect(test.covariance[0]?.[0]).toBeCloseTo(freireich.hypergeo_var, 9);
    for (const [weight, expected] of [
      ["gehan_breslow", freireich.wilcoxon_chi2],
      ["tarone_ware", freireich.tarone_ware_chi2],
      ["peto_peto", freireich.peto_chi2],
    ] as const) {
      // The published figures are cut off, not rounded, after their sixth decimal.
      expect(Math.abs(known(logRank(groups, weight)).chiSquared - expected)).toBeLessThan(1e-6);
    }
  });
});
