import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { openRows } from "../../src/platform/files/open-import.ts";
import { liftTable } from "../../src/report/table/lift-table.ts";
import { presentTableText } from "../../src/report/table/present-table.ts";
import type { ArmLift, TableQuestion } from "../../src/report/table/table-lift.ts";

/**
 * Kevin Hillstrom's MineThatData E-Mail Analytics And Data Mining Challenge (2008): 64,000 customers, a third each mailed about
 * men's merchandise, about women's, or not at all; what they did in the two weeks after
 * (https://blog.minethatdata.com/2008/03/minethatdata-e-mail-analytics-and-data.html). Its counts by arm, from which a table
 * of yes and no is whole again, are those of its file Kevin_Hillstrom_MineThatData_E-MailAnalytics_DataMiningChallenge_2008.03.20.csv
 * (SHA-256 0e5893329d8b93cefecc571777672028290ab69865718020c78c7284f291aece), as several analyses of it print them: size and
 * conversion in the notebooks to Yasui's "Causal inference" (cibook) and in github.com/Vicientt/AB_Email_Testing, which gives
 * the differences +0.681 and +0.311 points, the latter with p = 0.00016. What each buyer spent is not in the counts: of spend only
 * the totals by arm are kept here, so only its means are compared.
 *
 * Compared with what is published: `mean` with the rates, `absolute.estimate` with the differences, the half-width of Newcombe's interval with
 * the standard errors, and `absolute.p`, which is Welch's of the plain difference, with its p. The p by which the arm is judged is that of the score
 * limits, which nobody published. The relative interval is held to that of scipy's relative_risk (Katz 1978), another formula.
 */
const ARMS = [
  { arm: "Mens E-Mail", customers: 21_307, visits: 3_894, conversions: 267, spend: 30_311.69 },
  { arm: "Womens E-Mail", customers: 21_387, visits: 3_238, conversions: 189, spend: 23_038.11 },
  { arm: "No E-Mail", customers: 21_306, visits: 2_262, conversions: 122, spend: 13_908.33 },
] as const;

function* table(): Generator<string> {
  yield "segment,visit,conversion,spend\n";
  for (const { arm, customers, visits, conversions, spend } of ARMS) {
    for (let i = 0; i < customers; i += 1) {
      const spent = i < conversions ? spend / conversions : 0;
      yield `${arm},${i < visits ? 1 : 0},${i < conversions ? 1 : 0},${spent}\n`;
    }
  }
}

async function liftOf(question: Partial<TableQuestion>) {
  const source = await openRows({ path: "-", standardInput: Readable.from([Buffer.from([...table()].join(""))]) });
  return liftTable(source, { arm: "segment", control: "No E-Mail", outcome: "visit", ...question });
}

async function armsOf(question: Partial<TableQuestion>): Promise<Map<string, ArmLift>> {
  const { lift } = await liftOf(question);
  if (lift.kind === "time") throw new Error("expected no times");
  return new Map(lift.arms.map((arm) => [arm.arm, arm]));
}

describe("the published figures of Hillstrom's e-mail experiment", () => {
  it("has its visit rates 18.3%, 15.1% and 10.6%, and their differences", async () => {
    const arms = await armsOf({});
    const [mens, womens, none] = ARMS.map(({ arm }) => arms.get(arm));
    expect([mens?.n, womens?.n, none?.n]).toEqual([21_307, 21_387, 21_306]);
    expect([mens?.mean, womens?.mean, none?.mean].map((share) => ((share ?? 0) * 100).toFixed(1))).toEqual([
      "18.3",
      "15.1",
      "10.6",
    ]);
    expect(mens?.absolute?.estimate).toBeCloseTo(0.07659, 5);
    expect(womens?.absolute?.estimate).toBeCloseTo(0.04523, 5);
    // Published: standard errors 0.00339 and 0.00323, that is z = 22.62 and 13.98.
    expect(((mens?.absolute?.high ?? 0) - (mens?.absolute?.low ?? 0)) / 2 / 1.959964).toBeCloseTo(0.00339, 5);
    expect(((womens?.absolute?.high ?? 0) - (womens?.absolute?.low ?? 0)) / 2 / 1.959964).toBeCloseTo(0.00323, 5);
  });

  it("has its conversion rates, differences and p", async () => {
    const arms = await armsOf({ outcome: "conversion", kind: "share" });
    const [mens, womens, none] = ARMS.map(({ arm }) => arms.get(arm));
    expect([mens?.mean, womens?.mean, none?.mean].map((share) => share?.toFixed(6))).toEqual([
      "0.012531",
      "0.008837",
      "0.005726",
    ]);
    expect(mens?.absolute?.estimate).toBeCloseTo(0.00681, 5);
    expect(womens?.absolute?.estimate).toBeCloseTo(0.00311, 5);
    expect(mens?.absolute?.p).toBeLessThan(1e-12);
    expect(womens?.absolute?.p.toFixed(5)).toBe("0.00016");
    expect(womens?.p?.toFixed(5)).toBe("0.00017");
  });

  it("has relative intervals like those of scipy 1.17 from its visits", async () => {
    const arms = await armsOf({});
    const [mens, womens] = ARMS.map(({ arm }) => arms.get(arm)?.relative);
    const limits = [mens?.low, mens?.high, womens?.low, womens?.high];
    [0.6404, 0.8064, 0.3562, 0.4995].forEach((limit, index) => {
      expect(Math.abs((limits[index] ?? 0) - limit)).toBeLessThan(0.001);
    });
  });

  it("has its spend a customer, $1.42, $1.08 and $0.65", async () => {
    const arms = await armsOf({ outcome: "spend", kind: "mean" });
    const [mens, womens, none] = ARMS.map(({ arm }) => arms.get(arm));
    expect([mens?.mean, womens?.mean, none?.mean].map((mean) => mean?.toFixed(6))).toEqual([
      "1.422617",
      "1.077202",
      "0.652789",
    ]);
    expect(mens?.absolute?.estimate).toBeCloseTo(0.7698, 4);
    expect(womens?.absolute?.estimate).toBeCloseTo(0.4244, 4);
  });

  it("finds its split as drawn, p = 0.9037", async () => {
    const { lift } = await liftOf({ shares: "Mens E-Mail=1, Womens E-Mail=1, No E-Mail=1" });
    expect(lift.sampleRatio).toMatchObject({ ok: true, assumed: false });
    expect(lift.sampleRatio.p).toBeCloseTo(0.9037, 4);
  });

  it("says them in plain words, in English and in French", async () => {
    const answer = await liftOf({});
    const english = presentTableText(answer, "en", (text) => text);
    expect(english).toContain(
      "Mens E-Mail: 18.3% of its rows, against 10.6% of No E-Mail. That is 72% more (between 64% and 81%).",
    );
    expect(english).toContain("every outcome is yes or no (1 or 0), so it is read as a share");
    const french = presentTableText(answer, "fr", (text) => text).replace(/[\u00a0\u202f]/g, " ");
    expect(french).toContain("Mens E-Mail : 18,3 % des lignes, contre 10,6 % pour No E-Mail. Soit 72 % de plus");
  });
});
