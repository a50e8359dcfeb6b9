import { inflateRawSync } from "node:zlib";
import readExcelFile from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import { measureScenario, REPORT_TO } from "../../../test/support/report-scenario.ts";
import { SECTIONS } from "../../../test/support/report-sections.ts";
import type { ComparisonReport } from "../../report/comparisons/comparison-report.ts";
import { tellComparisons } from "../../report/comparisons/tell-comparisons.ts";
import { tellDrawn } from "../../report/comparisons/tell-drawn.ts";
import type { WholeReport } from "../../report/make-report.ts";
import { tellHotCold, tellMonths } from "../../report/sections/tell-lifts.ts";
import { tellSlipping, tellUnseen } from "../../report/sections/tell-sections.ts";
import { tellerOf } from "../../report/tell/teller.ts";
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

const COMPARISONS: ComparisonReport = {
  from: "2026-08-31T22:00:00.000Z",
  to: "2026-09-30T22:00:00.000Z",
  minimalGroup: 20,
  activeDays: 30,
  beforeAfterDays: 28,
  since: null,
  drawn: [
    {
      name: "Expert badge",
      interval: "classic",
      firstDrawnAt: "2026-09-01T08:00:00.000Z",
      arms: [
        { arm: "treated", members: 120, got: 100 },
        { arm: "held_out", members: 110, got: null },
      ],
      mixed: 0,
      share: 0.5,
      sampleRatio: { p: 0.5, ok: true },
      outcomes: SECTIONS.months.slice(0, 1).map(({ visits }) => visits),
      currencies: [],
      renewed: null,
      reason: null,
    },
    {
      name: "Mentors",
      interval: "classic",
      firstDrawnAt: null,
      arms: [],
      mixed: 0,
      share: 0.5,
      sampleRatio: null,
      outcomes: [],
      currencies: [],
      renewed: null,
      reason: "small_group",
    },
  ],
  comparisons: [
    {
      kind: "activity",
      name: null,
      groups: [
        { group: "active", members: 400 },
        { group: "inactive", members: 90 },
      ],
      lines: [
        {
          measure: "left",
          unit: "share",
          values: [
            { group: "active", value: 0.05, of: { count: 20, total: 400 }, interval: null },
            { group: "inactive", value: 0.1, of: { count: 9, total: 90 }, interval: null },
          ],
        },
        {
          measure: "minutes_median",
          unit: "minutes",
          values: [
            { group: "active", value: 4.5, of: null, interval: null },
            { group: "inactive", value: null, of: null, interval: null },
          ],
        },
      ],
      reason: null,
      had: null,
      matched: null,
      months: null,
    },
    {
      kind: "customers",
      name: null,
      groups: [],
      lines: [],
      reason: "small_group",
      had: null,
      matched: null,
      months: null,
    },
  ],
};

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
      ...SECTIONS,
      notes: [{ number: 1, date: "2026-08-15", text: { en: "New home page", fr: "Nouvel accueil" } }],
    },
    comparisons: COMPARISONS,
  };
}

