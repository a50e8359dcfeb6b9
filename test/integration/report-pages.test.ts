import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPages } from "../../src/app/service/pages.ts";
import { createContext, createServices } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { defaultSettings } from "../../src/core/rules/read/read-settings.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import { stampFacts } from "../../src/platform/postgres/report/stamp-facts.ts";
import { saveReport } from "../../src/report/saved/save-report.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { plantIndicatorCommunity } from "../support/indicator-community.ts";

const NOW = new Date("2026-03-02T12:00:00Z");

let db: TestDatabase;
let server: FastifyInstance;
let services: ReturnType<typeof createServices>;
/** The statements that reports sent, so far. */
let statements = 0;
const troubles: unknown[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  await plantIndicatorCommunity(db.database);
  const config = {
    ...readConfig({ DATABASE_URL: db.url, BASE_URL: "https://news.example.org" }),
    secretKeys: ["test"],
  };
  const terminal = { colour: false, live: false, print: () => {}, write: () => {}, warn: () => {}, progress: () => {} };
  const { ruleFiles, folderOptions } = createContext(config, terminal);
  const templates = () => Promise.reject(new Error("no mail is written here"));
  // Statements of reports run in transactions, which set how long they may take.
  const database: Database = {
    ...db.database,
    transaction: (work) => {
      statements += 1;
      return db.database.transaction(work);
    },
  };
  const connection = { url: db.url, sessionUrl: db.url, database, location: null, close: async () => {} };
  services = createServices(config, connection, { templates, ruleFiles, folderOptions, terminal });
  const loaded = await services.loadRules();
  const settings = {
    ...defaultSettings(),
    timezone: "Etc/UTC",
    targets: { unique_visitors: 4, away_share: 0.1 },
    goals: [{ name: "Loyalty", indicator: "came_again", target: 0.9, by: "2026-12-31", serves: [] }],
  } as unknown as typeof loaded.settings;
  const changed = { ...services, loadRules: async () => ({ ...loaded, settings }) };
  server = await openPages(config, connection, changed, {
    access: { kind: "open" },
    clock: { now: () => NOW },
    reported: { now: () => NOW, end: null },
    inbox: null,
    planted: null,
    onTrouble: (error) => troubles.push(error),
  });
}, 60_000);
afterAll(async () => {
  await server?.close();
  await db?.drop();
  expect(troubles).toEqual([]);
});

const visitorsIn = async (path: string): Promise<number> => {
  const { indicators } = (await server.inject(path)).json();
  const lines = indicators.table.lines as { name: string; now: { value: number } }[];
  return lines.find(({ name }) => name === "unique_visitors")?.now.value ?? Number.NaN;
};

const JSON_PATH = "/report.json?period=2026-02";

