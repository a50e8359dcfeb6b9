import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Treatment } from "../../src/core/treatment.ts";
import { createComparisonStore } from "../../src/platform/postgres/report/comparisons/comparison-store.ts";
import type { Comparison } from "../../src/report/comparisons/comparison-report.ts";
import { presentReport } from "../../src/report/present-report.ts";
import { CLAIMS, DRAW, reportComparisons, rounded, TEAM } from "../support/comparison-report.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptying } from "../support/empty-tables.ts";
import { plantCompared, randomCompared } from "../support/random-comparisons.ts";
import { drawnMonthsNaively, groupPurchasesNaively, plantMonths, randomMonths } from "../support/random-months.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

async function plant(seed: number, size?: number) {
  const community = randomCompared(seed, size);
  const months = randomMonths(seed, community);
  await plantCompared(test.database, community);
  await plantMonths(test.database, months);
  await test.database.query({ text: "UPDATE installation SET latest_act_at = '2026-05-01'", values: [] });
  return { community, months };
}

const SPANS = [
  ["2026-02-01", "2026-03-01"],
  ["2026-01-01", "2026-05-01"],
  ["2026-03-01", "2026-05-01"],
] as const;

describe.each([1, 2, 3, 5, 8, 13, 21])("of random community %i", (seed) => {
  it("what customers order, pay and ask is what a look at one after the other finds", async () => {
    const { community, months } = await plant(seed);
    const store = createComparisonStore(test.database);
    for (const [first, until] of SPANS) {
      const from = Date.parse(`${first}T00:00:00Z`);
      const { groups, currencies, latest } = await store.groupPurchases({
        first,
        until,
        from: new Date(from),
        team: TEAM,
      });
      const naive = groupPurchasesNaively(community, months, from, first, until);
      for (const { group, ...row } of groups) expect(rounded(row)).toEqual(rounded(naive[group]));
      expect(groups).toHaveLength(2);
      expect([currencies, latest]).toEqual([["EUR"], "2026-04-01"]);
    }
  });
});

async function report(from: string, to: string, treatments: readonly Treatment[] = []) {
  const { lift, comparisons } = await reportComparisons(test, from, to, treatments);
  return { lift, comparisons, purchases: comparisons.comparisons.find(({ kind }) => kind === "purchases") };
}

const measures = (comparison: Comparison | undefined) => comparison?.lines.map(({ measure }) => measure);

describe.each([1, 2, 3, 5, 8, 13])("of those drawn in random community %i", (seed) => {
  it.each([
    ["orders", null],
    ["orders", "2026-03-01T00:00:00Z"],
    ["tickets", null],
  ] as const)("%s are what a look at one after the other finds, from %s", async (figure, first) => {
    const { community, months } = await plant(seed);
    const since = first === null ? null : new Date(first);
    const window = { since, to: new Date("2026-04-20T00:00:00Z"), team: TEAM, days: 28, visitGapSeconds: 1800 };
    const rows = await createComparisonStore(test.database).sumDrawnPurchases(figure, window, DRAW, null, "UTC");
    const naive = drawnMonthsNaively(figure, community, months, since?.getTime() ?? null, window.to.getTime());
    for (const { arm, ...sums } of naive) {
      const found = rows.find((row) => row.arm === arm && row.rule === null)?.sums;
      expect(found ?? NONE).toMatchObject(sums);
    }
  });
});

const NONE = { main: { units: 0, numerator: 0, denominator: 0 }, before: { numerator: 0, denominator: 0 } };

describe("orders of members drawn at random", () => {
  it("are an outcome with an interval, in both languages, that shows what was planted", async () => {
    await plant(8, 2500);
    const run = (text: string) => test.database.query({ text, values: [] });
    await run(emptying("activity"));
    await run(`INSERT INTO activity (member_id, occurred_at, name, properties)
      SELECT id, greatest(joined_at, '2026-01-02'), 'Badge Earned', jsonb_build_object('badge', CASE WHEN id % 2 = 0 THEN 'gold' ELSE 'tin' END) FROM member`);
    await run(`UPDATE customer_month m SET orders = 3, amount = 150, currency = 'EUR' FROM customer c, member p
      WHERE c.key = m.customer_key AND (p.external_id = c.customer_id OR p.email_hash = c.email_hash) AND p.id % 2 = 0 AND m.month >= '2026-02-01'`);
    await run(`UPDATE customer_month m SET tickets = CASE WHEN p.id % 2 = 0 THEN 1 ELSE 3 END FROM customer c, member p
      WHERE c.key = m.customer_key AND (p.external_id = c.customer_id OR p.email_hash = c.email_hash)`);
    const treatment = { name: "Gold badge", assignment: "random", draw: DRAW, told: null } as const;
    const { lift, comparisons } = await report("2026-01-01T00:00:00+01:00", "2026-04-20T00:00:00+02:00", [treatment]);
    const outcomes = comparisons.drawn[0]?.outcomes ?? [];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["visits", "came_back", "orders", "amount", "tickets"]);
    expect(outcomes.slice(2).map(({ verdict }) => verdict)).toEqual(["better", "better", "better"]);
    // Fewer requests are better, and the sign says that they are fewer.
    expect(outcomes[4]?.relative?.high).toBeLessThan(0);
    expect(presentReport(lift, "text", "en", { comparisons })).toContain("Amount of orders a month (EUR)");
    const page = presentReport(lift, "html", "fr", { comparisons });
    for (const name of ["Montant des commandes par mois (EUR)", "Demandes au support par mois"])
      expect(page).toContain(name);
  });

  it("have no amounts in several currencies, and it is said why", async () => {
    await plant(8, 2500);
    await test.database.query({
      text: "UPDATE customer_month SET currency = 'CHF' WHERE amount <> 0 AND month = '2026-03-01'",
      values: [],
    });
    const treatment = { name: "Gold badge", assignment: "random", draw: DRAW, told: null } as const;
    const { lift, comparisons } = await report("2026-01-01T00:00:00+01:00", "2026-04-20T00:00:00+02:00", [treatment]);
    const [drawn] = comparisons.drawn;
    expect(drawn).toMatchObject({ reason: null, currencies: ["CHF", "EUR"] });
    expect(drawn?.outcomes.map(({ outcome }) => outcome)).not.toContain("amount");
    const [said] = presentReport(lift, "text", "en", { comparisons }).split("Gold badge").slice(1);
    expect(said?.replace(/\s+/g, " ")).toContain("Amounts are in several currencies (CHF, EUR)");
  });

  it("say nothing but that they are too few where they are", async () => {
    await plant(8, 150);
    const treatment = { name: "Gold badge", assignment: "random", draw: DRAW, told: null } as const;
    const { comparisons } = await report("2026-01-01T00:00:00+01:00", "2026-04-20T00:00:00+02:00", [treatment]);
    const orders = comparisons.drawn[0]?.outcomes.filter(({ outcome }) =>
      ["orders", "amount", "tickets"].includes(outcome),
    );
    for (const { arms, absolute } of orders ?? []) expect([arms, absolute]).toEqual([[], null]);
  });
});

