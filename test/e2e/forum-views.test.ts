import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openTracking } from "../../src/app/intake/track.ts";
import { createWriteKeyStore } from "../../src/platform/postgres/ingest/write-key-store.ts";
import { snippetRoutes } from "../../src/web/intake/snippet-routes.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { requirement } from "../support/requirements.ts";
import { TRACKING } from "../support/track-server.ts";

const executablePath = requirement("chromium");
const KEY = "rk_for_the_forum";
const WAIT = { timeout: 10_000, interval: 50 };

/** The one in docs/connect.md, as it stands there but for what everybody fills in. */
async function component(api: string): Promise<string> {
  const page = await readFile(new URL("../../docs/connect.md", import.meta.url), "utf8");
  const code = /```js\n(import \{ apiInitializer \}[^`]*(?:`[^`]+`[^`]*)*?)```/.exec(page)?.[1] ?? "";
  return code.replace("https://digests.example.org", api).replace("rk_…", KEY);
}

/** What it uses of Discourse. */
const DISCOURSE = `
const changed = [];
window.go = (path) => { history.pushState(null, "", path); for (const tell of changed) tell(path) };
export const apiInitializer = (_version, start) => start({
  getCurrentUser: () => (location.pathname.includes("guest") ? null : { id: 42 }),
  onPageChange: (tell) => { changed.push(tell); tell(location.pathname) },
});`;

describe.skipIf(executablePath === null)("the theme component of docs/connect.md (chromium)", () => {
  let db: TestDatabase;
  let rekindle: FastifyInstance;
  let forum: FastifyInstance;
  let home: string;
  const troubles: unknown[] = [];
  const listen = async (server: FastifyInstance) => {
    await server.listen({ host: "127.0.0.1", port: 0 });
    return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  };

  beforeAll(async () => {
    db = await createTestDatabase();
    await createWriteKeyStore(db.database).add("forum", KEY, true, new Date());
    rekindle = Fastify();
    await rekindle.register(
      openTracking(
        db.database,
        async () => TRACKING,
        { now: () => new Date() },
        (error) => troubles.push(error),
      ),
    );
    await rekindle.register(snippetRoutes);
    const api = await listen(rekindle);
    forum = Fastify();
    const javascript = (text: string) => text.replace('"discourse/lib/api"', '"/discourse-api.js"');
    forum.get("/discourse-api.js", async (_request, reply) => reply.type("text/javascript").send(DISCOURSE));
    forum.get("/component.js", async (_request, reply) =>
      reply.type("text/javascript").send(javascript(await component(api))),
    );
    forum.get("/*", async (_request, reply) =>
      // As Discourse does by default: only what a trusted script loads runs.
      reply
        .type("text/html")
        .header("content-security-policy", "script-src 'nonce-n0' 'strict-dynamic'; object-src 'none'")
        .send('<!doctype html><title>Forum</title><script type="module" nonce="n0" src="/component.js"></script>'),
    );
    home = await listen(forum);
  });
  afterAll(async () => {
    await forum?.close();
    await rekindle?.close();
    await db?.drop();
    expect(troubles).toEqual([]);
  });

  it("tells the views of whoever is logged in, at whatever post they read", async () => {
    const browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"],
    });
    try {
      const page = await browser.newPage();
      await page.goto(`${home}/t/how-do-you-bill-vat-abroad/900/5`);
      const views = () =>
        db.database.query<{ view: string }>({
          text: `SELECT DISTINCT m.external_id || ': ' || c.external_id AS view FROM view v
            JOIN member m ON m.id = v.member_id JOIN content c ON c.id = v.content_id ORDER BY 1`,
          values: [],
        });
      await vi.waitFor(async () => expect(await views()).toEqual([{ view: "42: topic-900" }]), WAIT);
      await page.evaluate("go('/t/another/901')");
      await vi.waitFor(
        async () => expect(await views()).toEqual([{ view: "42: topic-900" }, { view: "42: topic-901" }]),
        WAIT,
      );
      const guest = await browser.newPage();
      const asked: string[] = [];
      guest.on("request", (request) => asked.push(request.url()));
      await guest.goto(`${home}/t/for-a-guest/902`);
      await guest.waitForLoadState("networkidle");
      expect(asked.some((url) => url.includes("rekindle.js"))).toBe(false);
    } finally {
      await browser.close();
    }
  });
});
