import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { importEvents } from "../../src/ingest/import-events.ts";
import { importMeasures } from "../../src/ingest/import-measures.ts";
import { importMembers } from "../../src/ingest/import-members.ts";
import type { ImportOptions, ImportResult } from "../../src/ingest/import-rows.ts";
import { countsOf as counts, IMPORTS, useImportScene } from "../support/import-scene.ts";

/** The bytes of files that Excel writes in France: see test/excel-france. */
const FILES = fileURLToPath(new URL("../excel-france/", import.meta.url));
const FRENCH = { dates: "dmy", timezone: "Europe/Paris" } as const;
const SEMICOLONS = "Cells are separated by semicolons.";
const TABS = "Cells are separated by tabs.";
const CP1252 = "The text is read as windows-1252 (as Excel writes it).";
const UTF16 = "The text is read as UTF-16.";

const scene = useImportScene(new Date("2026-11-25T12:00:00Z"));
const { open, rows } = scene;

async function take(kind: keyof typeof IMPORTS, name: string, options: ImportOptions = FRENCH): Promise<ImportResult> {
  const path = join(scene.folder, name);
  await copyFile(join(FILES, name), path);
  return IMPORTS[kind](scene.deps, await open(path), options);
}

describe("a file of Excel in France", () => {
  it("of members: windows-1252, semicolons, decimal commas, days first, rows that only look empty", async () => {
    const result = await take("members", "members-cp1252.csv");
    expect(counts(result)).toEqual([2, 0, 0, 0]);
    expect(result.notices).toEqual([
      CP1252,
      SEMICOLONS,
      'Column "Id" is read as id.',
      'Column "Email" is read as email.',
      'Column "First Name" is read as firstName.',
      'Column "Last Name" is read as lastName.',
      'Column "Locale" is read as locale.',
      "Kept as attributes, which rules can use: Métier, note moyenne, Remarque.",
      "A decimal comma makes a number (12,5 is twelve and a half) in: note moyenne.",
    ]);
    expect(
      await rows("SELECT external_id, last_name, created_at, subscribed, attributes FROM member ORDER BY 1"),
    ).toEqual([
      {
        external_id: "0012",
        last_name: "Lefèvre–Noël",
        created_at: new Date("2026-02-02T23:00:00Z"),
        subscribed: true,
        attributes: { Métier: "Cheffe d’équipe", "note moyenne": 12.5, Remarque: 'dit "merci" ; souvent' },
      },
      {
        external_id: "13",
        last_name: "Cœur",
        created_at: new Date("2026-02-03T07:30:00Z"),
        subscribed: false,
        attributes: { Métier: "Œnologue à 20 €", "note moyenne": 7, Remarque: "deux\nlignes" },
      },
    ]);
    expect(counts(await take("members", "members-cp1252.csv"))).toEqual([0, 0, 2, 0]);
  });

  it("of members without --dates dmy is refused row by row, with what to say", async () => {
    expect(counts(await take("members", "members-cp1252.csv", { timezone: "Europe/Paris" }))).toEqual([0, 0, 0, 2]);
    const rejected = await readFile(join(scene.folder, "members-cp1252.csv.rejected.csv"), "utf8");
    expect(rejected).toContain("for day-first dates say --dates dmy");
    expect(rejected).toContain("Lefèvre–Noël");
  });

  it("of refused members, corrected in Excel under another name, is read as the file it came from", async () => {
    expect(counts(await take("members", "members-cp1252.csv", { timezone: "Europe/Paris" }))).toEqual([0, 0, 0, 2]);
    const rejected = await readFile(join(scene.folder, "members-cp1252.csv.rejected.csv"), "utf8");
    expect(rejected.slice(1, 18)).toBe("line;reason;Id;Em");
    const corrected = join(scene.folder, "corrigé.csv");
    await writeFile(corrected, rejected);
    const result = await importMembers(scene.deps, await open(corrected), FRENCH);
    expect(counts(result)).toEqual([2, 0, 0, 0]);
    expect(result.notices).toContain("The columns line and reason of the earlier import are left aside.");
    expect(await rows("SELECT attributes FROM member WHERE external_id = '13'")).toEqual([
      { attributes: { Métier: "Œnologue à 20 €", "note moyenne": 7, Remarque: "deux\nlignes" } },
    ]);
    expect(await rows("SELECT attributes -> 'note moyenne' AS mean FROM member WHERE external_id = '0012'")).toEqual([
      { mean: 12.5 },
    ]);
  });

  it("of contents: UTF-8 with its mark, a line break in quotes", async () => {
    const result = await take("content", "content-utf8-bom.csv");
    expect(counts(result)).toEqual([2, 0, 0, 0]);
    expect(result.notices).toEqual([SEMICOLONS]);
    expect(await rows("SELECT title, summary, themes, published_at FROM content ORDER BY external_id")).toEqual([
      {
        title: "Bien démarrer avec l’outil",
        summary: 'Un "guide" ; court',
        themes: ["Prise en main", "Été"],
        published_at: new Date("2026-10-01T07:00:00Z"),
      },
      { title: "Foire aux questions", summary: null, themes: ["Été"], published_at: new Date("2026-10-01T22:00:00Z") },
    ]);
  });

  it("of events: Unicode text, which is UTF-16 with tabs; twice counts once", async () => {
    const result = await take("events", "events-utf16.txt");
    expect(counts(result)).toEqual([2, 0, 0, 0]);
    expect(result.notices).toEqual([
      UTF16,
      TABS,
      "A decimal comma makes a number (12,5 is twelve and a half) in: note.",
    ]);
    expect(await rows("SELECT occurred_at, properties FROM activity ORDER BY occurred_at")).toEqual([
      { occurred_at: new Date("2026-11-24T07:05:00Z"), properties: { note: 4.5, commentaire: "vu\nd’un trait" } },
      { occurred_at: new Date("2026-11-24T07:06:30Z"), properties: { note: 3, commentaire: 'il dit "ça va"' } },
    ]);
    expect(counts(await take("events", "events-utf16.txt"))).toEqual([0, 0, 2, 0]);
  });

  it("of customers: a first line sep=;, and an id that Excel has shortened is refused", async () => {
    const result = await take("customers", "customers-cp1252.csv");
    expect(counts(result)).toEqual([2, 0, 0, 2]);
    expect(result.notices).toEqual([
      CP1252,
      "Its first line, sep=;, says what separates the cells.",
      'Column "e-mail" is read as email.',
      "2 customers are known; 0 of them are members.",
    ]);
    const rejected = await readFile(join(scene.folder, "customers-cp1252.csv.rejected.csv"), "utf8");
    expect(rejected).toContain('4;"email: expected an address, or an id in its column, found ""noël@exemple.fr"""');
    expect(rejected).toContain('6;"id: expected the id itself, found 1,23457E+15, as Excel shortens long numbers');
  });

  it("of measures: groups of thousands, percent and euros", async () => {
    const result = await take("measures", "measures-utf16.txt");
    expect(counts(result)).toEqual([3, 0, 0, 0]);
    expect(result.notices.slice(0, 2)).toEqual([UTF16, TABS]);
    expect(await rows("SELECT indicator, value, unit, source FROM measure ORDER BY value")).toEqual([
      { indicator: "Économies", value: -3000, unit: "€", source: "Direction" },
      { indicator: "Préférence de marque", value: 12.5, unit: "%", source: "Étude « Noël »" },
      { indicator: "Appels évités", value: 1234.5, unit: null, source: "Support à Lyon" },
    ]);
  });

  it("says the same from standard input in single bytes", async () => {
    const bytes = await readFile(join(FILES, "events-utf16.txt"));
    const pieces = Readable.from([...bytes].map((byte) => Buffer.from([byte])));
    expect(counts(await importEvents(scene.deps, await open("-", pieces), FRENCH))).toEqual([2, 0, 0, 0]);
  });

  it("without the mark of UTF-16 is told by its zeros", async () => {
    const bytes = await readFile(join(FILES, "measures-utf16.txt"));
    await writeFile(join(scene.folder, "bare.txt"), bytes.subarray(2));
    const result = await importMeasures(scene.deps, await open(join(scene.folder, "bare.txt")), FRENCH);
    expect([counts(result), result.notices[0]]).toEqual([[3, 0, 0, 0], UTF16]);
  });

  it.each([
    ["a workbook", Buffer.from("504b03041400060008", "hex"), "Save the sheet as CSV UTF-8"],
    ["no text", Buffer.from("69640001ff80fe0a", "hex"), "Give a CSV file with a header"],
    ["one for old Macs", Buffer.from("id;email\r1;a@x.org\r"), "save it as CSV UTF-8"],
  ])("that is %s is refused with what to do", async (_what, bytes, remedy) => {
    await writeFile(join(scene.folder, "file.csv"), bytes);
    const failure = await open(join(scene.folder, "file.csv")).catch((error: unknown) => error);
    expect(failure).toMatchObject({ remedy: expect.stringContaining(remedy) });
  });
});
