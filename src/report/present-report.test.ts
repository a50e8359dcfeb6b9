import { describe, expect, it } from "vitest";
import {
  measureScenario as measure,
  type ReportScenario,
  REPORT_TO as TO,
} from "../../test/support/report-scenario.ts";
import type { LiftReport, OutcomeVerdict } from "./lift-report.ts";
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

describe("a period in which nobody was due a digest", () => {
  const none = { units: { treated: 0, held_out: 0 } };
  const say = (report: LiftReport, language: "en" | "fr") =>
    presentReport(report, "text", language).replace(/\s+/g, " ");

  it("is told what it takes while it goes on, and nothing that it could still do once it is over", async () => {
    const [open, over] = [await measure(none), await measure(none, TO)];
    expect([open.period.closed, over.period.closed]).toEqual([false, true]);
    expect(say(open, "en")).toContain("Nothing can be said yet: no member has been due a digest so far.");
    expect(say(open, "en")).toContain("What it takes");
    expect(say(over, "en")).toContain(
      "Nothing can be said of this period: by its end no member had been due a digest.",
    );
    expect(say(over, "en")).not.toContain("What it takes");
    expect(say(over, "fr")).toContain("On ne peut rien dire de cette période : à sa fin, aucun récapitulatif");
    expect(say(over, "fr")).not.toContain("Ce qu’il faut");
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

describe("below the first sentences stands how long intervals stay as wide as they are", () => {
  it.each([
    [
      "an open period: until it closes",
      { closed: false, endsAt: "2027-01-01T00:00:00.000Z" },
      "They will narrow when it closes.",
      "Ils se resserreront quand elle sera close.",
    ],
    [
      "a report up to now: for good",
      { closed: false, endsAt: null },
      "Those of a period with an end narrow when it closes.",
      "Ceux d’une période qui a une fin se resserrent quand elle est close.",
    ],
    [
      "a period that is over: they are final",
      { closed: true, endsAt: "2026-10-01T00:00:00.000Z" },
      "This period is over",
      "La période est close",
    ],
  ])("%s", async (_name, ends, english, french) => {
    const measured = await measure({ units: LARGE, visits: 5 });
    const report = { ...measured, period: { ...measured.period, ...ends } };
    for (const [language, said] of [
      ["en", english],
      ["fr", french],
    ] as const) {
      const second = presentReport(report, "text", language).split("\n\n")[1] ?? "";
      expect(second.replace(/\s+/g, " ")).toContain(said);
      expect(presentReport(report, "html", language).replace(/\s+/g, " ")).toContain(said);
    }
  });
});

describe("a site that fell silent", () => {
  const DAY_MS = 86_400_000;
  const silentFor = async (days: number, from: string | null = null): Promise<LiftReport> => {
    const report = await measure({ units: LARGE, visits: 5 });
    const latestActAt = new Date(TO.getTime() - days * DAY_MS).toISOString();
    return { ...report, period: { ...report.period, from }, community: { ...report.community, latestActAt } };
  };
  const paragraphs = (report: LiftReport, language: "en" | "fr") =>
    presentReport(report, "text", language)
      .split("\n\n")
      .map((part) => part.replace(/\s+/g, " "));

  it("is told of before any figure, with what it does to them", async () => {
    const report = await silentFor(28);
    expect(paragraphs(report, "en")[1]).toMatch(
      /^The site has told of no act since 3 September 2026: .* Members seem to come less often than they did, .* Members who get digests come back every/,
    );
    expect(paragraphs(report, "fr")[1]).toMatch(
      /^Le site n’a transmis aucune activité depuis le 3 septembre 2026 : .* Les membres qui/,
    );
    expect(presentReport(report, "html", "en")).toMatch(/<p class="headline">The site has told of no act since/);
  });

  it("says nothing of a period that began after it", async () => {
    const report = await silentFor(28, "2026-09-10T22:00:00.000Z");
    expect(paragraphs(report, "en")[1]).toMatch(
      /^The site has told of no act since .*, before this period began: nothing can be said of it/,
    );
    expect(paragraphs(report, "fr")[1]).toContain("avant le début de cette période : on ne peut rien en dire.");
  });

  it("may be quiet for two days", async () => {
    expect(paragraphs(await silentFor(2), "en")[1]).toMatch(/^Members who get digests/);
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

describe("what it takes to see something", () => {
  it("says that too few make the visits where these are known, and that they are not where they are not", async () => {
    const report = await measure({ units: { treated: 30, held_out: 10 } }, TO);
    const silent = report.holdoutPlan.map((option) => ({ ...option, smallestEffect: null }));
    const told = (meanVisits: number | null, language: "en" | "fr") =>
      presentReport(
        { ...report, community: { ...report.community, members: 2_000, meanVisits }, holdoutPlan: silent },
        "text",
        language,
      ).replace(/\s+/g, " ");
    expect(told(0.1, "en")).toContain(
      "So few members make most of the visits of four weeks that no holdout would show an effect",
    );
    expect(told(0.1, "fr")).toContain("aucun groupe témoin ne montrerait d’effet");
    expect(told(null, "en")).toContain("is known once members have four weeks of visits");
    expect(told(0, "en")).toContain("is known once members have four weeks of visits");
  });
});

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

describe("the first sentence", () => {
  it.each<[string, ReportScenario, LiftReport["headline"], string, string]>([
    [
      "more visits",
      { units: LARGE, visits: 5 },
      "came_back_more",
      "Members who get digests come back every 5.6 days; those held out, every 7.0.",
      "25 % de visites en plus",
    ],
    [
      "fewer visits",
      { units: LARGE, visits: 3 },
      "came_back_less",
      "Members who get digests come back less",
      "25 % de visites en moins",
    ],
    [
      "visits alike, picks seen more",
      { units: LARGE, picks: 1.5 },
      "only_picks_seen_more",
      "30% of it, against 20%",
      "30 %, contre 20 %",
    ],
    ["nothing", { units: LARGE }, "nothing_seen_yet", "No effect can be seen yet", "Aucun effet n’est encore visible"],
    [
      "a small arm, whatever it shows",
      { units: { treated: 400, held_out: 44 }, visits: 9 },
      "too_early",
      "the smaller group has 44 members",
      "le plus petit groupe compte 44 membres",
    ],
    [
      "arms of other sizes than drawn",
      { units: { treated: 9_000, held_out: 600 }, visits: 9 },
      "sample_ratio",
      "The held out are 600 of 9,600 members, where the draw would have made about 960 of them.",
      "Sur 9 600 membres, le groupe témoin en compte 600, là où le tirage en aurait donné environ 960.",
    ],
    [
      "nobody exposed",
      { units: { treated: 0, held_out: 0 } },
      "no_exposures",
      "Nothing can be said yet",
      "On ne peut encore rien dire",
    ],
  ])("for %s", async (_name, scenario, headline, english, french) => {
    const report = await measure(scenario);
    expect(report.headline).toBe(headline);
    expect(presentReport(report, "text", "en").replace(/\s+/g, " ")).toContain(english);
    expect(presentReport(report, "text", "fr").replace(/\s+/g, " ")).toContain(french.replace(/\s+/g, " "));
  });
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
