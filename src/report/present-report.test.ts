import { describe, expect, it } from "vitest";
import { measureScenario as measure, REPORT_TO as TO } from "../../test/support/report-scenario.ts";
import type { LiftReport } from "./lift/lift-report.ts";
import { presentReport, REPORT_FORMATS } from "./present-report.ts";

const LARGE = { treated: 9_000, held_out: 1_000 };

describe("an outcome without an effect", () => {
  it("says why none is adjusted by history either: its own reason, or that of a time none is computed", async () => {
    const report = await measure({ units: { treated: 400, held_out: 1 } });
    const reasons = report.experiments[0]?.outcomes.map(({ outcome, cuped }) => [outcome, cuped.reason]);
    expect(reasons).toEqual([
      ["visits", "too_few_units"],
      ["revisit_interval", "too_few_units"],
      ["came_back", "too_few_units"],
      ["time_to_return", "not_adjusted"],
      ["visibility", "too_few_units"],
      ["pick_visibility", "too_few_units"],
    ]);
  });
});

describe("whose report it is", () => {
  it("stands above it, wherever it is known", async () => {
    const report = await measure({ units: LARGE }, TO);
    const named = { ...report, community: { ...report.community, name: "Club <Ormeau>" } };
    expect(presentReport(named, "text", "en").split("\n").slice(0, 2)).toEqual([
      "What the digests changed",
      "Club <Ormeau>",
    ]);
    const page = presentReport(named, "html", "fr");
    expect(page).toContain("<title>Club &lt;Ormeau&gt; – Ce que les récapitulatifs ont changé</title>");
    expect(page).toMatch(/<header><p class="community">Club &lt;Ormeau&gt;<\/p><h1>/);
    expect(presentReport(report, "html", "fr")).toContain("<header><h1>");
  });
});

describe("a closed period", () => {
  const plain = (report: LiftReport, format: "text" | "html", language: "en" | "fr") =>
    presentReport(report, format, language).replace(/\s+/g, " ");

  it("may still change with events that come late, and says so", async () => {
    const report = await measure({ units: LARGE }, TO);
    for (const format of ["text", "html"] as const) {
      expect(plain(report, format, "en")).toContain("these figures change only if events of its days arrive late.");
      expect(plain(report, format, "fr")).toContain("que si des événements de ces jours arrivent en retard.");
    }
  });

  it("alone shows Newcombe's interval, and alone speaks of it", async () => {
    const [open, over] = [await measure({ units: LARGE }), await measure({ units: LARGE }, TO)];
    for (const language of ["en", "fr"] as const) {
      expect(plain(over, "text", language)).toContain("Newcombe");
      expect(plain(open, "text", language)).not.toContain("Newcombe");
    }
  });

  it("says in the text too which outcomes are also of members who had their first digest before it", async () => {
    const report = await measure({ units: LARGE }, TO);
    const from = { ...report, period: { ...report.period, from: "2026-09-01T00:00:00.000Z" } };
    expect(plain(from, "text", "en")).toContain(
      "“Came back within 7 days” and “Days until the next visit” are also of members whose first digest was due before",
    );
    expect(plain(from, "text", "fr")).toContain("portent aussi sur les membres dont le premier récapitulatif précède");
    expect(plain(report, "text", "en")).not.toContain("are also of members");
  });
});