describe("what the report says of orders, amounts and tickets", () => {
  it("is a mean for each customer and month with an interval of its own, and no claim, in both languages", async () => {
    await plant(8, 2000);
    const { lift, comparisons, purchases } = await report("2026-02-01T00:00:00+01:00", "2026-04-20T00:00:00+02:00");
    expect(measures(purchases)).toEqual(["orders_mean", "amount_mean", "basket_mean", "tickets_mean"]);
    expect(purchases?.months).toMatchObject({ first: "2026-02-01", last: "2026-03-01", currency: "EUR" });
    for (const { values } of purchases?.lines ?? []) {
      for (const { value, interval } of values) {
        expect(interval?.low).toBeLessThan(value ?? Number.NaN);
        expect(interval?.high).toBeGreaterThan(value ?? Number.NaN);
      }
    }
    for (const [language, title, says] of [
      ["en", "Orders, amounts and requests of customers, members or not", "from February 2026 to March 2026"],
      ["fr", "Commandes, montants et demandes des clients, membres ou non", "de février 2026 à mars 2026"],
    ] as const) {
      const page = presentReport(lift, "text", language, { comparisons });
      const part = page.slice(page.indexOf(title));
      expect(part.replace(/\s+/g, " ")).toContain(says);
      expect(part.slice(0, part.search(/How this|Comment ces/))).not.toMatch(CLAIMS);
      for (const line of page.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
      if (process.env.SHOW === "1") console.log(part.slice(0, 2500));
      const html = presentReport(lift, "html", language, { comparisons });
      expect(html).toContain(language === "en" ? "Average basket" : "Panier moyen");
    }
  });

  it("is of the last month that was over, where the period has no whole one; or why there is nothing", async () => {
    await plant(8, 300);
    const { purchases } = await report("2026-03-09T00:00:00+01:00", "2026-04-06T00:00:00+02:00");
    expect(purchases?.months).toMatchObject({ first: "2026-03-01", last: "2026-03-01" });
    // Of March no tickets are known.
    expect(measures(purchases)).toEqual(["orders_mean", "amount_mean", "basket_mean"]);
    const {
      lift,
      comparisons,
      purchases: none,
    } = await report("2026-05-04T00:00:00+02:00", "2026-06-08T00:00:00+02:00");
    expect(none).toMatchObject({ reason: "no_months", lines: [], months: { latest: "2026-04-01" } });
    const text = presentReport(lift, "text", "fr", { comparisons }).replace(/\s+/g, " ");
    expect(text).toContain("(en mai 2026) ; les derniers connus datent d’avril 2026.");
  });

  it("has no amounts where they are in several currencies, and nothing where nothing was imported", async () => {
    const { months } = await plant(8, 300);
    await test.database.query({
      text: "UPDATE customer_month SET currency = 'CHF' WHERE customer_key = $1 AND amount <> 0",
      values: [months.find(({ month, amount }) => month === "2026-03-01" && (amount ?? 0) > 0)?.customer],
    });
    const { lift, comparisons, purchases } = await report("2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00");
    expect(measures(purchases)).toEqual(["orders_mean"]);
    expect(presentReport(lift, "text", "en", { comparisons })).toContain(
      "Amounts are in several currencies (CHF, EUR)",
    );
    await test.database.query({ text: "TRUNCATE customer_month", values: [] });
    expect((await report("2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00")).purchases).toBeUndefined();
  });

  it("tells nothing that comes from fewer than twenty customers", async () => {
    await plant(8, 300);
    const run = (text: string) => test.database.query({ text, values: [] });
    await run("UPDATE customer_month SET orders = 0");
    await run(`UPDATE customer_month SET orders = 1 WHERE month = '2026-02-01' AND customer_key IN (
      SELECT key FROM customer JOIN customer_month ON customer_key = key
      WHERE customer_id LIKE 'c%' AND month = '2026-02-01' AND since < '2026-01-30' AND left_at IS NULL LIMIT 19)`);
    const { purchases } = await report("2026-02-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00");
    const orders = purchases?.lines.find(({ measure }) => measure === "orders_mean");
    expect(orders?.values.map(({ value }) => value)).toEqual([0, null]);
    expect(measures(purchases)).not.toContain("basket_mean");
  });
});
