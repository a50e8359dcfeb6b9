import { describe, expect, it } from "vitest";
import { brief, settings } from "../../../../test/support/settings-of.ts";
import { checkFolder } from "./check-folder.ts";

describe("checking targets and goals", () => {
  it("reads targets and goals in the unit of their indicator", () => {
    const { settings: read, mistakes } = settings(
      "targets: { revisit: 7 days, visibility: 40%, nps: -5, sign_ups: 120, pages_a_visit: 3.5 }\ngoals:\n  loyalty: { indicator: weekly_share, target: 35%, by: 2027-03-31, serves: [revisit] }\n  support: { indicator: hours_to_answer, target: 24 hours }\n",
    );
    expect(mistakes).toEqual([]);
    expect(read?.targets).toEqual({ revisit: 7, visibility: 0.4, nps: -5, sign_ups: 120, pages_a_visit: 3.5 });
    expect(read?.goals).toEqual([
      { name: "loyalty", indicator: "weekly_share", target: 0.35, by: "2027-03-31", serves: ["revisit"] },
      { name: "support", indicator: "hours_to_answer", target: 24, by: null, serves: [] },
    ]);
    expect(checkFolder([]).settings).toMatchObject({ goals: [], targets: {} });
  });

  it("tells each mistake in a target or goal", () => {
    const { mistakes } = settings(
      "targets: { revist: 7 days, visibility: 140%, xyzzy: 1, revisit: soon, sign_ups: 1.5 }\ngoals:\n  a: { indicator: weekly, target: 35% }\n  b: { indicator: weekly_share, target: 7 days, serves: [nps, npz] }\n  c: { target: 3 }\n",
    );
    expect(brief(mistakes)).toEqual([
      ["mistake", 1, 12, 'did you mean "revisit"?'],
      ["mistake", 1, 40, "write a share such as 40%"],
      ["mistake", 1, 46, expect.stringContaining("docs/indicators.md has them all")],
      ["mistake", 1, 65, "write days such as 7 days"],
      ["mistake", 1, 81, "write a whole number"],
      ["mistake", 3, 19, expect.stringContaining("such as revisit")],
      ["mistake", 4, 41, "write a share such as 40%"],
      ["mistake", 4, 63, 'did you mean "nps"?'],
      ["mistake", 5, 3, "write a text"],
    ]);
  });
});
