import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSavedReportStore } from "../../src/platform/postgres/report/saved/saved-report-store.ts";
import type { PreparedReport } from "../../src/report/prepared-report.ts";
import { saveReport } from "../../src/report/saved/save-report.ts";
import { showSaved } from "../../src/report/saved/show-saved.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createInstallation, type Installation, writeSmallCommunity } from "../support/rekindle.ts";

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const REPORT: PreparedReport = {
  subject: {
    kind: "report",
    period: {
      from: new Date("2026-06-30T22:00:00Z"),
      to: new Date("2026-09-30T22:00:00Z"),
      timezone: "Europe/Paris",
    },
    rule: null,
    language: "fr",
  },
  formats: ["text", "xlsx", "html"],
  write: async (format) => (format === "xlsx" ? ALL_BYTES : `Réunis : « ${format} »\r\n`),
};

describe("saved reports", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());
  const run = (text: string) => test.database.query({ text, values: [] });

  it("are kept byte for byte, each time as another copy, and listed with the newest first", async () => {
    const store = createSavedReportStore(test.database);
    expect(await store.list(null)).toEqual({ reports: [], olderThan: null });
    const first = await saveReport(store, REPORT);
    const second = await saveReport(store, REPORT);
    expect(second.id).not.toBe(first.id);
    expect(first.files.map(({ format }) => format)).toEqual(["html", "xlsx", "text"]);
    // As sha256sum says.
    expect(first.files[1]).toEqual({
      format: "xlsx",
      size: 256,
      hash: "40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880",
    });
    // A store that is opened later, as after a restart.
    const later = createSavedReportStore(test.database);
    expect(await later.list(null)).toEqual({ reports: [second, first], olderThan: null });
    expect(first.period).toEqual(REPORT.subject.period);
    const shown = await showSaved(later, first.id, "xlsx");
    expect(Buffer.from(shown.bytes).equals(Buffer.from(ALL_BYTES))).toBe(true);
    const text = await showSaved(later, first.id, "text");
    expect(Buffer.from(text.bytes).toString("utf8")).toBe("Réunis : « text »\r\n");
  });

  it("are listed some at a time, each once", async () => {
    const store = createSavedReportStore(test.database);
    for (let copy = 0; copy < 5; copy += 1) await saveReport(store, REPORT);
    const all = (await store.list(null)).reports.map(({ id }) => id);
    const seen: number[] = [];
    for (let before: number | null = null; ; ) {
      const { reports, olderThan } = await store.list(before, 2);
      expect(reports.length).toBeLessThanOrEqual(2);
      for (const { id, files } of reports) {
        seen.push(id);
        expect(files).toHaveLength(3);
      }
      if (olderThan === null) break;
      before = olderThan;
    }
    expect(seen).toEqual(all);
    expect(all.length).toBeGreaterThanOrEqual(5);
  });

  it("are found by their number and their forms, or it says which there are", async () => {
    const store = createSavedReportStore(test.database);
    const { id } = await saveReport(store, REPORT);
    await expect(showSaved(store, 999_999, "html")).rejects.toThrow("There is no saved report 999999.");
    await expect(showSaved(store, id, "csv")).rejects.toMatchObject({
      message: `Saved report ${id} is not kept as csv.`,
      remedy: "Choose one of html, xlsx, text.",
    });
  });

  it("cannot be changed or taken away, and one that was tampered with is not shown", async () => {
    const store = createSavedReportStore(test.database);
    const { id } = await saveReport(store, REPORT);
    const tamper = `UPDATE saved_report_file SET bytes = '\\x00' WHERE report_id = ${id} AND format = 'text'`;
    for (const statement of [
      tamper,
      "DELETE FROM saved_report_file",
      "UPDATE saved_report SET language = 'en'",
      "DELETE FROM saved_report",
      "TRUNCATE saved_report",
      "TRUNCATE saved_report_file",
      "TRUNCATE saved_report, saved_report_file",
    ]) {
      await expect(run(statement)).rejects.toThrow("a saved report never changes");
    }
    await run("ALTER TABLE saved_report_file DISABLE TRIGGER saved_report_file_read_only");
    await run(tamper);
    await run("ALTER TABLE saved_report_file ENABLE TRIGGER saved_report_file_read_only");
    await expect(showSaved(store, id, "text")).rejects.toThrow(
      `Saved report ${id} is not as it was saved: its text was changed in the database.`,
    );
    await expect(showSaved(store, id, "html")).resolves.toMatchObject({ report: { id } });
  });

  it("are none of a report that could not be written whole", async () => {
    const store = createSavedReportStore(test.database);
    const before = await store.list(null);
    const [file] = before.reports[0]?.files ?? [];
    const twice = [file, file].map((one) => ({
      ...one,
      format: "html" as const,
      size: 0,
      hash: "00",
      bytes: ALL_BYTES,
    }));
    await expect(store.keep(REPORT.subject, twice)).rejects.toThrow("saved_report_file_pkey");
    expect(await store.list(null)).toEqual(before);
  });
});

