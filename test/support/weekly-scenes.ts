import type { IndicatorReport, ReportedLine } from "../../src/report/indicators/report-indicators.ts";
import type { ExperimentLift, Headline, LiftReport } from "../../src/report/lift/lift-report.ts";
import type { WeeklyReport } from "../../src/report/weekly/weekly-report.ts";
import { sponsorLiftOf } from "./sponsor-page.ts";

/** Weekly reports as data: an effect that is seen, none yet, too early, nothing at all, and names that mean harm. */
export const WEEKLY_SCENES = ["seen", "nothing_seen", "too_early", "none", "hostile"] as const;
export type WeeklyScene = (typeof WEEKLY_SCENES)[number];

const FROM = "2026-03-22T23:00:00.000Z";
const TO = "2026-03-29T22:00:00.000Z";
const HOSTILE = '"><script>{{ x }}{%';

const HEADLINES: Readonly<Record<WeeklyScene, Headline>> = {
  seen: "came_back_more",
  nothing_seen: "nothing_seen_yet",
  too_early: "too_early",
  none: "no_exposures",
  hostile: "came_back_more",
};

export function weeklyScene(scene: WeeklyScene): WeeklyReport {
  const bad = scene === "hostile";
  return {
    community: bad ? HOSTILE : "Club Ormeau",
    lift: liftOf(scene),
    indicators: INDICATORS,
    moved: scene === "none" ? [] : MOVED,
    costs: {
      now: { mails: scene === "none" ? 0 : 1_463, unsubscribes: 1 },
      before: { mails: scene === "none" ? 0 : 966, unsubscribes: 0 },
    },
    forecast:
      scene === "nothing_seen"
        ? null
        : {
            rules:
              scene === "none"
                ? []
                : [
                    {
                      rule: bad ? HOSTILE : "three-new-in-ten-days",
                      basis: "lived",
                      weeks: [],
                      runsOut: { from: "2026-04-04", alreadyNow: false, members: 420 },
                    },
                  ],
            themes: [],
          },
  };
}

type Interval = readonly [estimate: number, low: number, high: number] | null;

function liftOf(scene: WeeklyScene): LiftReport {
  const small = scene === "too_early";
  const verdict = small ? "too_early" : scene === "nothing_seen" ? "not_seen" : "better";
  const interval: Interval = small ? null : [0.12, scene === "nothing_seen" ? -0.03 : 0.03, 0.21];
  const units = small ? ([300, 34] as const) : ([900, 100] as const);
  const liftOfOutcome = (outcome: Parameters<typeof sponsorLiftOf>[0], value = interval) => ({
    ...sponsorLiftOf(outcome, { verdict, interval: value, units, reason: small ? "small_arm" : null }),
    horizonDays: outcome === "time_to_return" ? 28 : null,
  });
  const experiment = {
    experiment: "programme",
    unit: "member",
    firstExposedAt: "2026-01-12T07:00:00.000Z",
    members: { treated: units[0], held_out: units[1] },
    sampleRatio: { ok: true },
    outcomes: [
      liftOfOutcome("visits"),
      liftOfOutcome("revisit_interval"),
      liftOfOutcome("came_back"),
      liftOfOutcome("time_to_return"),
      liftOfOutcome("visibility"),
      liftOfOutcome("pick_visibility", small ? null : [3.25, 2.19, 4.3]),
    ],
    phases: [],
    rules: [],
    weeks: [-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7].map((week) => ({
      week,
      treated: { members: 900, visits: 700, perMember: week < 0 ? 0.75 : 0.8 + week / 100 },
      held_out: { members: 100, visits: 60, perMember: week < 0 ? 0.74 : 0.64 },
    })),
    returns: null,
    verdict:
      verdict === "better"
        ? { code: "keep", reason: "came_back_more" }
        : { code: "too_early", reason: small ? "small_arm" : "effect_too_small_to_see_yet" },
  } as unknown as ExperimentLift;
  return {
    measuredAt: TO,
    period: { from: null, to: TO, timezone: "Europe/Paris", closed: false, endsAt: null },
    rule: null,
    interval: "sequential",
    headline: HEADLINES[scene],
    experiments: scene === "none" ? [] : [experiment],
    programmes: [],
    costs: [],
    otherUnsubscribes: 0,
    community: { members: 1_000, meanVisits: 2, latestActAt: TO },
    holdoutPlan: [
      { share: 0.1, heldOut: 100, smallestEffect: 0.42 },
      { share: 0.5, heldOut: 500, smallestEffect: 0.25 },
    ],
  } as unknown as LiftReport;
}

const line = (given: Partial<ReportedLine> & Pick<ReportedLine, "name" | "unit">, before: number, now: number) =>
  ({
    group: "traffic",
    better: "up",
    now: { value: now, of: null, reason: null },
    before: { value: before, of: null, reason: null },
    change: given.unit === "share" ? now - before : now / before - 1,
    needs: [],
    target: null,
    goals: [],
    ...given,
  }) as ReportedLine;

const MOVED = [
  line({ name: "hours_to_answer", unit: "hours", better: "down" }, 5.2, 19.4),
  line({ name: "reactions", unit: "count" }, 400, 490),
  line({ name: "visibility", unit: "share" }, 0.042, 0.0487),
  line({ name: "visits", unit: "count", better: null }, 5_200, 6_300),
];

const INDICATORS = {
  from: FROM,
  to: TO,
  beforeFrom: "2026-03-15T23:00:00.000Z",
  beforeTo: FROM,
  latestActAt: TO,
  hasBegun: true,
  members: 1_000,
  lines: MOVED,
} as unknown as IndicatorReport;
