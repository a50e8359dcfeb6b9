import { correctForMany } from "../../core/stats/benjamini-hochberg.ts";
import { smallestEffect } from "../../core/stats/smallest-effect.ts";
import { kaplanMeier, type SurvivalCurve } from "../../core/stats/survival/kaplan-meier.ts";
import type { SurvivalReason, TimeCount } from "../../core/stats/survival/life-table.ts";
import { logRank } from "../../core/stats/survival/log-rank.ts";
import {
  commonHorizon,
  differRestrictedMeans,
  normalInterval,
  type RestrictedMean,
  restrictedMean,
} from "../../core/stats/survival/restricted-mean.ts";
import { survivalQuantile } from "../../core/stats/survival/survival-quantile.ts";
import { holdsFinite, NOTHING, roundFigure, roundTested } from "./round-figures.ts";
import type { ArmComparison, ArmTimes, LogRankTold } from "./table-lift.ts";

export interface TimesOfArm {
  readonly arm: string;
  readonly units: number;
  readonly counts: readonly TimeCount[];
}

/** Every arm against the first, up to the last time of which all tell. */
export function compareTimes(groups: readonly TimesOfArm[]): {
  readonly logRank: LogRankTold | null;
  readonly arms: readonly ArmTimes[];
} {
  const curves = groups.map(({ counts }) => {
    const drawn = kaplanMeier(counts);
    return "curve" in drawn ? drawn.curve : [];
  });
  const at = commonHorizon(curves);
  const means = curves.map((curve) => (at === null ? { reason: "no_units" as const } : restrictedMean(curve, at)));
  const compared = groups.map((_, index) => compareMeans(means[0], index === 0 ? null : means[index]));
  const corrected = correctForMany(compared.map(({ p }) => p));
  return {
    logRank: tellLogRank(groups),
    arms: groups.map((group, index): ArmTimes => {
      const mean = means[index];
      return {
        arm: group.arm,
        n: group.units,
        events: eventsOf(group),
        contributors: index === 0 ? null : roundFigure(makers(groups[0] as TimesOfArm, group)),
        median: medianOf(curves[index] ?? []),
        restrictedMean: mean && "estimate" in mean ? roundFigure(mean.estimate) : null,
        at: at === null ? null : roundFigure(at),
        ...(compared[index] ?? NOTHING),
        pCorrected: corrected[index] == null ? null : roundFigure(corrected[index] as number),
        logRank: index === 0 ? null : tellLogRank([groups[0] as TimesOfArm, group]),
      };
    }),
  };
}

function eventsOf({ counts }: TimesOfArm): number {
  return counts.reduce((total, { events }) => total + events, 0);
}

/** Each event counts the same. Of both arms together, as an arm without one has a variance of zero, which looks like knowledge. */
function makers(one: TimesOfArm, other: TimesOfArm): number {
  const units = one.units + other.units;
  return units > 0 ? ((eventsOf(one) + eventsOf(other)) * Math.min(one.units, other.units)) / units : 0;
}

type Mean = RestrictedMean | { readonly reason: SurvivalReason } | undefined;

/** `treated` null: the control itself. */
function compareMeans(control: Mean, treated: Mean | null): ArmComparison {
  if (treated === null || control === undefined || treated === undefined) return NOTHING;
  if ("reason" in control) return { ...NOTHING, reason: control.reason };
  if ("reason" in treated) return { ...NOTHING, reason: treated.reason };
  const differences = differRestrictedMeans(control, treated);
  if ("reason" in differences) return { ...NOTHING, reason: differences.reason };
  const { absolute, relative } = differences;
  const smallest = smallestEffect(absolute.standardError);
  const plain = normalInterval(absolute);
  const ofControl = "reason" in relative ? null : normalInterval(relative);
  const compared: ArmComparison = {
    absolute: roundTested(plain),
    relative: ofControl && roundTested(ofControl),
    p: roundFigure(Math.max(plain.p, ofControl?.p ?? 0)),
    test: "normal",
    pCorrected: null,
    smallestEffect: {
      absolute: roundFigure(smallest),
      relative: control.estimate > 0 ? roundFigure(smallest / control.estimate) : null,
    },
    reason: "reason" in relative ? relative.reason : null,
  };
  return holdsFinite(compared) ? compared : { ...NOTHING, reason: "out_of_range" };
}

function tellLogRank(groups: readonly TimesOfArm[]): LogRankTold | null {
  const tested = logRank(groups.map(({ counts }) => counts));
  return "reason" in tested ? null : { chi2: roundFigure(tested.chiSquared), p: roundFigure(tested.p) };
}

function medianOf(curve: SurvivalCurve): number | null {
  const median = survivalQuantile(curve);
  return "reason" in median ? null : roundFigure(median.estimate);
}
