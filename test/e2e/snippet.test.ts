import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import Fastify, { type FastifyInstance } from "fastify";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openTracking } from "../../src/app/intake/track.ts";
import { createWriteKeyStore } from "../../src/platform/postgres/ingest/write-key-store.ts";
import { snippetRoutes } from "../../src/web/intake/snippet-routes.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest } from "../support/ingest-facts.ts";
import { requirement } from "../support/requirements.ts";
import { TRACKING } from "../support/track-server.ts";

const executablePath = requirement("chromium");
const KEY = "rk_for_browsers";
const SERVER_KEY = "rk_of_the_site";
const WAIT = { timeout: 10_000, interval: 50 };

interface Batch {
  readonly batch: readonly { readonly type: string; readonly messageId: string; readonly userId: string }[];
}

describe.skipIf(executablePath === null)("rekindle.js in a browser (chromium), and the API behind it", () => {
  let db: TestDatabase;
  let rekindle: FastifyInstance;
  let site: FastifyInstance;
  let browser: Browser;
  let context: BrowserContext;
  let api: string;
  let home: string;
  /** What the API was asked, and what it answers instead of its own. */
  let asked: Batch[] = [];
  let refusing: number | null = null;
  const troubles: unknown[] = [];

  const rows = <Row>(text: string) => db.database.query<Row>({ text, values: [] });
  const acts = async () =>
    (
      await rows<{ act: string }>(
        `SELECT coalesce(m.external_id, '?') || ': ' || a.name || coalesce(' ' || c.external_id, '') AS act
         FROM activity a JOIN member m ON m.id = a.member_id LEFT JOIN content c ON c.id = a.content_id
         ORDER BY a.occurred_at, a.id`,
      )
    ).map(({ act }) => act);
  const soon = (expected: readonly string[]) => vi.waitFor(async () => expect(await acts()).toEqual(expected), WAIT);
  const listen = async (server: FastifyInstance) => {
    await server.listen({ host: "127.0.0.1", port: 0 });
    return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  };
  const stored = (page: Page) => page.evaluate<string | null>("localStorage.getItem('rekindle')");
  const visit = async (path: string, prepare?: string): Promise<Page> => {
    const page = await context.newPage();
    if (prepare !== undefined) await page.addInitScript(prepare);
    await page.goto(`${home}${path}`);
    return page;
  };

  beforeAll(async () => {
    db = await createTestDatabase();
    const keys = createWriteKeyStore(db.database);
    await keys.add("browsers", KEY, true, new Date());
    await keys.add("site", SERVER_KEY, false, new Date());
    rekindle = Fastify();
    rekindle.addHook("preHandler", async (request, reply) => {
      if (!request.url.startsWith("/v1/")) return;
      asked.push(JSON.parse(String((request.body as { readonly bytes: Buffer }).bytes)) as Batch);
      expect(request.headers["content-type"]).toMatch(/^text\/plain/);
      if (refusing !== null) return reply.code(refusing).send({});
    });
    await rekindle.register(
      openTracking(
        db.database,
        async () => TRACKING,
        { now: () => new Date() },
        (error) => troubles.push(error),
      ),
    );
    await rekindle.register(snippetRoutes);
    api = await listen(rekindle);
    site = Fastify();
    // `?user=` stands for whoever is logged in.
    site.get<{ Querystring: { user?: string } }>("/*", async ({ query }, reply) =>
      reply.type("text/html; charset=utf-8").send(`<!doctype html><title>Club Ormeau</title>
<script src="${api}/rekindle.js" data-key="${KEY}" data-user="${query.user ?? ""}" defer></script><h1>Bonjour</h1>`),
    );
    home = await listen(site);
    browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await rekindle?.close();
    await db?.drop();
    expect(troubles).toEqual([]);
  });
  beforeEach(async () => {
    asked = [];
    refusing = null;
    context = await browser.newContext();
  });
  afterEach(async () => {
    await context.close();
    // A page that goes may still have something on the way, which is not the next test's.
    let before = -1;
    while (before !== asked.length) {
      before = asked.length;
      await setTimeout(400);
    }
    await emptyIngest(db.database);
    await db.database.query({ text: "TRUNCATE identity", values: [] });
  });

  async function publish(id: string, url: string): Promise<void> {
    const event = { type: "track", event: "Content Published", properties: { contentId: id, title: id, url } };
    const { status } = await fetch(`${api}/v1/batch`, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: JSON.stringify({ writeKey: SERVER_KEY, batch: [event] }),
    });
    expect(status).toBe(200);
    asked = [];
  }

  it("tells of pages, takes those of contents as views, follows a site of a single page, and keeps nothing", async () => {
    await publish("one", `${home}/café`);
    await publish("two", `${home}/two?user=zoe`);
    const page = await visit("/café/?user=zoe&utm_source=rekindle#top");
    await soon(["zoe: Page Viewed"]);
    await page.evaluate("history.pushState({}, '', '/caf%C3%A9?utm_source=rekindle&utm_campaign=weekly')");
    await page.evaluate("history.replaceState({}, '', location.href + '#part')");
    await page.evaluate("history.pushState({}, '', '/two?user=zoe')");
    await page.goBack();
    const seen = ["zoe: Page Viewed", "zoe: Page Viewed one", "zoe: Page Viewed two", "zoe: Page Viewed one"];
    await soon(seen);
    expect(await rows("SELECT external_id AS id, view_count FROM member")).toEqual([{ id: "zoe", view_count: 2 }]);
    await vi.waitFor(async () => expect(await stored(page)).toBeNull(), WAIT);
    expect(await page.evaluate("localStorage.length + sessionStorage.length")).toBe(0);
    expect(await context.cookies()).toEqual([]);
  });

  it("sends nothing while it does not know who the member is, and then what the page had to say before", async () => {
    const page = await visit("/welcome");
    await page.evaluate("rekindle.track('Search Performed', { query: 'bread' })");
    await page.waitForTimeout(300);
    expect(asked).toEqual([]);
    expect(await page.evaluate("localStorage.length")).toBe(0);
    await page.evaluate("rekindle.identify(42)");
    await soon(["42: Page Viewed", "42: Search Performed"]);
    await vi.waitFor(
      async () => expect(await rows("SELECT external_id AS id FROM member")).toEqual([{ id: "42" }]),
      WAIT,
    );
    const sent = asked.length;
    await page.evaluate("rekindle.identify(null); rekindle.track('Search Performed')");
    await page.waitForTimeout(300);
    expect(asked).toHaveLength(sent);
  });

  it("hands what is left to the browser when the page goes, and counts once what the next page sends again", async () => {
    // Only the beacon gets through.
    const page = await visit("/?user=zoe", "window.fetch = () => new Promise(() => {})");
    await page.evaluate("rekindle.track('Bookmark Added', { contentId: 'one' }); location.href = 'about:blank'");
    const both = ["zoe: Page Viewed", "zoe: Bookmark Added one"];
    await soon(both);
    const first = asked.flatMap(({ batch }) => batch.map(({ messageId }) => messageId));
    await page.close();
    const next = await visit("/next?user=zoe");
    await soon([...both, "zoe: Page Viewed"]);
    const again = asked.slice(1).flatMap(({ batch }) => batch.map(({ messageId }) => messageId));
    expect(again).toEqual(expect.arrayContaining(first));
    await vi.waitFor(async () => expect(await stored(next)).toBeNull(), WAIT);
    expect(await acts()).toHaveLength(3);
  });

  it("keeps what happens offline, over a page that goes, and sends it once there is a network again", async () => {
    const page = await visit("/?user=zoe");
    await soon(["zoe: Page Viewed"]);
    await vi.waitFor(async () => expect(await stored(page)).toBeNull(), WAIT);
    await context.setOffline(true);
    await page.evaluate("rekindle.track('Reaction Added', { contentId: 'one' })");
    await page.waitForTimeout(300);
    expect(await stored(page)).toContain("Reaction Added");
    const before = Date.now();
    await page.waitForTimeout(50);
    await context.setOffline(false);
    await soon(["zoe: Page Viewed", "zoe: Reaction Added one"]);
    const [act] = await rows<{ at: Date }>("SELECT occurred_at AS at FROM activity WHERE name = 'Reaction Added'");
    expect(act?.at.getTime()).toBeLessThan(before);

    await context.setOffline(true);
    await page.evaluate("rekindle.track('Comment Created', { contentId: 'one' })");
    await page.close();
    await context.setOffline(false);
    await visit("/?user=zoe");
    await soon(["zoe: Page Viewed", "zoe: Reaction Added one", "zoe: Comment Created one", "zoe: Page Viewed"]);
  });

  it.each([429, 503, 401])("comes again later when it is answered %i", async (status) => {
    refusing = status;
    const page = await visit("/?user=zoe");
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0), WAIT);
    await page.waitForTimeout(200);
    expect(asked).toHaveLength(1);
    expect(await stored(page)).toContain("page");
    refusing = null;
    await soon(["zoe: Page Viewed"]);
    await vi.waitFor(async () => expect(await stored(page)).toBeNull(), WAIT);
  });

  it("sends what no server will ever take once, and loses nothing that stood beside it", async () => {
    const page = await visit("/?user=zoe");
    await page.evaluate("rekindle.track(''); rekindle.track('Search Performed')");
    await soon(["zoe: Page Viewed", "zoe: Search Performed"]);
    await vi.waitFor(async () => expect(await stored(page)).toBeNull(), WAIT);
    asked = [];
    await page.evaluate("rekindle.track('')");
    await vi.waitFor(async () => expect(await stored(page)).toBeNull(), WAIT);
    await page.waitForTimeout(300);
    expect(asked).toHaveLength(1);
  });

  it("keeps the newest of a long time offline, within bounds", async () => {
    const page = await visit("/?user=zoe");
    await soon(["zoe: Page Viewed"]);
    await context.setOffline(true);
    await page.evaluate(
      "for (let n = 0; n < 500; n++) rekindle.track('Search Performed', { query: 'é'.repeat(100) + n })",
    );
    await page.evaluate("rekindle.track('Search Performed', { query: 'x'.repeat(10000) })");
    expect((await stored(page))?.length).toBeLessThanOrEqual(20_000);
    await context.setOffline(false);
    await vi.waitFor(async () => expect(await stored(page)).toBeNull(), WAIT);
    const [last] = await rows<{ query: string }>(
      "SELECT properties->>'query' AS query FROM activity ORDER BY occurred_at DESC, id DESC LIMIT 1",
    );
    expect(last?.query).toMatch(/é499$/);
    expect((await acts()).length).toBeGreaterThan(20);
  });

  it.each([
    ["Do Not Track", "Object.defineProperty(navigator, 'doNotTrack', { value: '1' })"],
    ["Global Privacy Control", "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })"],
  ])("honours %s: nothing is sent, nothing is kept, also of what was kept before", async (_name, signal) => {
    const kept = JSON.stringify([{ type: "page", messageId: "before", userId: "zoe" }]);
    const page = await visit("/?user=zoe", `localStorage.rekindle = ${JSON.stringify(kept)}; ${signal}`);
    await page.evaluate("rekindle.identify('zoe'); rekindle.track('Search Performed')");
    await page.evaluate("history.pushState({}, '', '/other')");
    await page.waitForTimeout(400);
    expect(await page.evaluate("localStorage.length")).toBe(0);
    await page.evaluate("location.href = 'about:blank'");
    await page.waitForTimeout(400);
    expect(asked).toEqual([]);
    expect(await acts()).toEqual([]);
  });

  it("counts a page once it is seen, and once when its script stands there twice", async () => {
    const hide = "let hidden = true; Object.defineProperty(document, 'hidden', { get: () => hidden })";
    const page = await visit("/?user=zoe", `${hide}; window.show = () => { hidden = false }`);
    await page.addScriptTag({ url: `${api}/rekindle.js` });
    await page.waitForTimeout(300);
    expect(asked).toEqual([]);
    await page.evaluate("show(); document.dispatchEvent(new Event('visibilitychange'))");
    await soon(["zoe: Page Viewed"]);
  });

  it("works in memory where a browser lets it keep nothing", async () => {
    const none = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })";
    refusing = 503;
    const page = await visit("/?user=zoe", none);
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0), WAIT);
    refusing = null;
    await page.evaluate("rekindle.track('Search Performed')");
    await soon(["zoe: Page Viewed", "zoe: Search Performed"]);
  });
});
