import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepReports } from "../../src/app/reports/report-pages.ts";
import { createContext, createServices } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { TookTooLong } from "../../src/core/errors.ts";
import { limitTime } from "../../src/platform/postgres/limit-time.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const NOW = new Date("2026-03-02T12:00:00Z");
const LIMIT_MS = 400;

describe("a report whose statement never ends", () => {
  let db: TestDatabase;
  let other: pg.Client;
  beforeAll(async () => {
    db = await createTestDatabase();
    other = new pg.Client({ connectionString: db.url });
    await other.connect();
  });
  afterAll(async () => {
    await other.end();
    await db.drop();
  });

  it("is given up after the limit, which binds no other statement of the connection", async () => {
    const limited = limitTime(db.database, LIMIT_MS);
    const since = performance.now();
    const waiting = limited.query({ text: "SELECT pg_sleep($1)", values: [30] });
    await expect(waiting).rejects.toThrow(
      "PostgreSQL did not answer a query of this report within 0.4 s, so it was given up.",
    );
    await expect(waiting).rejects.toMatchObject({ code: "unreachable", remedy: expect.stringContaining("ANALYZE") });
    expect(performance.now() - since).toBeLessThan(10_000);
    await expect(limited.query({ text: "SELECT 1 AS one", values: [] })).resolves.toEqual([{ one: 1 }]);
    await db.database.query({ text: "SELECT pg_sleep(0.6)", values: [] });
    await expect(limited.query({ text: "SELECT no", values: [] })).rejects.not.toBeInstanceOf(TookTooLong);
  });

  it("holds back neither the reports behind it nor the next that is asked for", async () => {
    const config = { ...readConfig({ DATABASE_URL: db.url, BASE_URL: "https://news.example.org" }), secretKeys: ["k"] };
    const terminal = { colour: false, live: false, print() {}, write() {}, warn() {}, progress() {} };
    const { ruleFiles, folderOptions } = createContext(config, terminal);
    const templates = () => Promise.reject(new Error("no mail is written here"));
    const connection = {
      url: db.url,
      sessionUrl: db.url,
      database: db.database,
      location: null,
      close: async () => {},
    };
    const services = createServices(config, connection, { templates, ruleFiles, folderOptions, terminal });
    const { pages, measure, stop } = keepReports({
      database: db.database,
      loadRules: services.loadRules,
      charts: { render: () => "" },
      writeWorkbook: services.writeWorkbook,
      now: () => NOW,
      end: null,
      limitMs: LIMIT_MS,
    });
    const asked = { from: null, to: null, against: "previous" as const, rule: null };
    await other.query("BEGIN");
    await other.query("LOCK TABLE visit IN ACCESS EXCLUSIVE MODE");
    const stuck = await pages.readReport(asked);
    const behind = await pages.readSponsor({ from: null, to: null });
    await expect(stuck.coming).rejects.toBeInstanceOf(TookTooLong);
    await expect(behind.coming).rejects.toBeInstanceOf(TookTooLong);
    await other.query("ROLLBACK");
    const next = await pages.readReport(asked);
    expect((await next.coming)?.value.report.measuredAt).toBe(NOW.toISOString());
    await expect(measure(await services.loadRules())).resolves.toMatchObject({ headline: "no_exposures" });
    await stop();
  });
});
