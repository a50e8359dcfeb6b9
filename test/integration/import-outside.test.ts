import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countsOf as counts, useImportScene } from "../support/import-scene.ts";

const scene = useImportScene(new Date("2026-11-22T12:00:00Z"));
const { take, rows } = scene;

describe("customers", () => {
  const FILE =
    "id,email,since,renewedAt,leftAt\n" +
    "c1,ana@x.org,2024-01-01T00:00:00Z,2026-01-01T00:00:00Z,\n" +
    "c2,bo@x.org,2025-03-01T00:00:00Z,,2026-03-01T00:00:00Z\n" +
    ",Cy@X.org,2025-05-01T00:00:00Z,,\n";

  it("are kept, and twice changes nothing; no address of theirs is", async () => {
    expect(counts(await take("customers", FILE))).toEqual([3, 0, 0, 0]);
    const again = await take("customers", FILE);
    expect(counts(again)).toEqual([0, 0, 3, 0]);
    expect(again.notices.at(-1)).toBe("3 customers are known; 0 of them are members.");
    expect(await rows("SELECT customer_id, since, renewed_at, left_at FROM customer ORDER BY since")).toEqual([
      { customer_id: "c1", since: new Date("2024-01-01"), renewed_at: new Date("2026-01-01"), left_at: null },
      { customer_id: "c2", since: new Date("2025-03-01"), renewed_at: null, left_at: new Date("2026-03-01") },
      { customer_id: null, since: new Date("2025-05-01"), renewed_at: null, left_at: null },
    ]);
    expect(await rows("SELECT * FROM customer WHERE customer::text ILIKE '%x.org%'")).toEqual([]);
    expect(await rows("SELECT * FROM member")).toEqual([]);
  });

  it("are joined to members by id or by address, whichever came first", async () => {
    await take("customers", FILE);
    await take("members", "id,email\nc1,\nm7, CY@x.org \nm8,else@x.org\n");
    const { notices } = await take("customers", "id,email\nc9,else@x.org\n");
    expect(notices.at(-1)).toBe("4 customers are known; 3 of them are members.");
  });

  it("known by an address alone are taken over by an id, and found again by the address", async () => {
    await take("customers", "email,since\na@x.org,2024-01-01T00:00:00Z\n");
    expect(counts(await take("customers", "id,email\nc1,A@x.org\n"))).toEqual([0, 1, 0, 0]);
    expect(counts(await take("customers", "email,leftAt\na@x.org,2026-01-01T00:00:00Z\n"))).toEqual([0, 1, 0, 0]);
    expect(await rows("SELECT key, since, left_at FROM customer")).toEqual([
      { key: "id:c1", since: new Date("2024-01-01"), left_at: new Date("2026-01-01") },
    ]);
  });

  it("with neither id nor address, or who left before they came, are refused with line and reason", async () => {
    const result = await take(
      "customers",
      "id,email,since,leftAt\n,nobody,,\nc1,nobody,,\nc2,,2026-01-01T00:00:00Z,2025-01-01T00:00:00Z\n,,2026-01-01T00:00:00Z,\n",
    );
    expect(counts(result)).toEqual([1, 0, 0, 3]);
    expect(result.warnings).toEqual([
      { code: "address", says: expect.stringContaining("id alone"), count: 1, lines: [3] },
    ]);
    const rejected = await readFile(join(scene.folder, "file.csv.rejected.csv"), "utf8");
    expect(rejected).toContain('2,"email: expected an address, or an id in its column, found ""nobody""",,nobody,,');
    expect(rejected).toContain("leftAt: expected a time not before since (2026-01-01T00:00:00.000Z)");
  });

  it("are refused whole without id and email, or when the file is plainly of members", async () => {
    await expect(take("customers", "nom,since\nx,2026-01-01\n")).rejects.toThrow('lacks a column "id" or "email"');
    await expect(take("customers", "id,email,firstName,subscribed,reads\n1,a@x.org,A,yes,fr\n")).rejects.toThrow(
      "holds members, not customers",
    );
  });
});

