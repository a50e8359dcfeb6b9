import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChartRenderer } from "../../src/platform/charts/chart-renderer.ts";
import { presentReport } from "../../src/report/present-report.ts";
import { pagesOf } from "../support/pages-of.ts";
import { measureScenario, REPORT_TO, type ReportScenario } from "../support/report-scenario.ts";
import { requirement } from "../support/requirements.ts";

const executablePath = requirement("chromium");

const PAPERS = ["A4", "Letter"] as const;

/** Six and seven digits in every column. */
const HUGE = { treated: 9_000_000, held_out: 1_000_000 };
const CASES: readonly [string, ReportScenario, Date | null][] = [
  ["coming back more, closed", { units: HUGE, visits: 5 }, REPORT_TO],
  ["coming back less, open", { units: HUGE, visits: 3 }, null],
  ["picks alone", { units: { treated: 900, held_out: 100 }, picks: 3 }, null],
];

describe.skipIf(executablePath === null)("the report on paper (chromium)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
  });
  afterAll(() => browser?.close());

  it.each(
    CASES.flatMap(([name, scenario, to]) =>
      (["en", "fr"] as const).map((language) => ({ name, scenario, to, language })),
    ),
  )("has its headline and its outcomes on the first sheet, and cuts nothing off: $name, $language", async (given) => {
    const report = await measureScenario(given.scenario, given.to);
    const page = await browser.newPage();
    await page.setContent(presentReport(report, "html", given.language, { charts: createChartRenderer() }));
    for (const format of PAPERS) expect(pagesOf(await page.pdf({ format })), format).toBeLessThanOrEqual(5);
    await page.emulateMedia({ media: "print" });
    // A4 without its margins, at 96 to the inch.
    await page.setViewportSize({ width: 680, height: 1_016 });
    const cut = await page.evaluate(
      "[...document.querySelectorAll('table, figure')].filter((part) => part.getBoundingClientRect().right > innerWidth).length",
    );
    expect(cut).toBe(0);
    // All that comes after the table is taken away: what is left is the first sheet, or it has grown beyond it.
    await page.evaluate(`{
      let last = document.querySelector(".outcomes");
      for (; last !== document.body; last = last.parentElement) {
        while (last.nextElementSibling !== null) last.nextElementSibling.remove();
      }
    }`);
    expect(await page.evaluate("document.querySelectorAll('.headline, .outcomes tbody tr').length")).toBe(7);
    for (const format of PAPERS) expect(pagesOf(await page.pdf({ format })), format).toBe(1);
    await page.close();
  });

  it.each(
    CASES.flatMap(([name, scenario, to]) =>
      (["en", "fr"] as const).map((language) => ({ name, scenario, to, language })),
    ),
  )("cuts no table off on a screen of 1280: $name, $language", async ({ scenario, to, language }) => {
    const report = await measureScenario(scenario, to);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.setContent(presentReport(report, "html", language, { charts: createChartRenderer() }));
    expect(await page.locator(".rules tbody tr").count()).toBe(2);
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('.scroll, figure')].filter((part) => part.scrollWidth > part.clientWidth).length",
      ),
    ).toBe(0);
    await page.close();
  });

  it.each(["en", "fr"] as const)("is as wide as a phone, and no number lies on another: %s", async (language) => {
    const report = await measureScenario({ units: HUGE, visits: 5 }, REPORT_TO);
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.setContent(presentReport(report, "html", language, { charts: createChartRenderer() }));
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    // Numbers that no line parts stay inside of their cell.
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('.outcomes td')].filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length",
      ),
    ).toBe(0);
    await page.close();
  });
});
