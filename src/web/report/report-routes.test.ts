import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { sponsorPageOf } from "../../../test/support/sponsor-page.ts";
import { TookTooLong } from "../../core/errors.ts";
import type { SponsorPage } from "../../report/sponsor/sponsor-page.ts";
import { type Kept, type Reading, TooMuchWork } from "../reading.ts";
import type { ReportPages } from "./report-pages.ts";
import { registerReport } from "./report-routes.ts";

const NOW = new Date("2026-11-15T12:00:00Z");

const PAGE = sponsorPageOf({});
const SHEET: SponsorPage = { ...PAGE, report: { ...PAGE.report, measuredAt: NOW.toISOString() } };

function keptFor(ageMs: number): Kept<SponsorPage> {
  return { value: SHEET, tookMs: 1234, ageMs: () => ageMs };
}

function pagesWith(readSponsor: ReportPages["readSponsor"]) {
  const troubles: unknown[] = [];
  const server = Fastify();
  registerReport(server, {
    pages: {
      calendar: async () => ({ now: NOW, end: NOW, timezone: "Europe/Paris", rules: ["welcome"] }),
      readReport: () => Promise.reject(new Error("not asked for")),
      readSponsor,
      charts: { render: () => "" },
      writeWorkbook: async () => new Uint8Array(),
    },
    save: () => Promise.reject(new Error("nothing is saved here")),
    render: async (_, { title, body }) => `<title>${title}</title>${body.text}<footer>end</footer>`,
    onTrouble: (error) => troubles.push(error),
  });
  return { server, troubles };
}

const later = <T>(value: Promise<T>, ms = 600): Promise<T> =>
  new Promise((resolve, reject) => setTimeout(() => value.then(resolve, reject), ms));

describe("a page of figures that may take long", () => {
  it("shows those that are there", async () => {
    const { server } = pagesWith(async () => ({ kept: keptFor(1000), coming: null }));
    const { body, statusCode } = await server.inject("/report/sponsor?period=last-month&lang=en");
    expect(statusCode).toBe(200);
    expect(body).toContain("As of 15 November 2026 at 13:00. Computed in 1.2 s.");
    expect(body).toContain('href="/report/sheet?period=last-month&amp;lang=en"');
    // The sheet itself, whole, not in a frame of some height.
    expect(body).toContain('<h3 class="question">What did the community bring the organisation?</h3>');
    expect(body).toMatch(/<h4 class="sources">/);
    expect(body).not.toContain("<iframe");
    expect(body).not.toContain("waiting");
  });

  it("shows those of before at once, says how old they are, and where newer ones will be", async () => {
    const coming = later(Promise.resolve(keptFor(0)));
    const { server } = pagesWith(async () => ({ kept: keptFor(125_000), coming }));
    const { body } = await server.inject("/report/sponsor?lang=fr");
    expect(body).toContain(
      "Ces chiffres ont été calculés il y a 2 minutes. Un rapport plus récent est en préparation.",
    );
    expect(body).toContain('<a href="/report/sponsor?lang=fr">L’afficher</a>');
  });

  it("begins at once without them, and ends with them", async () => {
    const { server } = pagesWith(async () => ({ kept: null, coming: later(Promise.resolve(keptFor(0)), 900) }));
    const address = await server.listen({ port: 0, host: "127.0.0.1" });
    const response = await fetch(`${address}/report/sponsor?lang=en`);
    const chunks: string[] = [];
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) chunks.push(chunk);
    await server.close();
    expect(chunks[0]).toContain('<p class="waiting" role="status">');
    expect(chunks[0]).not.toContain("As of");
    expect(chunks.slice(1).join("")).toMatch(/As of .*<\/section><footer>end<\/footer>$/s);
    expect(response.headers.get("x-accel-buffering")).toBe("no");
  });

  it("says it where they fail after it began, and the engineer why", async () => {
    const failure = new Error("secret detail");
    const rejected = Promise.reject(failure);
    rejected.catch(() => undefined);
    const { server, troubles } = pagesWith(async () => ({ kept: null, coming: later(rejected) }));
    const { body } = await server.inject("/report/sponsor?lang=en");
    expect(body).toContain("The figures could not be computed.");
    expect(body).toMatch(/<footer>end<\/footer>$/);
    expect(body).not.toContain("secret");
    expect(troubles).toEqual([failure]);
  });

  it("shows those of before where newer ones fail at once, and tells the engineer why, once", async () => {
    const failure = new Error("no");
    const { server, troubles } = pagesWith(async () => ({ kept: keptFor(125_000), coming: Promise.reject(failure) }));
    const { body, statusCode } = await server.inject("/report/sponsor?lang=en");
    expect(statusCode).toBe(200);
    expect(body).toContain("These figures were computed 2 minutes ago. A newer report could not be made:");
    expect(body).not.toContain("A newer report is being made");
    expect(troubles).toEqual([failure]);
  });

  it("says that the database took too long and what to do, before and after it began and instead of a file", async () => {
    const slow = new TookTooLong(300_000);
    const refused = Promise.reject(slow);
    refused.catch(() => undefined);
    const at = async (coming: Promise<never>, path: string) => {
      const { server, troubles } = pagesWith(async () => ({ kept: null, coming }));
      const { body, statusCode } = await server.inject(path);
      expect(troubles).toEqual([slow]);
      return { body, statusCode };
    };
    const english = await at(refused, "/report/sponsor?lang=en");
    expect(english.statusCode).toBe(503);
    expect(english.body).toContain("The database did not answer within 5 minutes, so this report was given up.");
    expect(english.body).toContain("Choose a shorter period");
    const begun = await at(later(refused), "/report/sponsor?lang=fr");
    expect(begun.body).toContain("La base de données n’a pas répondu en 5 minutes");
    expect((await at(refused, "/report/sheet?lang=en")).statusCode).toBe(503);
  });

  it("says that it has too much to do, on a page and instead of a file", async () => {
    const { server } = pagesWith(() => Promise.reject<Reading<SponsorPage>>(new TooMuchWork()));
    for (const path of ["/report/sponsor", "/report/sheet"]) {
      const { body, statusCode, headers } = await server.inject(path);
      expect([statusCode, headers["retry-after"]]).toEqual([503, "60"]);
      expect(body).toContain("Several reports are being computed already.");
    }
  });

  it.each(["/report", "/report/indicators", "/report/sponsor", "/report/sheet", "/report.csv", "/report.json"])(
    "%s says what is wrong with a period, with the fields as they were, and computes nothing",
    async (path) => {
      const { server } = pagesWith(() => Promise.reject(new Error("not asked for")));
      const { body, statusCode } = await server.inject(`${path}?from=2026-02-31&to="><script>&lang=en`);
      expect(statusCode).toBe(400);
      expect(body).toContain("“2026-02-31” is not a day to begin with. Write it as 2026-10-01.");
      expect(body).toContain("“&quot;&gt;&lt;script&gt;” is not a day to end with.");
      expect(body).not.toContain("<script>");
      expect(body).toMatch(/name="from" value="2026-02-31" max="2026-11-15" aria-invalid="true"/);
    },
  );
});
