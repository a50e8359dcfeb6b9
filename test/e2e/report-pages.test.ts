import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeReport, type ReportDeps, type ReportInput } from "../../src/report/make-report.ts";
import { prepareReport } from "../../src/report/prepare-report.ts";
import { pagesOf } from "../support/pages-of.ts";
import { requirement } from "../support/requirements.ts";
import { withDemoWorld } from "./demo-world.ts";

const executablePath = requirement("chromium");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = [
  ["fr", { width: 320, height: 640 }, "light"],
  ["fr", { width: 390, height: 844 }, "dark"],
  ["fr", { width: 1280, height: 900 }, "dark"],
  ["en", { width: 1280, height: 900 }, "light"],
] as const;
/** Where REPORT_PAGES names a folder, the pages are left there to be looked at. */
const folder = process.env.REPORT_PAGES;

/** What `report --json` and `--format csv` write needs none. */
const noCharts = () => Promise.reject(new Error("no charts are drawn"));

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate("axe.run(document)")) as {
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  };
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/** The counts that stand below shares and rates: `412 / 3,020`. */
async function countsOn(page: Page, table: string): Promise<number[][]> {
  const texts = await page.locator(`${table} td small`).allTextContents();
  return texts.flatMap((text) => {
    const [, count, total] = /^([\d,]+)\s\/\s([\d,]+)$/.exec(text) ?? [];
    return count === undefined || total === undefined
      ? []
      : [[count, total].map((written) => Number(written.replaceAll(",", "")))];
  });
}

