import { inflateRawSync } from "node:zlib";
import readExcelFile from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import { measureScenario, REPORT_TO } from "../../../test/support/report-scenario.ts";
import type { WholeReport } from "../../report/make-report.ts";
import { buildWorkbook } from "../../report/workbook/build-workbook.ts";
import { writeWorkbook } from "./write-workbook.ts";

/** The parts of a zip, by their names. */
function unzip(bytes: Uint8Array): Map<string, string> {
  const zip = Buffer.from(bytes);
  const parts = new Map<string, string>();
  let at = zip.readUInt32LE(zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1")) + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [size, name, extra, comment] = [20, 28, 30, 32].map((offset) =>
      offset === 20 ? zip.readUInt32LE(at + offset) : zip.readUInt16LE(at + offset),
    ) as [number, number, number, number];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const part = zip.subarray(from, from + size);
    const text = zip.readUInt16LE(at + 10) === 0 ? part : inflateRawSync(part);
    parts.set(zip.toString("utf8", at + 46, at + 46 + name), text.toString("utf8"));
    at += 46 + name + extra + comment;
  }
  return parts;
}

async function read(bytes: Uint8Array): Promise<Map<string, unknown[][]>> {
  const sheets = await readExcelFile(Buffer.from(bytes));
  return new Map(sheets.map(({ sheet, data }) => [sheet, data as unknown[][]]));
}

const figure = (value: number | null) => ({ value, of: null, reason: value === null ? "needs_event" : null });
async function wholeReport(): Promise<WholeReport> {
  return {
    report: await measureScenario({ units: { treated: 9_000, held_out: 1_000 }, visits: 5 }, REPORT_TO),
    indicators: {
      lines: [
        {
          name: "weekly_share",
          group: "coming_back",
          unit: "share",
          better: "up",
          now: { value: 0.25, of: { count: 1_000, total: 4_000 }, reason: null },
          before: figure(0.2),
          change: 0.05,
          needs: [],
          target: { value: 0.3, met: false },
          goals: [],
        },
        {
          name: "searches",
          group: "traffic",
          unit: "count",
          better: null,
          now: figure(null),
          before: figure(null),
          change: null,
          needs: ["Search Performed"],
          target: null,
          goals: [],
        },
      ],
      measures: [],
    } as unknown as WholeReport["indicators"],
    sections: {
      notes: [{ number: 1, date: "2026-08-15", text: { en: "New home page", fr: "Nouvel accueil" } }],
    } as unknown as WholeReport["sections"],
    comparisons: {} as WholeReport["comparisons"],
  };
}

describe("a report as a workbook, opened by another reader", () => {
  it("has its sheets, with numbers as numbers and dates as dates", async () => {
    const sheets = await read(await writeWorkbook(buildWorkbook(await wholeReport(), "en"), "en"));
    expect([...sheets.keys()]).toEqual([
      "Summary",
      "Outcomes",
      "Indicators",
      "Themes",
      "Contents nearly unseen",
      "Return curve",
      "Notes",
    ]);
    const summary = new Map(sheets.get("Summary")?.map(([label, value]) => [label, value]));
    expect(summary.get("In short")).toMatch(/^Members who get digests come back every 5\.6 days/);
    expect(summary.get("Last day")).toEqual(new Date("2026-09-30T00:00:00Z"));
    expect(summary.get("With digests")).toBe(9_000);
    const visits = sheets.get("Outcomes")?.[1];
    expect(visits?.slice(0, 2)).toEqual(["all digests", "Visits a week"]);
    expect(visits?.slice(2, 8)).toEqual([1.25, 45_000, 252_000, 1, 4_000, 28_000]);
    expect(visits?.[8]).toBeCloseTo(0.25, 6);
    expect(sheets.get("Indicators")?.[1]?.slice(3, 11)).toEqual([0.25, 1_000, 4_000, 0.2, null, null, 0.05, 0.3]);
    expect(sheets.get("Indicators")?.[2]?.at(-1)).toBe("not received, Search Performed");
    expect(sheets.get("Contents nearly unseen")?.[1]?.[2]).toEqual(new Date("2026-07-03T00:00:00Z"));
    expect(sheets.get("Return curve")?.[29]?.[0]).toBe(28);
    expect(sheets.get("Notes")?.[1]).toEqual([new Date("2026-08-15T00:00:00Z"), "New home page"]);
  });

  it("is in French where French is asked for, and shows shares in per cent", async () => {
    const bytes = await writeWorkbook(buildWorkbook(await wholeReport(), "fr"), "fr");
    const sheets = await read(bytes);
    expect(sheets.get("Résultats")?.[0]?.slice(0, 3)).toEqual(["Expérience", "Résultat", "Avec envois"]);
    expect(sheets.get("Notes")?.[1]?.[1]).toBe("Nouvel accueil");
    expect(sheets.get("Courbe de retour")?.[0]?.slice(1, 4)).toEqual([
      "Avec envois",
      "Avec envois : de (95 %)",
      "Avec envois : à (95 %)",
    ]);
    const styles = unzip(bytes).get("xl/styles.xml");
    for (const format of ["0.0%", "#,##0", "dd/mm/yyyy"]) expect(styles).toContain(`formatCode="${format}"`);
  });

  it("holds text that begins like a formula as text, and takes out what no file can hold", async () => {
    const titles = [
      '=HYPERLINK("http://evil.example")',
      "+1",
      "-1+2",
      "@SUM(A1)",
      "\t=1",
      "a\u0007b",
      "\ud800x",
      "<b>&",
    ];
    const sheet = { name: "S", columns: [{ title: "=1+1", width: 10 }], rows: titles.map((title) => [title]) };
    const bytes = await writeWorkbook([sheet], "en");
    const cells = (await read(bytes)).get("S")?.map(([cell]) => cell);
    expect(cells?.map((cell) => String(cell).trim())).toEqual(
      ["=1+1", ...titles.slice(0, 4), "=1", "ab", "x", "<b>&"].map((text) => text.trim()),
    );
    const xml = [...unzip(bytes)].filter(([name]) => /^xl\/worksheets\/[^/]+\.xml$/.test(name)).map(([, text]) => text);
    expect(xml).toHaveLength(1);
    expect(xml.join()).not.toMatch(/<f[ >]/);
  });
});
