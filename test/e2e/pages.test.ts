import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listExposed, plantedEffects } from "../../src/simulate/outcomes.ts";
import { requirement } from "../support/requirements.ts";
import { withDemoWorld } from "./demo-world.ts";

const executablePath = requirement("chromium");
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

/** Everything that a page complains about: scripts, styles and pictures that its own policy refused, and what failed. */
function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  return complaints;
}

/** How much wider than the screen the page is. */
function overflowOf(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
}

describe.skipIf(executablePath === null)("the demo's pages in a browser (chromium)", () => {
  let browser: Browser;
  let address = "";
  let end: () => void = () => undefined;
  let world: Promise<void>;

  beforeAll(async () => {
    const ready = new Promise<string>((resolve, reject) => {
      world = withDemoWorld({ seed: 5, members: 90, weeks: 2 }, async ({ deps, endedAt, now, inMemory }) => {
        const planted = plantedEffects(listExposed(inMemory, endedAt), null);
        resolve(await deps.servePages({ mailbox: deps.mailbox, planted, endedAt, now }));
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

  const open = async (path: string, viewport = DESK, javaScriptEnabled = true) => {
    const context = await browser.newContext({ viewport, locale: "en-GB", javaScriptEnabled });
    const page = await context.newPage();
    const complaints = collectComplaints(page);
    await page.goto(new URL(path, address).href);
    return { page, complaints, close: () => context.close() };
  };

  it.each(["/", "/rules", "/report", "/inbox"])(
    "%s has one heading, fits a phone and a desk, and breaks none of its own rules",
    async (path) => {
      for (const viewport of [PHONE, DESK]) {
        const { page, complaints, close } = await open(path, viewport);
        expect(await page.locator("h1").count()).toBe(1);
        expect(await overflowOf(page), `${path} at ${viewport.width}`).toBeLessThanOrEqual(0);
        expect(complaints).toEqual([]);
        await close();
      }
    },
  );

  it("walks from the overview to a mail with the keyboard and without JavaScript", async () => {
    const { page, close } = await open("/", DESK, false);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to content");
    await page.getByRole("link", { name: "Inbox" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/inbox/);
    const first = page.locator(".mails li a").first();
    const subject = await first.locator(".subject").textContent();
    await first.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/inbox\/\d+\.\d+/);
    expect(await page.locator(".reader h2").textContent()).toBe(subject);
    await close();
  });

  it("shows a mail as its reader saw it, on a desk, on a phone, as text and with its headers", async () => {
    const { page, complaints, close } = await open("/inbox");
    // Left only when its frame has loaded too: a request that leaving cuts off would be counted as failed.
    const show = async (view: string, name: string): Promise<void> => {
      await page.getByRole("link", { name, exact: true }).click();
      await page.waitForURL(new RegExp(`view=${view}`), { waitUntil: "load" });
    };
    await page.locator(".mails li a").first().click();
    await page.waitForURL(/\/inbox\/\d+\.\d+/, { waitUntil: "load" });
    const mail = page.frameLocator("iframe");
    // Its links to the site lead through us.
    await mail.locator("a[href*='/l/1l-']").first().waitFor();
    expect(await mail.locator("script").count()).toBe(0);
    await show("phone", "Phone");
    expect((await page.locator("iframe").boundingBox())?.width).toBeLessThanOrEqual(PHONE.width);
    await show("text", "Plain text");
    expect(await page.locator(".screen pre").textContent()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/l\/1l-/);
    await show("headers", "Headers");
    expect(await page.locator(".screen pre").textContent()).toMatch(
      /List-Unsubscribe: <http:\/\/127\.0\.0\.1:\d+\/u\//,
    );
    expect(complaints).toEqual([]);
    await close();
  });

  it("finds mails by their reader, and keeps the search while reading", async () => {
    const { page, close } = await open("/inbox");
    const name = (await page.locator(".mails .line span").first().textContent()) ?? "";
    await page.getByRole("searchbox").fill(name);
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=/);
    const names = await page.locator(".mails .line span:first-child").allTextContents();
    expect(new Set(names)).toEqual(new Set([name]));
    await page.locator(".mails li a").first().click();
    expect(await page.getByRole("searchbox").inputValue()).toBe(name);
    await close();
  });

  it.each(["en", "fr"])("shows all of what a search looks through, in %s", async (language) => {
    for (const viewport of [DESK, { width: 900, height: 700 }, { width: 390, height: 844 }]) {
      const { page, close } = await open(`/inbox?lang=${language}`, viewport);
      const room = await page.evaluate(`{
        const field = document.querySelector("input[type=search]");
        const { fontSize, fontFamily, paddingLeft, paddingRight } = getComputedStyle(field);
        const written = document.createElement("canvas").getContext("2d");
        written.font = fontSize + " " + fontFamily;
        field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - written.measureText(field.placeholder).width;
      }`);
      expect(room).toBeGreaterThanOrEqual(0);
      await close();
    }
  });

  it("speaks French where it is asked to, and stays in it", async () => {
    const { page, close } = await open("/");
    await page.getByRole("link", { name: "Français" }).click();
    expect(await page.locator("html").getAttribute("lang")).toBe("fr");
    await page.getByRole("link", { name: "Règles" }).click();
    expect(await page.locator("h1").textContent()).toBe("Règles");
    expect(await page.locator("body").textContent()).toContain("Le membre");
    await close();
  });

  it("says that something is not there, with a way back", async () => {
    const { page, close } = await open("/inbox/999999.1");
    expect(await page.locator("h1").textContent()).toBe("There is no such page");
    await page.getByRole("link", { name: "Back to the overview" }).click();
    expect(new URL(page.url()).pathname).toBe("/");
    await close();
  });
});