describe("every presentation", () => {
  it("counts what a server took as accepted, whatever is known of it since", async () => {
    const text = presentReport(await measure({ units: LARGE }), "text", "en");
    expect(text).toMatch(/seven-days-away +1,234,567 +0 +0 +0 +4 +0 +12/);
  });

  it("of an open period says that what could be seen is meant for its end", async () => {
    const text = presentReport(await measure({ units: LARGE }), "text", "en").replace(/\s+/g, " ");
    expect(text).toContain("by one look once the period is over; while it is open, it takes a larger one.");
  });

  it("of a small arm states no effect at all", async () => {
    const report = await measure({ units: { treated: 400, held_out: 44 }, visits: 9 });
    for (const format of ["text", "html"] as const) {
      expect(presentReport(report, format, "en")).not.toMatch(/[+−]\d+(\.\d+)?%/);
    }
    expect(presentReport(report, "text", "en")).toContain("At least 100 members in each group.");
  });

  it("fits 100 columns, without colour unless asked", async () => {
    for (const scenario of [{ units: LARGE, visits: 5 }, { units: { treated: 0, held_out: 0 } }]) {
      for (const language of ["en", "fr"] as const) {
        const text = presentReport(await measure(scenario), "text", language);
        expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
      }
    }
    expect(presentReport(await measure({ units: LARGE }), "text", "en", { colour: true })).toContain("\u001b[1m");
  });

  it("never says NaN, Infinity or undefined", async () => {
    for (const units of [
      LARGE,
      { treated: 0, held_out: 0 },
      { treated: 3, held_out: 0 },
      { treated: 1, held_out: 1 },
    ]) {
      const report = await measure({ units });
      for (const format of REPORT_FORMATS) {
        expect(presentReport(report, format, "fr")).not.toMatch(/NaN|Infinity|undefined|∞/);
      }
    }
  });

  it("of a closed period shows the interval for one look, of an open one the wider that holds at every look", async () => {
    const [open, closed] = [await measure({ units: LARGE, visits: 5 }), await measure({ units: LARGE, visits: 5 }, TO)];
    expect([open.interval, closed.interval]).toEqual(["sequential", "classic"]);
    const [visits] = closed.experiments[0]?.outcomes ?? [];
    const { low = 0, high = 0 } = visits?.relative ?? {};
    expect(visits?.sequential.relative?.low).toBeLessThan(low);
    expect(visits?.sequential.relative?.high).toBeGreaterThan(high);
    expect(closed.experiments[0]?.outcomes[0]?.sequential).toEqual(open.experiments[0]?.outcomes[0]?.sequential);
  });
});

describe("the page", () => {
  it("is one file in the reader's language that runs and loads nothing", async () => {
    const page = presentReport(await measure({ units: LARGE, visits: 5 }), "html", "fr", {
      charts: { render: () => "<svg></svg>" },
    });
    expect(page).toContain('<html lang="fr">');
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|src=/);
    expect(page).toContain("prefers-color-scheme: dark");
    expect(page).toContain("@media print");
    // A line never begins with what French sets a space before.
    expect(page.split("<main>")[1]).not.toMatch(/\p{L} [:;?!»]/u);
  });

  it("holds what members wrote as text, and follows no link but to the web", async () => {
    const page = presentReport(await measure({ units: LARGE }), "html", "en");
    expect(page).toContain("&lt;script&gt;alert(&quot;1&quot;)");
    expect(page).not.toContain("javascript:");
  });

  it("has a table for each chart", async () => {
    const page = presentReport(await measure({ units: LARGE, visits: 5 }), "html", "en", {
      charts: { render: () => "<svg></svg>" },
    });
    const afterCharts = page.split("<svg></svg>").slice(1);
    expect(afterCharts).toHaveLength(4);
    for (const after of afterCharts) expect(after).toContain("<table");
  });
});

describe("the numbers behind", () => {
  const plain = (text: string) => text.replace(/\s+/g, " ");

  it("visits a week are visits over weeks; those of days between visits are not told twice", async () => {
    const report = await measure({ units: LARGE, visits: 5 }, TO);
    const visits = report.experiments[0]?.outcomes.find(({ outcome }) => outcome === "visits");
    const treated = visits?.arms.find(({ arm }) => arm === "treated");
    if (treated === undefined) throw new Error("no arm");
    const count = (value: number) => value.toLocaleString("en-GB", { maximumFractionDigits: 0 });
    const page = plain(presentReport(report, "html", "en"));
    expect(page).toContain(`<small>${count(treated.numerator)} / ${count(treated.denominator / 7)}</small>`);
    expect(page).not.toContain(count(treated.denominator));
    expect(page).toMatch(/days for each visit<\/small><\/th> <td class="n"[^>]*>[\d.]+<small><\/small>/);
  });

  it("are said to be of the period alone where it has a beginning", async () => {
    const report = await measure({ units: LARGE, visits: 5 }, TO);
    const from = { ...report, period: { ...report.period, from: "2026-09-01T00:00:00.000Z" } };
    const said = (given: LiftReport) => plain(presentReport(given, "html", "en"));
    expect(said(from)).toContain("in this period alone, of all that was unseen at the first digest");
    expect(said(report)).not.toContain("in this period alone");
    expect(plain(presentReport(from, "html", "fr"))).toContain("sur cette période seulement");
  });
});