describe.skipIf(executablePath === null)("the report's pages in a browser (chromium)", () => {
  let browser: Browser;
  let address = "";
  let deps: ReportDeps;
  let input: ReportInput;
  let end: () => void = () => undefined;
  let world: Promise<void>;

  beforeAll(async () => {
    const ready = new Promise<string>((resolve, reject) => {
      world = withDemoWorld({ seed: 5, members: 400, weeks: 2 }, async ({ deps: demo, endedAt, now }) => {
        deps = demo.report;
        input = { from: null, to: endedAt, rule: null, now, against: "previous" };
        resolve(await demo.servePages({ mailbox: demo.mailbox, planted: [], endedAt, now }));
        await new Promise<void>((stop) => {
          end = stop;
        });
      });
      world.catch(reject);
    });
    address = await ready;
    browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"],
    });
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    end();
    await world;
  });

  const open = async (path: string, { viewport = { width: 1280, height: 900 }, dark = false, scripts = true } = {}) => {
    const context = await browser.newContext({
      viewport,
      locale: "en-GB",
      colorScheme: dark ? "dark" : "light",
      javaScriptEnabled: scripts,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    const response = await page.goto(new URL(path, address).href);
    return { page, complaints, status: response?.status(), close: () => context.close() };
  };

  it.each(
    VIEWS.flatMap(([language, viewport, colour]) =>
      ["/report", "/report/indicators", "/report/sponsor", "/report/saved", "/report?period=nonsense"].map((path) => ({
        path,
        language,
        viewport,
        colour,
      })),
    ),
  )(
    "$path in $language, $viewport.width wide, $colour: fits, and can be read by everybody",
    async ({ path, language, viewport, colour }) => {
      const { page, complaints, close } = await open(`${path}${path.includes("?") ? "&" : "?"}lang=${language}`, {
        viewport,
        dark: colour === "dark",
      });
      expect(await page.locator("h1").count()).toBe(1);
      expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(0);
      if (viewport.width >= 390) {
        const sideways =
          "[...document.querySelectorAll('nav, figure, .scroll')].filter((part) => part.scrollWidth > part.clientWidth + 1).length";
        expect(await page.evaluate(sideways)).toBe(0);
      }
      if (folder !== undefined) {
        const name = path.replaceAll(/\W+/g, "-").slice(1);
        await page.screenshot({
          path: `${folder}/${name}-${language}-${viewport.width}-${colour}.png`,
          fullPage: true,
        });
      }
      expect(await violationsOf(page)).toEqual([]);
      expect(complaints.filter((text) => !text.includes("400 (Bad Request)"))).toEqual([]);
      await close();
    },
  );

  it.each(["en", "fr"])("prints the sponsor's sheet from its page, in %s, alone and on one sheet", async (language) => {
    const { page, close } = await open(`/report/sponsor?lang=${language}`);
    const sheet = page.locator(".sheet");
    await sheet.locator("footer").waitFor();
    // It shows whole, at any width.
    expect(await sheet.evaluate((shown) => shown.scrollHeight - shown.clientHeight)).toBeLessThanOrEqual(0);
    for (const format of ["A4", "Letter"]) {
      const paper = await page.pdf({ format, preferCSSPageSize: true });
      if (folder !== undefined) writeFileSync(`${folder}/sponsor-page-${language}-${format}.pdf`, paper);
      expect(pagesOf(paper), format).toBe(1);
    }
    await page.emulateMedia({ media: "print" });
    expect(
      await page.locator("h1, header.top, .state, .choose, .foot, .button").filter({ visible: true }).count(),
    ).toBe(0);
    expect(await sheet.locator(".title").isVisible()).toBe(true);
    await close();
  });

  it("says the very figures of the report's JSON of that moment", async () => {
    const whole = await makeReport(deps, input);
    const json = await prepareReport(whole, "en", noCharts).write("json");
    const response = await fetch(new URL("/report.json?lang=en", address));
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="report-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.json"$/,
    );
    expect(await response.text()).toBe(json);

    const { page, close } = await open("/report?lang=en");
    const [experiment] = whole.report.experiments;
    const counts = experiment?.outcomes.flatMap(({ outcome, arms }) => {
      // The same visits, the other way round.
      if (outcome === "revisit_interval") return [];
      const days = outcome === "visits" ? 7 : 1;
      return (["treated", "held_out"] as const).map((name) => {
        const arm = arms.find((candidate) => candidate.arm === name);
        return [Math.round(arm?.numerator ?? 0), Math.round((arm?.denominator ?? 0) / days)];
      });
    });
    expect(counts?.length).toBe(10);
    expect(await countsOn(page, ".report section:first-of-type .outcomes")).toEqual(counts);
    const told = whole.indicators.lines
      .filter(({ unit, now }) => unit !== "score" && now.value !== null && now.of !== null)
      .map(({ now }) => [now.of?.count, now.of?.total]);
    expect(told.length).toBeGreaterThan(5);
    expect(await countsOn(page, ".report .indicators .figures")).toEqual(told);
    await page.goto(new URL("/report/indicators?lang=en", address).href);
    expect(await countsOn(page, ".report .indicators .figures")).toEqual(told);
    await close();
  });

  it("gives the same report as files, in the language asked for", async () => {
    const whole = await makeReport(deps, { ...input, against: "last-year" });
    const response = await fetch(new URL("/report.csv?lang=fr&against=last-year", address));
    const csv = await prepareReport(whole, "fr", noCharts).write("csv");
    expect(Buffer.from(await response.arrayBuffer()).toString("utf8")).toBe(csv);
    const file = await (await fetch(new URL("/report.html?lang=fr&against=last-year", address))).text();
    expect(file).toContain('<html lang="fr">');
    const { page, close } = await open("/report?lang=fr&against=last-year");
    const shown = (await page.locator(".report").textContent()) ?? "";
    await page.setContent(file);
    // The page of the report holds all of the file below its title.
    const inFile = (await page.locator("main").textContent()) ?? "";
    expect(inFile.replaceAll(/\s+/g, " ")).toContain(shown.replaceAll(/\s+/g, " "));
    expect(inFile.length - shown.length).toBeLessThan(200);
    await close();
  });

  it("lets a period be chosen without JavaScript, and keeps it from view to view", async () => {
    const { page, close } = await open("/report?lang=en", { scripts: false });
    await page.getByRole("link", { name: "the same a year earlier" }).click();
    expect(await page.locator(".report .indicators .note").first().textContent()).toMatch(/2025/);
    await page.getByText("Another period").click();
    await page.getByLabel("A month or a quarter").selectOption("2026-09");
    const months = page.locator("form").filter({ has: page.getByLabel("A month or a quarter") });
    await months.getByRole("button", { name: "Show" }).click();
    expect(await page.locator(".lead").textContent()).toContain("1 September 2026");
    expect(new URL(page.url()).searchParams.get("against")).toBe("last-year");
    await page.getByRole("link", { name: "Indicators", exact: true }).click();
    expect(await page.locator(".lead").textContent()).toBe("1 September 2026 to 20 September 2026.");
    await page.getByLabel("From").fill("2026-09-14");
    await page.getByLabel("to", { exact: true }).fill("2026-09-07");
    await page.getByRole("button", { name: "Show" }).last().click();
    expect(await page.getByRole("alert").textContent()).toContain("The period ends before it begins");
    await page.getByLabel("to", { exact: true }).fill("2026-09-20");
    await page.getByRole("button", { name: "Show" }).last().click();
    expect(await page.locator(".lead").textContent()).toContain("14 September 2026");
    expect(await page.locator(".report .indicators .note").first().textContent()).toContain("14 September 2026");
    await page.getByRole("link", { name: "Français" }).click();
    expect(await page.locator(".lead").textContent()).toContain("14 septembre 2026");
    await close();
  });

  it("leads to the sponsor's sheet, in its page and alone", async () => {
    const { page, close } = await open("/report?lang=fr");
    await page.getByRole("link", { name: "Pour la direction" }).click();
    const title = await page.locator(".sheet .title").textContent();
    await page.getByRole("link", { name: "L’ouvrir pour l’imprimer" }).click();
    expect(await page.locator("h1").textContent()).toBe(title);
    await close();
  });
});
