import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presentSponsor } from "../../src/report/sponsor/present-sponsor.ts";
import { requirement } from "../support/requirements.ts";
import {
  type SponsorCase,
  someFigure,
  sponsorLiftOf,
  sponsorLineOf,
  sponsorPageOf,
  sponsorThemesOf,
} from "../support/sponsor-page.ts";

const executablePath = requirement("chromium");

const LONG = "Un thème dont le nom ne finit pas et ne finira jamais";
/** As much as the page can say at once, with large numbers and long names. */
const FULL: SponsorCase = {
  visits: { verdict: "not_seen", interval: [20.1, -90.5, 123.4], units: [1_234_567, 123_456] },
  picks: { verdict: "not_seen", interval: [0.55, -0.2, 0.9], units: [1_234_567, 123_456] },
  themes: sponsorThemesOf(
    [`${LONG} 1`, 5, 5_000],
    [`${LONG} 2`, 6, 5_000],
    [`${LONG} 3`, 7, 5_000],
    [`${LONG} 4`, 500, 100],
    [`${LONG} 5`, 400, 100],
    [`${LONG} 6`, 300, 100],
  ),
  page: {
    community: `Communauté ${LONG} ${LONG}`,
    worth: { currency: "EUR", visit: 2, avoidedCall: 8.5, source: `${LONG} ${LONG}` },
    atRisk: { known: true, cameBack: sponsorLiftOf("came_back", { verdict: "not_seen", interval: [0.1, -0.1, 0.3] }) },
    answered: sponsorLineOf("answered_share", someFigure(0.75, 45_000, 60_000)),
    hoursToAnswer: sponsorLineOf("hours_to_answer", someFigure(5, 0, 1)),
    solutionViews: sponsorLineOf("solution_views", someFigure(1_234_567, 0, 0)),
    nps: sponsorLineOf("nps", someFigure(32, 4, 12)),
  },
};
const CASES: readonly [string, SponsorCase][] = [
  ["all that it can say", FULL],
  ["visits brought", { ...FULL, visits: { verdict: "better", interval: [0.2, 0.1, 0.3] } }],
  ["nothing yet", {}],
];

const PAPERS = [
  ["A4", /\/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]/],
  ["Letter", /\/MediaBox\s*\[0 0 612 792\]/],
] as const;

/** Where SPONSOR_SHEETS names a folder, the sheets are left there to be looked at. */
const folder = process.env.SPONSOR_SHEETS;

describe.skipIf(executablePath === null)("the sponsor's page on paper (chromium)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
  });
  afterAll(() => browser?.close());

  it.each(CASES.flatMap(([name, given]) => (["en", "fr"] as const).map((language) => ({ name, given, language }))))(
    "is one sheet, of A4 and of Letter: $name, $language",
    async ({ name, given, language }) => {
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
      await page.setContent(presentSponsor(sponsorPageOf(given), "html", language));
      expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(0);
      for (const [format, size] of PAPERS) {
        const paper = (await page.pdf({ format, preferCSSPageSize: true })).toString("latin1");
        expect(paper.match(/\/Type\s*\/Page\b/g), format).toHaveLength(1);
        expect(paper, "it takes the printer's paper").toMatch(size);
      }
      const links = await page.evaluate(
        "[...document.querySelectorAll('a.n')].filter((link) => !document.querySelector(link.hash)).length",
      );
      expect(links).toBe(0);
      await page.emulateMedia({ media: "print" });
      // The number of a note stands at the number it is of.
      expect(
        await page.evaluate("[...document.querySelectorAll('sup')].map((mark) => getComputedStyle(mark).paddingLeft)"),
      ).toEqual(expect.not.arrayContaining([expect.not.stringMatching(/^0px$/)]));
      await page.emulateMedia({ media: "screen" });
      if (folder !== undefined) {
        const path = `${folder}/${name.replaceAll(" ", "-")}-${language}`;
        await page.setViewportSize({ width: 900, height: 1_200 });
        await page.screenshot({ path: `${path}-screen.png`, fullPage: true });
        await page.emulateMedia({ media: "print" });
        // A4 without its margins, at 96 to the inch.
        await page.setViewportSize({ width: 665, height: 1_016 });
        await page.screenshot({ path: `${path}-paper.png`, fullPage: true });
        for (const [format] of PAPERS) {
          await page.pdf({ path: `${path}-${format}.pdf`, format, preferCSSPageSize: true });
        }
      }
      await page.close();
    },
  );
});
