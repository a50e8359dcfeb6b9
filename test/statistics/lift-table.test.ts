import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { studentTwoSidedQuantile } from "../../src/core/stats/distributions.ts";
import { openRows } from "../../src/platform/files/open-import.ts";
import { liftTable } from "../../src/report/table/lift-table.ts";
import type { ArmLift, TableAnswer, TableQuestion } from "../../src/report/table/table-lift.ts";
import { seededRandom } from "./draw.ts";

interface Unit {
  readonly arm: string;
  readonly value: number;
  readonly days: number;
  readonly before: number;
  readonly yes: boolean;
}

const COLUMNS = ["arm", "value", "days", "before", "yes"] as const;
const QUESTION = { arm: "arm", control: "held out" };
const QUESTIONS: readonly TableQuestion[] = [
  { ...QUESTION, outcome: "value", kind: "mean", before: "before" },
  { ...QUESTION, outcome: "yes" },
  { ...QUESTION, outcome: "value", denominator: "days", before: "before" },
  { ...QUESTION, outcome: "value", kind: "time", event: "yes" },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rekindle-lift-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const csv = (units: readonly Unit[]): string =>
  [COLUMNS.join(","), ...units.map((unit) => COLUMNS.map((name) => String(unit[name])).join(","))].join("\n");

const frenchCsv = (units: readonly Unit[]): string =>
  [
    COLUMNS.join(";"),
    ...units.map((unit) =>
      COLUMNS.map((name) => {
        const value = unit[name];
        if (typeof value === "boolean") return value ? "oui" : "non";
        return String(value).replace(".", ",");
      }).join(";"),
    ),
  ].join("\r\n");

const ndjson = (units: readonly Unit[]): string => units.map((unit) => JSON.stringify(unit)).join("\n");

async function fromInput(text: string, question: TableQuestion, size = 1 << 16): Promise<TableAnswer> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  return liftTable(await openRows({ path: "-", standardInput: Readable.from(pieces) }), question);
}

async function fromFile(name: string, bytes: Buffer | string, question: TableQuestion): Promise<TableAnswer> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return liftTable(await openRows({ path, standardInput: Readable.from([]) }), question);
}

/** Two decimals, as sums of money have: their sums round, so that an order could show. */
const unit = fc.record({
  arm: fc.constantFrom("held out", "treated", "other"),
  value: fc.integer({ min: 0, max: 5_000 }).map((cents) => cents / 100),
  days: fc.integer({ min: 1, max: 28 }),
  before: fc.integer({ min: 0, max: 5_000 }).map((cents) => cents / 100),
  yes: fc.boolean(),
});
const enough = (units: readonly Unit[]): boolean =>
  ["held out", "treated", "other"].every((arm) => units.filter((one) => one.arm === arm).length >= 2);
const units = fc.array(unit, { minLength: 12, maxLength: 80 }).filter(enough);