describe("measures", () => {
  const FILE =
    "date;indicator;value;unit;source\n2026-10-31;Appels évités;1 234,5;appels;Support\n" +
    "2026-10-31;Préférence de marque;12,5 %;;Étude Z\n2026-11-30;Appels évités;1300;appels;Support\n";

  it("are kept with their source; twice changes nothing, another value of the same day replaces", async () => {
    const first = await take("measures", FILE);
    expect(counts(first)).toEqual([3, 0, 0, 0]);
    expect(first.notices).toEqual([
      "Cells are separated by semicolons.",
      "The comma in a number is read as its decimal sign: 12,5 is twelve and a half.",
    ]);
    expect(counts(await take("measures", FILE))).toEqual([0, 0, 3, 0]);
    expect(counts(await take("measures", FILE.replace("1300", "1310")))).toEqual([0, 1, 2, 0]);
    expect(
      await rows(
        "SELECT to_char(date, 'YYYY-MM-DD') AS date, indicator, value, unit, source FROM measure ORDER BY value",
      ),
    ).toEqual([
      { date: "2026-10-31", indicator: "Préférence de marque", value: 12.5, unit: "%", source: "Étude Z" },
      { date: "2026-10-31", indicator: "Appels évités", value: 1234.5, unit: "appels", source: "Support" },
      { date: "2026-11-30", indicator: "Appels évités", value: 1310, unit: "appels", source: "Support" },
    ]);
  });

  it("need a source, in the file or by --source, and day-first dates only when asked", async () => {
    const file = "date,indicator,value\n24/11/2026,NPS de l'enseigne,41\n";
    await expect(take("measures", file, { dates: "dmy" })).rejects.toThrow('lacks a column "source"');
    expect(counts(await take("measures", file, { source: "Étude" }))).toEqual([0, 0, 0, 1]);
    expect(await readFile(join(scene.folder, "file.csv.rejected.csv"), "utf8")).toContain("--dates dmy");
    expect(counts(await take("measures", file, { source: "Étude", dates: "dmy" }))).toEqual([1, 0, 0, 0]);
    expect(await rows("SELECT to_char(date, 'YYYY-MM-DD') AS date, source FROM measure")).toEqual([
      { date: "2026-11-24", source: "Étude" },
    ]);
  });

  it("that cannot be told are refused: a comma in a file of commas, a point that may mean thousands, a day that is none", async () => {
    const refused = await take(
      "measures",
      'date,indicator,value,source\n2026-10-31,calls,"1,234",S\n2026-02-30,calls,1,S\n',
    );
    expect(counts(refused)).toEqual([0, 0, 0, 2]);
    expect(counts(await take("measures", "date;indicator;value;source\n2026-10-31;calls;1.234;S\n"))).toEqual([
      0, 0, 0, 1,
    ]);
  });

  it("are read from NDJSON", async () => {
    const line = '{"date":"2026-10-31","indicator":"calls","value":12.5,"source":"S","note":"x"}\n';
    const result = await take("measures", line, { name: "m.ndjson" });
    expect(counts(result)).toEqual([1, 0, 0, 0]);
    expect(result.notices).toEqual(['Field "note" is not known and is left aside.']);
  });

  it("tell the fields that are left aside in one sentence, however many, and nothing that a terminal would obey", async () => {
    const lines = Array.from({ length: 300 }, (_, at) =>
      JSON.stringify({
        date: "2026-10-31",
        indicator: "calls",
        value: at,
        source: `S${at}`,
        [`\u001b[2Jfield ${at}`]: 1,
      }),
    );
    const { notices } = await take("measures", `${lines.join("\n")}\n`, { name: "m.ndjson" });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(
      /^Fields that are not known and are left aside: "\[2Jfield 0", .*"\[2Jfield 9", and 290 more\.$/,
    );
    expect(notices[0]).not.toMatch(/\p{Cc}/u);
  });
});
