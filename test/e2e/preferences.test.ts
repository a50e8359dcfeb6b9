import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, NOW } from "../support/outbox.ts";
import { openMemberPages, preferencesPath, unsubscribePath } from "../support/preference-scene.ts";
import { requirement } from "../support/requirements.ts";

const executablePath = requirement("chromium");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { width: 390, height: 844 };
const NARROW = { width: 320, height: 640 };
const DESK = { width: 1280, height: 900 };

const VIEWS = [
  ["fr", NARROW, "light"],
  ["en", PHONE, "dark"],
  ["fr", DESK, "dark"],
  ["en", DESK, "light"],
] as const;

/** As sites have them: of one word and of many, with what needs escaping, and one that no line can hold. */
const THEMES = [
  ...["pricing", "onboarding", "Q&A", "“quotes”", "Éclairage", "<b>bold</b>", "HR", "a theme with quite a long name"],
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
  ...Array.from({ length: 51 }, (_, n) => `${["security", "mobile", "data", "events", "people"][n % 5]} ${n + 1}`),
];

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** WCAG 2.2 A and AA, and what else the engine holds for good practice. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate("axe.run(document)")) as AxeResult;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

describe.skipIf(executablePath === null)("the page of preferences in a browser (chromium)", () => {
  let db: TestDatabase;
  let pages: Awaited<ReturnType<typeof openMemberPages>>;
  let browser: Browser;
  let address: string;
  let outbox: ReturnType<typeof fillOutbox>;
  let key: DigestKey;

  const run = (text: string, ...values: unknown[]) => db.database.query({ text, values });

  beforeAll(async () => {
    db = await createTestDatabase();
    outbox = fillOutbox(db.database);
    pages = await openMemberPages(db.database);
    address = await pages.server.listen({ host: "127.0.0.1", port: 0 });
    browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"],
    });
    await run(
      `INSERT INTO content (external_id, title, url, published_at, themes)
       SELECT t, t, 'https://a.example', $2, ARRAY[t] FROM unnest($1::text[]) AS t`,
      THEMES,
      new Date("2026-11-01T00:00:00Z"),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.server.close();
    await db?.drop();
  });
  beforeEach(async () => {
    await run("TRUNCATE member, member_preference, unsubscribe_reason, suppression, digest, digest_mail, pick");
    key = await outbox.addDigest({ email: "marie.curie@members.example" });
  });

  const open = async (path: string, options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ viewport: DESK, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
    await page.goto(new URL(path, address).href);
    return { page, complaints, close: () => context.close() };
  };
  const inFrench = () => run("UPDATE member SET locale = 'fr' WHERE id = $1", key.memberId);
  const chosen = async () => {
    const [row] = await db.database.query<{ frequency: string; off: string[]; language: string | null }>({
      text: "SELECT frequency, themes_off AS off, language FROM member_preference",
      values: [],
    });
    return row;
  };

  it("is walked from the mail's link without JavaScript: chosen, taken back, paused, left, come back to", async () => {
    const { page, complaints, close } = await open(unsubscribePath(key), { javaScriptEnabled: false, viewport: PHONE });
    await page.getByRole("link", { name: "Choose which e-mails you get" }).click();
    expect(await page.locator("h1").textContent()).toBe("Your e-mails");
    await page.getByRole("radio", { name: "Once a week" }).check();
    await page.getByText("All 60 themes").click();
    await page.getByRole("checkbox", { name: "pricing" }).uncheck();
    await page.getByRole("checkbox", { name: "<b>bold</b>" }).uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    expect(await page.getByRole("status").textContent()).toContain("Saved");
    expect(await chosen()).toEqual({ frequency: "weekly", off: ["<b>bold</b>", "pricing"], language: null });
    await page.getByText("58 of 60 themes").click();
    expect(await page.getByRole("checkbox", { name: "pricing" }).isChecked()).toBe(false);
    expect(await page.getByRole("checkbox", { name: "onboarding" }).isChecked()).toBe(true);

    await page.getByRole("button", { name: "Undo" }).click();
    expect(await page.getByRole("status").textContent()).toContain("Taken back");
    expect(await page.getByRole("radio", { name: "Whenever" }).isChecked()).toBe(true);
    await page.getByText("All 60 themes").click();
    expect(await page.getByRole("checkbox", { name: "pricing" }).isChecked()).toBe(true);

    await page.getByRole("button", { name: "Pause for one month" }).click();
    expect(await page.getByRole("status").textContent()).toContain("24 December 2026");
    await page.getByRole("button", { name: "End the pause" }).click();
    await page.getByRole("button", { name: "Turn everything off" }).click();
    expect(await page.locator("h1").textContent()).toBe("You are unsubscribed");
    await page.getByRole("radio", { name: "There were too many" }).check();
    await page.getByRole("button", { name: "Send my answer" }).click();
    expect(await page.getByRole("status").textContent()).toContain("Thank you");
    expect(await run("SELECT reason FROM unsubscribe_reason")).toEqual([{ reason: "too_many" }]);
    await page.getByRole("button", { name: "Get them again" }).click();
    expect(await page.getByRole("status").textContent()).toContain("Welcome back");

    await page.getByRole("radio", { name: "Français" }).check();
    await page.getByRole("button", { name: "Save" }).click();
    expect(await page.locator("html").getAttribute("lang")).toBe("fr");
    expect(await page.locator("h1").textContent()).toBe("Vos e-mails");
    expect(complaints).toEqual([]);
    await close();
  });

  it("takes an unsubscribing back from the unsubscribe page itself, in French", async () => {
    await inFrench();
    const { page, complaints, close } = await open(unsubscribePath(key), { javaScriptEnabled: false });
    await page.getByRole("button", { name: "Me désabonner" }).click();
    expect(await run("SELECT FROM suppression")).toHaveLength(1);
    await page.getByRole("button", { name: "Les recevoir à nouveau" }).click();
    expect(await page.locator("h1").textContent()).toBe("Vos e-mails");
    expect(await page.getByRole("status").textContent()).toContain("Heureux de vous retrouver");
    expect(await run("SELECT FROM suppression")).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it("is worked with the keyboard alone", async () => {
    const { page, close } = await open(preferencesPath(key), { javaScriptEnabled: false });
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.getByRole("status").waitFor();
    expect(await chosen()).toMatchObject({ frequency: "monthly", language: "fr", off: [expect.any(String)] });
    await close();
  });

  it("chooses and sees the same as before when the page is loaded again", async () => {
    const { page, close } = await open(preferencesPath(key));
    await page.getByRole("radio", { name: "Once a month" }).check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").waitFor();
    await page.reload();
    await page.goto(page.url());
    expect(await page.getByRole("radio", { name: "Once a month" }).isChecked()).toBe(true);
    await close();
  });

  /** Every state that the two pages can show, each with how it is come by. */
  const STATES: readonly [string, (page: Page) => Promise<unknown>][] = [
    ["as it is found", async () => undefined],
    ["with all its themes", (page) => page.locator("summary").click()],
    ["saved", (page) => page.locator("button[value=save]").click()],
    [
      "changed",
      async (page) => {
        await page.locator("input[value=weekly]").check();
        await page.locator("button[value=save]").click();
      },
    ],
    ["paused", (page) => page.locator("button[value=pause]").click()],
    [
      "with a mistake",
      async (page) => {
        await page.locator("input[value=weekly]").evaluate((input) => input.setAttribute("value", "hourly"));
        await page.locator("input[value=hourly]").check();
        await page.locator("button[value=save]").click();
      },
    ],
    ["left", (page) => page.locator("button[value=stop]").click()],
    [
      "left by the other page",
      async (page) => {
        await page.goto(new URL(unsubscribePath(key), address).href);
        await page.locator("button").click();
      },
    ],
    ["before leaving by the other page", (page) => page.goto(new URL(unsubscribePath(key), address).href)],
    [
      "refused by the address",
      async (page) => {
        await run(
          "INSERT INTO suppression (email_hash, reason, source, at) SELECT email_hash, 'hard_bounce', 'x', $1 FROM member",
          NOW,
        );
        await page.reload();
      },
    ],
  ];

  it.each(STATES)(
    "%s has no barrier, in either language, light and dark, from a narrow phone to a desk",
    async (_name, reach) => {
      for (const [language, viewport, colorScheme] of VIEWS) {
        await run("TRUNCATE member_preference, suppression");
        await run("UPDATE member SET locale = $1, subscribed = NULL", language);
        const { page, complaints, close } = await open(preferencesPath(key), { viewport, colorScheme });
        await reach(page);
        await page.waitForLoadState();
        const where = `${language}, ${viewport.width} wide, ${colorScheme}`;
        expect(await page.locator("html").getAttribute("lang"), where).toBe(language);
        expect(await page.locator("h1").count(), where).toBe(1);
        expect(await violationsOf(page), where).toEqual([]);
        const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
        expect(wider, where).toBeLessThanOrEqual(0);
        expect(
          complaints.filter((text) => !text.includes("400")),
          where,
        ).toEqual([]);
        await close();
      }
    },
    120_000,
  );
});
