import { describe, expect, it } from "vitest";
import {
  measureScenario as measure,
  type ReportScenario,
  REPORT_TO as TO,
} from "../../../test/support/report-scenario.ts";
import type { LiftReport } from "../lift/lift-report.ts";
import { presentReport } from "../present-report.ts";

const LARGE = { treated: 9_000, held_out: 1_000 };

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

describe("digests that everybody gets", () => {
  const say = async (holdsOut: boolean | null, closed: boolean, language: "en" | "fr"): Promise<string> => {
    const report = await measure({ units: { treated: 0, held_out: 0 } }, closed ? TO : null);
    return presentReport({ ...report, headline: "nobody_held_out", holdsOut }, "text", language).replace(/\s+/g, " ");
  };

  it("are said to be what the settings want, where these turn the holdout off, and nobody is told to turn it on", async () => {
    expect(await say(false, false, "en")).toContain("settings.yaml holds nobody out (`holdout: off`)");
    expect(await say(false, false, "fr")).toContain("settings.yaml ne prévoit pas de groupe témoin");
    for (const language of ["en", "fr"] as const)
      expect(await say(false, true, language)).not.toMatch(/Hold some members out|Il faut un groupe témoin/);
  });

  it("are said to end with the next mailing, where a holdout is set and nobody is drawn yet", async () => {
    expect(await say(true, false, "en")).toContain("Members are held out from the next mailing on.");
    expect(await say(true, true, "en")).toContain("Nothing can be said of this period: everybody got the digests");
    expect(await say(true, false, "fr")).toContain("Le groupe témoin sera tiré au prochain envoi.");
  });

  it("call for a holdout where it is not known what the settings say", async () => {
    expect(await say(null, false, "en")).toContain("Hold some members out (`holdout` in settings.yaml).");
  });
});
