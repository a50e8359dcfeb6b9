import { describe, expect, it } from "vitest";
import { measureScenario, REPORT_TO } from "../../../test/support/report-scenario.ts";
import { checkFolder } from "../../core/rules/read/check-folder.ts";
import { defaultSettings } from "../../core/rules/read/read-settings.ts";
import type { LiftReport } from "../../report/lift/lift-report.ts";
import { reportWords } from "../../report/tell/teller.ts";
import { wordingFor } from "../wording.ts";
import { renderOverview } from "./overview-page.ts";
import { tellOverview } from "./tell-overview.ts";

const rule = (state: string) => `rule: away
state: ${state}
when: { inactive: 7 days }
send: { every: day, at: "08:00" }
digest: { subject: { en: Hello, fr: Bonjour } }
`;

function tell(
  report: LiftReport,
  language: "en" | "fr",
  { state = "draft", sending = "off" as "on" | "off", holdout = 0.1 } = {},
) {
  const { rules } = checkFolder([{ file: "away.yaml", text: rule(state) }]);
  const defaults = defaultSettings();
  const settings = { ...defaults, sending, holdout: { ...defaults.holdout, share: holdout } };
  const loaded = { settings, rules, segments: [], versions: [], mistakes: [] };
  return tellOverview(
    {
      report,
      states: {},
      loaded: loaded as unknown as Parameters<typeof tellOverview>[0]["loaded"],
      listing: { rules: [], paused: false },
      isRestored: false,
      forecast: null,
      charts: { render: () => "<svg></svg>" },
      planted: null,
    },
    language,
  );
}

const textOf = (markup: string) => markup.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

describe("the overview", () => {
  it("says what comes when and what to do, instead of an empty table, before anybody was due a digest", async () => {
    const measured = await measureScenario({ units: { treated: 0, held_out: 0 } });
    const empty: LiftReport = {
      ...measured,
      headline: "no_exposures",
      experiments: [],
      community: { members: 0, meanVisits: null, latestActAt: null },
    };
    const page = (language: "en" | "fr", given = {}, report = empty) =>
      renderOverview(tell(report, language, given), language, wordingFor(language)).text;
    const english = page("en");
    expect(english).not.toContain("<table");
    expect(textOf(english)).toContain("What comes when, and what to do Connect the community");
    expect(textOf(english)).not.toContain("first digest to");
    // Somebody is held out unless settings say otherwise.
    expect(english.match(/class="done"/g)).toHaveLength(1);
    expect(textOf(page("fr"))).toContain("Activez une règle : state: live dans son fichier");
    const begun = { ...empty, community: { members: 1_200, meanVisits: null, latestActAt: null } };
    const nearly = textOf(page("en", { state: "live", sending: "on" }, begun));
    expect(nearly).toContain("1,200 members are known. done Live: away. done Some members are held out");
    expect(nearly).toContain("Sending is on. done Then wait for the next send moment");
  });

  it("asks nobody to hold members out whose settings say off, and says what follows", async () => {
    const measured = await measureScenario({ units: { treated: 0, held_out: 0 } });
    const page = (language: "en" | "fr", headline: LiftReport["headline"]) => {
      const told = tell({ ...measured, headline, experiments: [] }, language, { sending: "on", holdout: 0 });
      return renderOverview(told, language, wordingFor(language)).text;
    };
    const before = textOf(page("en", "no_exposures"));
    expect(before).toContain("Nobody is held out (holdout: off in settings.yaml)");
    expect(before).toContain("what left stands in the figures below");
    expect(before).not.toMatch(/Hold some members out|An effect shows/);
    expect(textOf(page("fr", "no_exposures"))).toMatch(/pas de groupe témoin .*leur effet n’est pas mesuré/);
    for (const [language, asked] of [
      ["en", /Hold some|What comes when/],
      ["fr", /Il faut un groupe|Ce qui vient/],
    ] as const) {
      const after = page(language, "nobody_held_out");
      expect(after).not.toContain("<table");
      expect(textOf(after)).not.toMatch(asked);
      expect(textOf(after)).toContain("holdout: off");
    }
  });

  it.each(["en", "fr"] as const)(
    "names the groups and each figure as the report does, each once: %s",
    async (language) => {
      const report = await measureScenario({ units: { treated: 900, held_out: 300 } }, REPORT_TO);
      const revisit = { ...report.indicators.revisit, medianUsualDays: 6.9 };
      const told = tell({ ...report, indicators: { ...report.indicators, revisit } }, language);
      const page = renderOverview(told, language, wordingFor(language)).text;
      const { columns } = reportWords(language);
      for (const name of [columns.outcome, columns.treated, columns.heldOut]) expect(page).toContain(`>${name}</th>`);
      const names = [...told.outcomes.map(({ name }) => name), ...told.figures.map(({ label }) => label)];
      expect(new Set(names).size).toBe(names.length);
    },
  );

  it("says once in each row that it is too early, and explains no mark that is not there", async () => {
    const rowsOf = async (units: { treated: number; held_out: number }, language: "en" | "fr") => {
      const page = renderOverview(
        tell(await measureScenario({ units }, REPORT_TO), language),
        language,
        wordingFor(language),
      ).text;
      return { page, rows: page.split("<tr>").slice(2) };
    };
    for (const [language, said] of [
      ["en", /too early to say/gi],
      ["fr", /trop tôt pour conclure/gi],
    ] as const) {
      const { page, rows } = await rowsOf({ treated: 300, held_out: 30 }, language);
      expect(rows.length).toBeGreaterThan(4);
      for (const row of rows.slice(0, 6)) expect(row.match(said) ?? [], row).toHaveLength(1);
      expect(page).not.toContain('class="legend"');
    }
    expect((await rowsOf({ treated: 9_000, held_out: 1_000 }, "en")).page).toContain('class="legend"');
  });
});