describe("report --save", { timeout: 180_000 }, () => {
  let here: Installation;
  beforeAll(async () => {
    here = createInstallation();
    const files = writeSmallCommunity(here.folder, 10);
    for (const kind of ["members", "content", "events"] as const) await here.run("import", kind, files[kind]);
  }, 120_000);
  afterAll(() => here.remove());

  it("keeps what was printed, to be listed and shown as it was", async () => {
    const period = ["--from", "2026-03-01", "--to", "2026-03-10", "--at", "2026-03-12T08:00:00Z"];
    const printed = await here.run("report", ...period, "--lang", "fr", "--save");
    expect(printed.stderr).toMatch(/^Saved as report 1, which never changes\./);
    const sheet = await here.run("report", "--sponsor", ...period, "--save", "--out", join(here.folder, "sheet.txt"));
    expect(sheet.stderr).toContain("Saved as report 2");

    // What members did is told anew; the copy says what it said.
    const acts = here.writeFile(
      "later.csv",
      "messageId,timestamp,userId,event,contentId\nlate1,2026-03-05T10:00:00Z,m1,Content Viewed,c2\n",
    );
    expect((await here.run("import", "events", acts)).status).toBe(0);

    const listed = await here.run("report", "--saved");
    expect(listed.stdout.split("\n")).toEqual([
      expect.stringMatching(/^id {2}saved +what +period +lang +formats$/),
      expect.stringMatching(
        /^ ?2 {2}20\S+ \S+Z {2}sponsor's page {2}2026-03-01 to 2026-03-10 {2}en +html, text, json$/,
      ),
      expect.stringMatching(
        /^ ?1 {2}20\S+ \S+Z {2}report +2026-03-01 to 2026-03-10 {2}fr +html, xlsx, text, csv, json$/,
      ),
      "",
    ]);
    const [newest] = await here.json<{ files: { format: string; hash: string }[] }[]>("report", "--saved");
    expect(newest?.files.map(({ format }) => format)).toEqual(["html", "text", "json"]);

    // A terminal gets one more line end than a file.
    expect(`${(await here.run("report", "--saved", "1")).stdout}\n`).toBe(printed.stdout);
    await here.run("report", "--saved", "2", "--out", join(here.folder, "again.txt"));
    const [first, again] = ["sheet.txt", "again.txt"].map((name) => readFileSync(join(here.folder, name)));
    expect(again?.equals(first as Buffer)).toBe(true);
  });

  it("says what it does not take", async () => {
    const refused = await here.run("report", "--saved", "1", "--lang", "fr", "--period", "last-month");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("--saved takes no --period, no --lang: it shows what was saved, as it was.");
    expect((await here.run("report", "--advise", "--save")).stderr).toContain("--advise takes no --save");
    expect((await here.run("report", "--saved", "1", "--before", "2")).stderr).toContain("--saved 1 takes no --before");
    expect((await here.run("report", "--before", "2")).stderr).toContain("--before is of the list of saved reports.");
    expect((await here.run("report", "--saved", "--before", "1")).stdout).toContain(
      "No report was saved before report 1.",
    );
    expect((await here.run("report", "--saved", "77")).status).not.toBe(0);
  });
});
