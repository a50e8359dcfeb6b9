import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseReport } from "./choose-report.ts";

const NOW = new Date("2026-11-15T12:00:00Z");
const choose = (query: string) => chooseReport(new URLSearchParams(query), NOW, "Europe/Paris", ["welcome"]);
const wrong = (query: string) => choose(query).mistakes.map(({ what, text }) => [what, text]);

describe("the report that an address asks for", () => {
  it("is of everything, against the period before, where nothing is asked", () => {
    expect(choose("")).toEqual({
      choice: { period: null, from: null, to: null, rule: null, against: "previous" },
      span: { from: null, to: null },
      mistakes: [],
    });
    expect(choose("period=&from=%20&to=")).toEqual(choose(""));
  });

  it("is of one rule where that is asked, which there must be; all that is wrong is told at once", () => {
    expect(choose("rule=welcome").choice.rule).toBe("welcome");
    expect(choose("rule=welcome").span).not.toBeNull();
    expect(wrong("rule=gone&period=2026-13")).toEqual([
      ["rule", "gone"],
      ["period", "2026-13"],
    ]);
  });

  it("is of whole days and months of the community's own calendar", () => {
    const october = { from: new Date("2026-09-30T22:00:00Z"), to: new Date("2026-10-31T23:00:00Z") };
    for (const query of ["period=last-month", "period=2026-10", "from=2026-10-01&to=2026-10-31"]) {
      expect(choose(query).span).toEqual(october);
    }
    expect(choose("against=last-year").choice.against).toBe("last-year");
  });

  it.each([
    ["period=2026-13", "period", "2026-13"],
    ["period=0001-01", "period", "0001-01"],
    ["from=2026-02-31", "from", "2026-02-31"],
    ["to=yesterday", "to", "yesterday"],
    ["from=0999-01-01", "from", "0999-01-01"],
    ["against=2025", "against", "2025"],
    ["from=2026-10-02&to=2026-10-01", "reversed", "2026-10-02 – 2026-10-01"],
    ["period=2027-01", "not_begun", "2027-01"],
    ["from=2026-11-16", "not_begun", "2026-11-16"],
    ["period=last-month&to=2026-10-31", "both", "last-month"],
  ])("says what is wrong with %s", (query, what, text) => {
    expect(choose(query).span).toBeNull();
    expect(wrong(query)).toEqual([[what, text]]);
  });

  it("says all that is wrong at once", () => {
    expect(wrong("from=x&to=y&against=z").map(([what]) => what)).toEqual(["against", "from", "to"]);
  });

  it("takes whatever is typed", () => {
    const text = fc.option(
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
      ),
      { nil: "" },
    );
    fc.assert(
      fc.property(text, text, text, text, (period, from, to, against) => {
        const { span, mistakes } = choose(new URLSearchParams({ period, from, to, against }).toString());
        expect(span === null).toBe(mistakes.length > 0);
        if (span?.from != null && span.to !== null) expect(span.from < span.to).toBe(true);
      }),
    );
  });
});
