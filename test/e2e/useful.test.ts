import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Fastify, { type FastifyInstance } from "fastify";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { showUseful, voteUseful } from "../../src/delivery/votes/vote-useful.ts";
import { createVoteStore } from "../../src/platform/postgres/delivery/vote-store.ts";
import { usefulRoutes } from "../../src/web/members/useful-routes.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, LINKS, NOW } from "../support/outbox.ts";
import { requirement } from "../support/requirements.ts";

const executablePath = requirement("chromium");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = [
  ["fr", { width: 320, height: 640 }, "light"],
  ["en", { width: 390, height: 844 }, "dark"],
  ["fr", { width: 1280, height: 900 }, "dark"],
] as const;

/** WCAG 2.2 A and AA, and what else the engine holds for good practice. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate("axe.run(document)")) as {
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  };
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

describe.skipIf(executablePath === null)("the page below a pick in a browser (chromium)", () => {
  let db: TestDatabase;
  let server: FastifyInstance;
  let browser: Browser;
  let url: string;

  const run = (text: string, ...values: unknown[]) => db.database.query({ text, values });
  const votes = () => run("SELECT * FROM vote");

  beforeAll(async () => {
    db = await createTestDatabase();
    const store = createVoteStore(db.database);
    const deps = { links: LINKS, store, clock: { now: () => NOW }, language: "en" as const };
    server = Fastify();
    // Behind a proxy that serves us under a path.
    await server.register(
      usefulRoutes({
        brand: async () => ({ name: "Club Ormeau", colour: "#b03d0a" }),
        show: (token) => showUseful(deps, token),
        vote: (token, useful) => voteUseful(deps, token, useful),
      }),
      { prefix: "/news" },
    );
    const address = await server.listen({ host: "127.0.0.1", port: 0 });
    const outbox = fillOutbox(db.database);
    const contentId = await outbox.addContent();
    await run("UPDATE content SET title = 'How we cut churn by a third without a single discount'");
    const key = await outbox.addDigest({ contentIds: [contentId] });
    url = `${address}/news${new URL(LINKS.usefulUrl({ key, contentId })).pathname}`;
    browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await db?.drop();
  });
  beforeEach(() => run("TRUNCATE vote"));

  it("is walked without JavaScript: asked, answered, taken back, answered again", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    expect(await votes()).toHaveLength(0);
    await page.getByRole("button", { name: "Yes, it was useful" }).click();
    expect(await page.getByRole("status").textContent()).toContain("helps Club Ormeau");
    expect(await votes()).toHaveLength(1);
    await page.getByRole("button", { name: "Take it back" }).click();
    expect(await page.locator("h1").textContent()).toBe("Was it useful?");
    expect(await votes()).toHaveLength(0);
    await page.getByRole("button", { name: "Yes, it was useful" }).click();
    await page.getByRole("status").waitFor();
    await page.reload();
    expect(await votes()).toHaveLength(1);
    await context.close();
  });

  it.each(VIEWS)("breaks no rule of accessibility and fits (%s, %o, %s)", async (language, viewport, colorScheme) => {
    await run("UPDATE member SET locale = $1", language);
    const context = await browser.newContext({ viewport, colorScheme });
    const page = await context.newPage();
    await page.goto(url);
    for (const useful of [false, true]) {
      if (useful) await page.getByRole("button").click();
      expect(await violationsOf(page)).toEqual([]);
      const width = await page.evaluate("document.documentElement.scrollWidth");
      expect(width).toBeLessThanOrEqual(viewport.width);
      const folder = process.env.SCREENSHOTS;
      if (folder !== undefined) {
        await page.screenshot({ path: `${folder}/useful-${language}-${viewport.width}-${useful}.png` });
      }
    }
    await context.close();
  });
});
