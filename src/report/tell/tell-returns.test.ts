import { describe, expect, it } from "vitest";
import { measureScenario as measure, REPORT_TO as TO } from "../../../test/support/report-scenario.ts";
import type { OutcomeVerdict } from "../lift/lift-report.ts";
import { presentReport } from "../present-report.ts";

const LARGE = { treated: 9_000, held_out: 1_000 };

describe("how soon they are back", () => {
  it.each<[string, OutcomeVerdict, readonly [number, number], readonly [number, number], boolean]>([
    ["both sooner", "better", [-3, -0.1], [-0.3, -0.01], true],
    ["sooner as a share, not in days", "better", [-3, 0.1], [-0.3, -0.01], false],
    ["sooner in days, not as a share", "not_seen", [-3, -0.1], [-0.3, 0.01], false],
  ])(
    "is claimed in days only where days and share leave zero out: %s",
    async (_name, verdict, days, share, claimed) => {
      const report = await measure({ units: LARGE }, TO);
      const [experiment] = report.experiments;
      if (experiment === undefined) throw new Error("no experiment");
      const intervalOf = ([low, high]: readonly [number, number]) => ({ estimate: (low + high) / 2, low, high });
      const outcomes = experiment.outcomes.map((lift) =>
        lift.outcome === "time_to_return"
          ? {
              ...lift,
              verdict,
              absolute: intervalOf(days),
              relative: intervalOf(share),
              sequential: { absolute: intervalOf(days), relative: intervalOf(share) },
            }
          : lift,
      );
      const told = presentReport({ ...report, experiments: [{ ...experiment, outcomes }] }, "text", "en").replace(
        /\s+/g,
        " ",
      );
      expect(told.includes("days sooner")).toBe(claimed);
      expect(told.includes("the difference may be chance")).toBe(!claimed);
      expect(told).not.toContain("−0.1 to");
    },
  );
});

describe("how soon members were back", () => {
  it("is said in days, with who was counted and the test of the curves", async () => {
    const text = presentReport(await measure({ units: LARGE, visits: 5 }, TO), "text", "en").replace(/\s+/g, " ");
    // Half of the treated after 36.5 hours, half of the held out after 60.5, the others never: 354.25 and 366.25 hours.
    expect(text).toContain("After the first digest, members are back after 14.8 days, those held out after 15.3,");
    expect(text).toContain("on average over the first 28 days: the difference may be chance.");
    expect(text).toContain("Of 10,000 members 5,000 came back within 28 days, 4,000 did not, and 1,000 were not back");
    expect(text).toMatch(/Log-rank test of the two curves, phase by phase, for one look at the end: p (=|<) 0\.\d/);
  });

  it("stands beside the headline where a difference is seen, and not again below it", async () => {
    const report = await measure({ units: { treated: 90_000, held_out: 10_000 }, visits: 5 }, TO);
    for (const [language, told] of [
      ["en", "back after 14.8 days instead of 15.3, on average over the first 28 days: "],
      ["fr", "au bout de 14,8 jours au lieu de 15,3, en moyenne sur les 28 premiers jours, soit "],
    ] as const) {
      const text = presentReport(report, "text", language).replace(/\s+/g, " ");
      expect(text.split(told)).toHaveLength(2);
    }
  });

  it("is not said of a small arm", async () => {
    for (const format of ["text", "html"] as const) {
      const told = presentReport(await measure({ units: { treated: 400, held_out: 44 } }), format, "fr");
      expect(told).not.toMatch(/Après le premier récapitulatif|log-rank/);
    }
  });
});