describe("a report as a workbook, opened by another reader", () => {
  it("has its sheets, with numbers as numbers and dates as dates", async () => {
    const sheets = await read(await writeWorkbook(buildWorkbook(await wholeReport(), "en"), "en"));
    expect([...sheets.keys()]).toEqual([
      "Summary",
      "Outcomes",
      "By rule",
      "Month by month",
      "Week by week",
      "Hot and cold in mails",
      "Hot against cold",
      "Drawn at random",
      "Comparisons, not proof",
      "Indicators",
      "Themes",
      "Nearly unseen by theme",
      "Contents nearly unseen",
      "Members slipping away",
      "Return curve",
      "Notes",
    ]);
    const summary = new Map(sheets.get("Summary")?.map(([label, value]) => [label, value]));
    expect(summary.get("In short")).toMatch(/^Members who get digests come back every 5\.6 days/);
    expect(summary.get("Last day")).toEqual(new Date("2026-09-30T00:00:00Z"));
    expect(summary.get("With digests")).toBe(9_000);
    const visits = sheets.get("Outcomes")?.[1];
    expect(visits?.slice(0, 2)).toEqual(["all digests", "Visits a week"]);
    expect(visits?.slice(2, 8)).toEqual([1.25, 45_000, 36_000, 1, 4_000, 4_000]);
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

  it.each(["en", "fr"] as const)("has the figures that the page has, in %s", async (language) => {
    const whole = await wholeReport();
    const sheets = [...(await read(await writeWorkbook(buildWorkbook(whole, language), language))).values()];
    const teller = tellerOf(whole.report, language, whole.indicators, whole.sections, whole.comparisons);
    const { sections, comparisons, write } = teller;
    if (sections === null || comparisons === null) throw new Error("the report has all its parts");
    const isNumber = (cell: unknown): cell is number => typeof cell === "number";
    /** As the page writes them: shares with what they are of, as precise as those beside them, and numbers alone. */
    const written = sheets.flat().map((row) => {
      const shares = row.flatMap((share, at) => {
        const [count, of] = [row[at + 1], row[at + 2]];
        return isNumber(share) && isNumber(count) && isNumber(of)
          ? [write.shares([share, 0.5])(share), write.shares([share, 0.001])(share), write.number(share)].map(
              (text) => `${text} (${write.outOf(count, of)})`,
            )
          : [];
      });
      const alone = row
        .filter(isNumber)
        .flatMap((value) => [write.count(value), write.number(value), write.days(value)]);
      return new Set([...row.filter((cell) => typeof cell === "string"), ...shares, ...alone]);
    });
    const expectRow = (...cells: readonly string[]) =>
      expect(
        written.some((row) => cells.every((cell) => row.has(cell))),
        cells.join(" | "),
      ).toBe(true);
    let compared = 0;
    for (const section of [tellMonths, tellHotCold, tellSlipping, tellUnseen].map((tell) => tell(sections))) {
      for (const { rows } of section?.tables ?? []) {
        for (const row of rows) {
          const parts = row.filter(({ of }) => of !== "").map(({ text, of }) => `${text} (${of})`);
          if (parts.some((part) => !/^[\d\s\u202f.,%]+ \([\d\s\u202f.,]+\s\/\s/.test(part))) continue;
          // Months are dates in the workbook.
          const [first = ""] = row.map(({ text }) => text);
          expectRow(...(section?.title === sections.words.months.title ? [] : [first]), ...parts);
          compared += parts.length;
        }
      }
    }
    expect(compared).toBeGreaterThan(15);
    for (const { title, rows, sentences } of tellComparisons(comparisons)) {
      expectRow(title, sentences.join(" "));
      for (const { label, cells } of rows) {
        for (const { value, of } of cells) {
          const bare = value.replace(/ min$/, "");
          expectRow(title, label, of === "" ? bare : `${value} (${of})`);
        }
      }
    }
    for (const { title, sentences } of tellDrawn(comparisons)) expectRow(title, sentences.join(" "));
    const [treated, , visits] = [120, 110, SECTIONS.months[0]?.visits.relative?.estimate];
    const drawn = sheets.flat().find(([name]) => name === "Expert badge");
    expect(drawn?.slice(1, 5)).toEqual([treated, 110, 100, null]);
    expect(drawn).toContain(visits);
  });

  it("writes what spreadsheets would read as a code of theirs so that they read it as it is", async () => {
    const rows = [["_x0041_"], ["a_x000D_x0042_b"], ["_x41_ snake_case _xyzw_"]];
    const bytes = await writeWorkbook([{ name: "S", columns: [{ title: "T", width: 10 }], rows }], "en");
    const xml = [...unzip(bytes).values()].join("\n");
    expect(xml).toContain(">_x005F_x0041_<");
    expect(xml).toContain(">a_x005F_x000D_x005F_x0042_b<");
    expect(xml).toContain(">_x41_ snake_case _xyzw_<");
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