describe("the same table", () => {
  it("in any order, cut anywhere, packed, or written as Excel of France does, gives the same answer", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(units, fc.integer(), fc.integer({ min: 1, max: 300 }), async (rows, seed, size) => {
        const random = seededRandom(seed);
        const shuffled = rows
          .map((row) => ({ row, key: random() }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        for (const question of QUESTIONS) {
          const { lift } = await fromInput(csv(rows), question);
          expect((await fromInput(csv(shuffled), question, size)).lift).toEqual(lift);
          expect((await fromFile("a.csv.gz", gzipSync(csv(shuffled)), question)).lift).toEqual(lift);
          expect((await fromFile("a.ndjson", ndjson(shuffled), question)).lift).toEqual(lift);
          expect((await fromFile("b.csv", `\ufeff${frenchCsv(shuffled)}`, question)).lift).toEqual(lift);
          expect(JSON.stringify(lift)).not.toMatch(/NaN|Infinity|null,"high"/);
        }
      }),
      { numRuns: 40, seed: 20_260_311 },
    );
  });

  it("whose values lie far from zero keeps what lies between them", async () => {
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${i % 2 ? "a" : "b"},${1e9 + (i % 5) / 8 + (i % 2 ? 0.25 : 0)}`,
    );
    const { lift } = await fromInput(["arm,at", ...rows].join("\n"), {
      arm: "arm",
      control: "b",
      outcome: "at",
      kind: "mean",
    });
    if (lift.kind === "time") throw new Error("expected no times");
    const arm = lift.arms[1];
    expect(arm?.absolute?.estimate).toBeCloseTo(0.25, 6);
    expect(arm?.absolute?.high).toBeCloseTo(0.25 + naiveHalf(rows), 5);
  });
});

function naiveHalf(rows: readonly string[]): number {
  const values = (name: string) =>
    rows.flatMap((row) => (row.startsWith(`${name},`) ? [Number(row.split(",")[1]) - 1e9] : []));
  const [a, b] = [moments(values("a")), moments(values("b"))];
  return studentTwoSidedQuantile(0.05, welchDegrees(a, b)) * Math.sqrt(a.variance + b.variance);
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Of the mean. */
  readonly variance: number;
}

function moments(values: readonly number[]): Moments {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return { n, mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n };
}

function welchDegrees(a: Moments, b: Moments): number {
  return (a.variance + b.variance) ** 2 / (a.variance ** 2 / (a.n - 1) + b.variance ** 2 / (b.n - 1));
}

/** Uneven arms, with an effect on everything. */
function drawUnits(seed: number, count = 900): Unit[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const arm = random() < 0.3 ? "held out" : random() < 0.5 ? "treated" : "other";
    const before = Math.round(-Math.log(1 - random()) * 1_000) / 100;
    const lift = arm === "treated" ? 2 : 0;
    return {
      arm,
      before,
      value: Math.round((before * 0.7 - Math.log(1 - random()) * 5 + lift) * 10) / 10,
      days: 1 + Math.floor(random() * 28),
      yes: random() < (arm === "treated" ? 0.5 : 0.4),
    };
  });
}

async function treatedOf(question: TableQuestion, rows: readonly Unit[]): Promise<ArmLift> {
  const { lift } = await fromInput(csv(rows), question);
  if (lift.kind === "time") throw new Error("expected no times");
  const found = lift.arms.find(({ arm }) => arm === "treated");
  if (found === undefined) throw new Error("expected the treated");
  return found;
}

describe("a naive computation over the rows agrees", () => {
  const rows = drawUnits(7);
  const of = (arm: string) => rows.filter((row) => row.arm === arm);
  const [control, treated] = [of("held out"), of("treated")];

  function expectWelch(found: ArmLift["absolute"], a: Moments, b: Moments): void {
    const half = studentTwoSidedQuantile(0.05, welchDegrees(a, b)) * Math.sqrt(a.variance + b.variance);
    expect(found?.estimate).toBeCloseTo(b.mean - a.mean, 8);
    expect(found?.low).toBeCloseTo(b.mean - a.mean - half, 8);
    expect(found?.high).toBeCloseTo(b.mean - a.mean + half, 8);
  }

  it("for a mean", async () => {
    const found = await treatedOf({ ...QUESTION, outcome: "value", kind: "mean" }, rows);
    expectWelch(found.absolute, moments(control.map(({ value }) => value)), moments(treated.map(({ value }) => value)));
    expect(found.cuped).toBeNull();
  });

  it("for a mean adjusted by what was before", async () => {
    const found = await treatedOf({ ...QUESTION, outcome: "value", kind: "mean", before: "before" }, rows);
    const both = [...control, ...treated];
    const [x, y] = [moments(both.map(({ before }) => before)), moments(both.map(({ value }) => value))];
    const theta =
      both.reduce((sum, row) => sum + (row.before - x.mean) * (row.value - y.mean), 0) /
      both.reduce((sum, row) => sum + (row.before - x.mean) ** 2, 0);
    const adjusted = (group: readonly Unit[]) => moments(group.map((row) => row.value - theta * (row.before - x.mean)));
    expect(found.cuped?.theta).toBeCloseTo(theta, 8);
    expectWelch(found.cuped?.absolute ?? null, adjusted(control), adjusted(treated));
    expect(found.cuped?.varianceReduction).toBeGreaterThan(0.3);
  });

  it("for a share", async () => {
    const found = await treatedOf({ ...QUESTION, outcome: "yes" }, rows);
    const wilson = (group: readonly Unit[]) => {
      const [n, yes, z] = [group.length, group.filter((row) => row.yes).length, 1.959963984540054];
      const root = z * Math.sqrt(z * z + 4 * yes * (1 - yes / n));
      return {
        p: yes / n,
        low: (2 * yes + z * z - root) / 2 / (n + z * z),
        high: (2 * yes + z * z + root) / 2 / (n + z * z),
      };
    };
    const [a, b] = [wilson(control), wilson(treated)];
    expect(found.mean).toBeCloseTo(b.p, 9);
    expect(found.absolute?.estimate).toBeCloseTo(b.p - a.p, 9);
    expect(found.absolute?.low).toBeCloseTo(b.p - a.p - Math.hypot(b.p - b.low, a.high - a.p), 8);
    expect(found.absolute?.high).toBeCloseTo(b.p - a.p + Math.hypot(b.high - b.p, a.p - a.low), 8);
  });

  it("for a ratio", async () => {
    const found = await treatedOf({ ...QUESTION, outcome: "value", denominator: "days" }, rows);
    const ratio = (group: readonly Unit[]): Moments => {
      const total = group.reduce((sum, { value }) => sum + value, 0);
      const days = group.reduce((sum, row) => sum + row.days, 0);
      const residuals = moments(group.map((row) => (row.value - (total / days) * row.days) / (days / group.length)));
      return { n: group.length, mean: total / days, variance: residuals.variance };
    };
    expectWelch(found.absolute, ratio(control), ratio(treated));
  });

  it("for a time", async () => {
    const { lift } = await fromInput(csv(rows), { ...QUESTION, outcome: "value", kind: "time", event: "yes" });
    if (lift.kind !== "time") throw new Error("expected times");
    const at = Math.min(
      ...["held out", "treated", "other"].map((arm) => Math.max(...of(arm).map(({ value }) => value))),
    );
    expect(lift.arms.map((arm) => arm.at)).toEqual([at, at, at]);
    for (const { arm, n, events, median, restrictedMean } of lift.arms) {
      const group = of(arm);
      expect([n, events]).toEqual([group.length, group.filter(({ yes }) => yes).length]);
      const times = [...new Set(group.filter(({ yes }) => yes).map(({ value }) => value))].sort((a, b) => a - b);
      let [share, area, last, half] = [1, 0, 0, null as number | null];
      for (const time of times.filter((each) => each < at)) {
        area += share * (time - last);
        last = time;
        const atRisk = group.filter(({ value }) => value >= time).length;
        share *= 1 - group.filter(({ value, yes }) => yes && value === time).length / atRisk;
        if (half === null && share < 0.5) half = time;
      }
      expect(restrictedMean).toBeCloseTo(area + share * (at - last), 8);
      expect(median).toBe(half);
    }
    const treatedArm = lift.arms.find(({ arm }) => arm === "treated");
    expect(treatedArm?.logRank?.chi2).toBeCloseTo(naiveLogRank(control, treated), 7);
  });
});

function naiveLogRank(a: readonly Unit[], b: readonly Unit[]): number {
  const both = [...a, ...b];
  let [difference, variance] = [0, 0];
  for (const time of new Set(both.filter(({ yes }) => yes).map(({ value }) => value))) {
    const atRisk = (group: readonly Unit[]) => group.filter(({ value }) => value >= time).length;
    const events = (group: readonly Unit[]) => group.filter(({ value, yes }) => yes && value === time).length;
    const [n, m, d] = [atRisk(both), atRisk(b), events(both)];
    difference += events(b) - (d * m) / n;
    if (n > 1) variance += (d * (m / n) * (1 - m / n) * (n - d)) / (n - 1);
  }
  return difference ** 2 / variance;
}
