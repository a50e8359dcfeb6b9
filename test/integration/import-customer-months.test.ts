import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resolveColumns } from "../../src/core/tracking/columns.ts";
import { CUSTOMER_FILE } from "../../src/ingest/import-customers.ts";
import { countsOf as counts, useImportScene } from "../support/import-scene.ts";

const scene = useImportScene(new Date("2026-11-22T12:00:00Z"));
const { take } = scene;
const MONTHS = `SELECT customer_key AS key, to_char(month, 'YYYY-MM') AS month, orders, amount, currency, tickets
  FROM customer_month ORDER BY 1, 2`;
const kept = () => scene.rows(MONTHS);
const rejected = () => readFile(join(scene.folder, "file.csv.rejected.csv"), "utf8");

const FILE =
  "id;client depuis;mois;commandes;chiffre d'affaires;devise;demandes\n" +
  "c1;2024-01-01T00:00:00Z;2026-09;2;1 234,50;EUR;1\n" +
  "c1;2024-01-01T00:00:00Z;2026-10;0;0;EUR;\n" +
  "c2;;2026-10;1;-12,5;EUR;3\n";
const OF_FILE = [
  { key: "id:c1", month: "2026-09", orders: 2, amount: 1234.5, currency: "EUR", tickets: 1 },
  { key: "id:c1", month: "2026-10", orders: 0, amount: 0, currency: "EUR", tickets: null },
  { key: "id:c2", month: "2026-10", orders: 1, amount: -12.5, currency: "EUR", tickets: 3 },
];

describe("months of customers", () => {
  it("are kept as a French export writes them; twice changes nothing, another figure of the month replaces", async () => {
    const first = await take("customers", FILE);
    expect(counts(first)).toEqual([3, 0, 0, 0]);
    expect(first.notices).toContain("The comma in an amount is read as its decimal sign: 12,5 is twelve and a half.");
    expect(first.notices.at(-1)).toBe("2 customers are known; 0 of them are members.");
    expect(counts(await take("customers", FILE))).toEqual([0, 0, 3, 0]);
    expect(await kept()).toEqual(OF_FILE);
    expect(counts(await take("customers", FILE.replace("-12,5", "20").replace("2026-09", "2026-08")))).toEqual([
      1, 1, 1, 0,
    ]);
    expect(await kept()).toHaveLength(4);
  });

  it("come from several exports: columns that a file lacks stay as they are, empty cells empty", async () => {
    await take("customers", FILE);
    expect(counts(await take("customers", "id,month,tickets\nc1,2026-09,7\nc2,2026-10,\nc3,2026-10,1\n"))).toEqual([
      1, 2, 0, 0,
    ]);
    expect(await kept()).toEqual([
      { ...OF_FILE[0], tickets: 7 },
      OF_FILE[1],
      { ...OF_FILE[2], tickets: null },
      { key: "id:c3", month: "2026-10", orders: null, amount: null, currency: null, tickets: 1 },
    ]);
  });

  it("read months and currencies as spreadsheets write them", async () => {
    const file =
      "email,month,amount\na@x.org,01/10/2026,€12.50\nb@x.org,10/2026,7 £\nc@x.org,2026-10-01 00:00,CHF 3\nd@x.org,2026-10,4\n";
    expect(counts(await take("customers", file, { dates: "dmy", currency: "eur" }))).toEqual([4, 0, 0, 0]);
    expect((await kept()).map(({ month, amount, currency }) => [month, amount, currency]).sort()).toEqual([
      ["2026-10", 12.5, "EUR"],
      ["2026-10", 3, "CHF"],
      ["2026-10", 4, "EUR"],
      ["2026-10", 7, "GBP"],
    ]);
    await expect(take("customers", file, { currency: "euros" })).rejects.toThrow('"euros" is no currency');
  });

  it("have the names of columns that the guide says, and two columns for one thing are both named", async () => {
    const guide = await readFile(new URL("../../docs/import.md", import.meta.url), "utf8");
    const names = /Other names of these columns[^:]*: ((.|\n)*?)\. `Client`/.exec(guide)?.[1] ?? "";
    const written = [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
    expect(written.length).toBeGreaterThan(20);
    for (const name of written) {
      const { missing, notices } = resolveColumns(["id", name], CUSTOMER_FILE);
      expect([name, missing, notices]).toEqual([name, [], [expect.stringMatching(/ is read as \w+\.$/)]]);
    }
    const client = await take("customers", "Client;Mois;CA;Devise\nc1;2026-10;12,5;EUR\n");
    expect(counts(client)).toEqual([1, 0, 0, 0]);
    expect(client.notices).toContain('Column "Client" is read as id.');
    await expect(take("customers", "id;mois;month;courriel;mail\n")).rejects.toThrow(
      'has two columns for "month": "mois", "month"; and two columns for "email": "courriel", "mail".',
    );
  });

  it("that cannot be told are refused, all mistakes of a row at once", async () => {
    const result = await take(
      "customers",
      [
        "id,month,orders,amount,currency,tickets",
        "c1,2026-13,-1,12.5,Euros,1.5",
        "c2,,3,,,",
        "c3,2026-10,1,12.5,,",
        "c4,2026-10,1,$12.5,,",
        "c5,2026-10-14,1,12.5,EUR,",
        "c6,01/10/2026,1,12.5,EUR,",
        'c7,2026-10,1,"1,234.50",EUR,',
        "c8,2026-10,1,€12,CHF,",
        "c9,2026-10,1,12,EUR,",
        "c9,2026-10,1,12,EUR,",
        "",
      ].join("\n"),
    );
    expect(counts(result)).toEqual([1, 0, 0, 9]);
    const lines = (await rejected()).split("\n");
    for (const [line, ...says] of [
      [
        2,
        "month: expected a month that exists",
        "orders: expected a whole number, 0 or more",
        "currency: expected",
        "tickets: expected",
      ],
      [3, "month: expected a month such as 2026-10, of which the figures are, found nothing"],
      [4, "--currency EUR for the whole file, found nothing"],
      [5, "currency: expected a currency in three letters"],
      [6, "one row for each customer and month"],
      [7, "2026-10 is what --dates dmy makes of it"],
      [8, "amount: expected a number such as 1234.5 (a comma is no decimal sign here)"],
      [9, "amount: expected an amount in CHF, as its row says, found EUR"],
      [
        11,
        "one row for each customer and month (add up the orders of a month, then import again), found 2026-10 again",
      ],
    ] as const) {
      const said = lines.find((text) => text.startsWith(`${line},`)) ?? "";
      for (const part of says) expect(said).toContain(part);
    }
  });

  it("follow a customer who was known by an address alone, within a file and from one to the next", async () => {
    await take("customers", "email,month,orders\na@x.org,2026-08,4\na@x.org,2026-09,5\n");
    expect(counts(await take("customers", "id,email,month,tickets\nc1,A@x.org,2026-09,2\n"))).toEqual([0, 1, 0, 0]);
    const file = "id,email,month,orders\n,b@x.org,2026-08,1\nc2,b@x.org,2026-09,2\n";
    await take("customers", file);
    await take("customers", file);
    expect((await kept()).map(({ key, month, orders, tickets }) => [key, month, orders, tickets])).toEqual([
      ["id:c1", "2026-08", 4, null],
      ["id:c1", "2026-09", 5, 2],
      ["id:c2", "2026-08", 1, null],
      ["id:c2", "2026-09", 2, null],
    ]);
    expect(await scene.rows("SELECT key FROM customer ORDER BY 1")).toEqual([{ key: "id:c1" }, { key: "id:c2" }]);
  });
});