describe("the report's pages over a database", () => {
  it("name the indicators' own period, and are titled once", async () => {
    const english = (await server.inject("/report/indicators?lang=en")).body;
    expect(english).toContain("<h1>Indicators</h1>");
    expect(english).toContain("2 February 2026 to 2 March 2026.");
    expect(english).toContain(">The last four weeks</a>");
    expect(english).not.toMatch(/first digest to|stated above/);
    expect(english.match(/What the community did/g)).toHaveLength(1);
    const french = (await server.inject("/report/indicators?lang=fr")).body;
    expect(french).toContain(">Les quatre dernières semaines</a>");
    expect(french).not.toContain("plus haut");
  });

  it("hold indicators against the period before, targets and goals", async () => {
    const page = (await server.inject("/report/indicators?period=2026-02&lang=en")).body;
    expect(page).toContain("1 February 2026 to 28 February 2026. Before: 1 January 2026 to 31 January 2026.");
    expect(page).toMatch(/at least 4 \((reached|not yet)\)/);
    expect(page).toMatch(/at most 10% \((reached|not yet)\)/);
    expect(page).toContain("Loyalty: “Came again” is at");
    const french = (await server.inject("/report?period=2026-02&lang=fr&against=last-year")).body;
    expect(french).toContain("du 1er février 2025 au 28 février 2025");
  });

  it("are computed once for all who ask at once, and for whoever asks next", async () => {
    await server.inject("/report.json?period=2026-01");
    const before = statements;
    await server.inject("/report.json?period=2025-12");
    const once = statements - before;
    expect(once).toBeGreaterThan(5);
    const paths = ["/report", "/report/indicators", "/report.json", "/report.csv"];
    await Promise.all([...paths, ...paths].map((path) => server.inject(`${path}?period=2025-11`)));
    expect(statements - before).toBe(2 * once);
    await server.inject("/report.json?period=2025-11");
    expect(statements - before).toBe(2 * once);
  });

  it("show facts soon after they came", async () => {
    const before = await visitorsIn(JSON_PATH);
    expect(before).toBeGreaterThan(0);
    const stamp = await stampFacts(db.database);
    await db.database.query({
      text: "INSERT INTO visit (member_id, started_at, ended_at, acts) VALUES (11, '2026-02-20T10:00Z', '2026-02-20T10:05Z', 1)",
      values: [],
    });
    await expect.poll(() => stampFacts(db.database), { timeout: 10_000 }).not.toBe(stamp);
    await expect.poll(() => visitorsIn(JSON_PATH), { timeout: 30_000, interval: 500 }).toBe(before + 1);
  });

  it("give a workbook", async () => {
    const { rawPayload, headers } = await server.inject("/report.xlsx?period=2026-02&lang=fr");
    expect(rawPayload.subarray(0, 2).toString("latin1")).toBe("PK");
    expect(headers["content-disposition"]).toBe('attachment; filename="report-2026-02-01-2026-02-28.xlsx"');
    // Of all there is, indicators have days of their own.
    const table = await server.inject("/report.csv");
    expect(table.headers["content-disposition"]).toBe('attachment; filename="indicators-2026-02-02-2026-03-02.csv"');
  });

  it("have nothing saved at first", async () => {
    expect((await server.inject("/report/saved?lang=en")).body).toContain("Nothing was saved yet.");
  });

  it("are of one rule where it is chosen, in every form and view", async () => {
    const page = (await server.inject("/report?period=2026-02&rule=seven-days-away&lang=en")).body;
    expect(page).toContain("Members whose first digest came from seven-days-away.");
    expect(page).toContain('<option value="seven-days-away" selected>');
    expect(page).toContain("/report.xlsx?period=2026-02&amp;rule=seven-days-away&amp;lang=en");
    expect(page).toMatch(/<a href="\/report\/sponsor\?period=2026-02&amp;lang=en"/);
    expect((await server.inject("/report.json?period=2026-02&rule=seven-days-away")).json().rule).toBe(
      "seven-days-away",
    );
    expect((await server.inject("/report.json?period=2026-02")).json().rule).toBeNull();
    const wrong = await server.inject("/report?rule=gone&lang=fr");
    expect(wrong.statusCode).toBe(400);
    expect(wrong.body).toContain("«\u00a0gone\u00a0» n’est pas une règle de cette communauté");
    expect((await server.inject("/report/sponsor?rule=gone")).statusCode).toBe(200);
  });

  it("save what they show, and only where a page of this server asks", async () => {
    const count = async () => (await services.savedReports.list(null, 1000)).reports.length;
    const page = (await server.inject("/report?period=2026-02&rule=seven-days-away&lang=fr")).body;
    const [, action = ""] = /<form class="keep" method="post" action="([^"]+)"/.exec(page) ?? [];
    const url = action.replaceAll("&amp;", "&");
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const own = { ...form, "sec-fetch-site": "same-origin" };
    const before = await count();
    for (const headers of [
      form,
      { ...form, "sec-fetch-site": "cross-site" },
      { ...form, origin: "https://evil.example" },
    ]) {
      const refused = await server.inject({ method: "POST", url, headers });
      expect(refused.statusCode).toBe(403);
      expect(refused.body).toContain("Rien n’a été conservé");
    }
    expect(await count()).toBe(before);
    const saved = await server.inject({ method: "POST", url, headers: own });
    expect([saved.statusCode, saved.headers.location]).toEqual([
      303,
      expect.stringMatching(/^\/report\/saved\?lang=fr&kept=\d+$/),
    ]);
    const shown = (await server.inject(String(saved.headers.location))).body;
    const [, id = ""] = /Rapport (\d+)\u00a0: une copie est conservée telle quelle/.exec(shown) ?? [];
    expect(shown).toContain(`href="/report/saved/${id}.html">L’ouvrir`);
    const kept = await services.savedReports.find(Number(id));
    expect(kept).toMatchObject({ kind: "report", rule: "seven-days-away", language: "fr" });
    expect(kept?.files.map(({ format }) => format)).toEqual(["html", "xlsx", "text", "csv", "json"]);
    const json = (await server.inject(`/report/saved/${id}.json`)).json();
    expect(new URL(url, "http://here").searchParams.get("at")).toBe(json.measuredAt);
    const sheet = await server.inject({
      method: "POST",
      url: "/report/saved?view=sponsor&period=2026-02&lang=en",
      headers: own,
    });
    expect((await server.inject(String(sheet.headers.location))).body).toMatch(
      /Sponsor’s sheet \d+ is saved as it is now|sheet \d+ is saved/,
    );
    const wrong = await server.inject({ method: "POST", url: "/report/saved?period=2026-13&lang=en", headers: own });
    expect(wrong.statusCode).toBe(400);
    expect(await count()).toBe(before + 2);
  });

  it("list what was saved, and give it byte for byte", async () => {
    const text = "Réunis\r\n";
    const period = { from: null, to: new Date("2026-03-01T00:00:00Z"), timezone: "Etc/UTC" };
    const { id } = await saveReport(services.savedReports, {
      subject: { kind: "sponsor", period, rule: null, language: "fr" },
      formats: ["csv"],
      write: async () => text,
    });
    const list = (await server.inject("/report/saved?lang=fr")).body;
    expect(list).toContain("Du premier récapitulatif de chaque membre au 28 février 2026");
    expect(list).toContain(`href="/report/saved/${id}.csv"`);
    expect((await server.inject("/report/saved?lang=en&before=1")).body).toContain("None was saved before that.");
    const again = { subject: { kind: "sponsor" as const, period, rule: null, language: "fr" as const } };
    for (let copy = 0; copy < 50; copy += 1) {
      await saveReport(services.savedReports, { ...again, formats: ["csv"], write: async () => text });
    }
    const full = (await server.inject("/report/saved?lang=fr")).body;
    expect(full).not.toContain(`/report/saved/${id}.csv`);
    const [, older = ""] = /<a href="(\/report\/saved[^"]*before=\d+)">Les plus anciens/.exec(full) ?? [];
    const rest = (await server.inject(older.replaceAll("&amp;", "&"))).body;
    expect(rest).toContain(`href="/report/saved/${id}.csv"`);
    expect(rest).toContain("Les plus récents");
    const file = await server.inject(`/report/saved/${id}.csv`);
    expect(file.rawPayload.toString("utf8")).toBe(text);
    await expect(server.inject(`/report/saved/${id}.html`)).resolves.toMatchObject({ statusCode: 404 });
  });
});
