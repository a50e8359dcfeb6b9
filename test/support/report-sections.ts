import type { OutcomeLift } from "../../src/report/lift/lift-report.ts";
import { emptyLift } from "../../src/report/lift/outcome-lift.ts";
import { partOf } from "../../src/report/sections/part-of.ts";
import type { ReportSections } from "../../src/report/sections/report-sections.ts";

const lift = (outcome: OutcomeLift["outcome"], estimate: number): OutcomeLift => ({
  ...emptyLift(
    outcome,
    [
      { arm: "treated", n: 900, members: 900, value: 0.3, numerator: 270, denominator: 900 },
      { arm: "held_out", n: 100, members: 100, value: 0.2, numerator: 20, denominator: 100 },
    ],
    null,
  ),
  relative: { estimate, low: estimate - 0.1, high: estimate + 0.1 },
  verdict: "better",
});
const month = (date: string, isPart = false) => ({
  date,
  from: `${date}T00:00:00.000Z`,
  to: `${date}T00:00:00.000Z`,
  isPart,
  visits: lift("visits", 0.5),
  visibility: lift("visibility", 0.4),
});
const homePage = { date: "2026-09-09", text: { en: "New home page", fr: "Nouvelle page <d’accueil>" } };
const strike = { date: "2026-09-14", text: { de: "Streik" } };

/** Every section, with figures of its own; a month and a band where there is nothing to say. */
export const SECTIONS: ReportSections = {
  weeks: ["2026-08-31", "2026-09-07", "2026-09-14"].map((date) => ({ date, came: partOf(40, 100), visits: 60 })),
  notes: [
    { ...homePage, number: 1 },
    { ...strike, number: 2 },
  ],
  slipping: {
    at: "2026-09-30T22:00:00.000Z",
    beforeAt: "2026-08-31T22:00:00.000Z",
    now: partOf(30, 200),
    before: partOf(20, 190),
    bands: [
      { above: 2, upTo: 4, now: partOf(20, 200), before: partOf(20, 190), medianDaysAway: 15, medianUsualDays: 5 },
      {
        above: 8,
        upTo: null,
        now: partOf(10, 200),
        before: partOf(0, 190),
        medianDaysAway: null,
        medianUsualDays: null,
      },
    ],
    cameBack: 1,
    stillSlipping: 19,
    newly: 11,
    withoutHabit: 40,
    neverCame: 7,
  },
  unseen: {
    below: 0.05,
    nearlyUnseen: partOf(12, 60),
    seenByNobody: 1,
    visibility: partOf(500, 6000),
    themes: [{ theme: "pricing", nearlyUnseen: partOf(7, 20), seenByNobody: 1, visibility: partOf(100, 2000) }],
  },
  hotCold: {
    mailed: [
      { kind: "hot", picked: partOf(75, 100), seen: partOf(15, 75) },
      { kind: "cold", picked: partOf(25, 100), seen: partOf(0, 0) },
    ],
    seen: [{ kind: "hot", lift: lift("pick_visibility", 0.5) }],
    cameBack: [{ mix: "hot_and_cold", lift: emptyLift("came_back", [], "small_arm") }],
  },
  months: [month("2026-08-01"), month("2026-09-01", true)],
  monthNotes: [{ ...homePage, number: 1 }],
};
