import { describe, expect, it } from "vitest";
import { measureScenario as measure, REPORT_TO as TO } from "../../../test/support/report-scenario.ts";
import type { LiftReport } from "../lift/lift-report.ts";
import { presentReport } from "../present-report.ts";

const LARGE = { treated: 9_000, held_out: 1_000 };

const plain = (report: LiftReport, format: "text" | "html", language: "en" | "fr"): string =>
  presentReport(report, format, language).replace(/\s+/g, " ");

/** Rules with so much each: p of visits, and corrected; null: not judged. */
function withRules(report: LiftReport, given: readonly (readonly [p: number, corrected: number | null])[]): LiftReport {
  const [experiment] = report.experiments;
  const [rule] = experiment?.rules ?? [];
  if (experiment === undefined || rule === undefined) throw new Error("no rule");
  const rules = given.map(([p, correctedP], index) => ({
    ...rule,
    rule: `rule-${index + 1}`,
    outcomes: rule.outcomes.map((outcome) => (outcome.outcome === "visits" ? { ...outcome, p } : outcome)),
    correctedP,
  }));
  return { ...report, experiments: [{ ...experiment, rules }] };
}

describe("p by rule", () => {
  it("stands under how figures were computed, as it is and corrected, with what both mean", async () => {
    const report = withRules(await measure({ units: LARGE, visits: 5 }, TO), [
      [0.0312, 0.0624],
      [0.2, 0.2],
      [0.9, null],
    ]);
    const text = plain(report, "text", "en");
    const method = text.slice(text.indexOf("How this was computed"));
    expect(method).toContain("Rule p p corrected");
    expect(method).toContain("rule-1 0.0312 0.0624");
    expect(method).toContain("rule-2 0.2000 0.2000");
    expect(method).toContain("rule-3 – –");
    expect(method).toContain("As 2 rules are judged at once, one may stand out by luck");
    expect(method).toContain("1 rule has too few members to be judged (–), and does not count.");
    const french = plain(report, "text", "fr");
    expect(french).toContain("rule-1 0,0312 0,0624");
    expect(french).toContain("Comme 2 règles sont jugées à la fois");
    expect(french).toContain("1 règle compte trop peu de membres pour être jugée (–) et n’entre pas dans ce compte.");
    expect(plain(report, "html", "en")).toMatch(/rule-1<\/th> ?<td class="n"[^>]*>0\.0312<\/td> ?<td[^>]*>0\.0624/);
  });

  it("of one judged rule says that nothing was to be corrected", async () => {
    const report = withRules(await measure({ units: LARGE }, TO), [
      [0.03, 0.03],
      [0.9, null],
    ]);
    expect(plain(report, "text", "en")).toContain("One rule alone is judged, so that nothing is to be corrected.");
    expect(plain(report, "text", "fr")).toContain("Une seule règle est jugée : il n’y a rien à corriger.");
  });

  it("is not told where no rule is judged, nor where groups have not the sizes that were drawn", async () => {
    const none = withRules(await measure({ units: LARGE }), [
      [0.03, null],
      [0.9, null],
    ]);
    const uneven = await measure({ units: { treated: 9_000, held_out: 600 } });
    for (const report of [none, uneven]) expect(plain(report, "text", "en")).not.toContain("corrected");
  });
});
