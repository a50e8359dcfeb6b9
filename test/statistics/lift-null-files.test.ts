import { describe, expect, it } from "vitest";
import { liftTable } from "../../src/report/table/lift-table.ts";
import { presentTableText } from "../../src/report/table/present-table.ts";
import type { TableQuestion } from "../../src/report/table/table-lift.ts";
import { seededRandom } from "./draw.ts";
import { exactLimits } from "./exact-limits.ts";

type Draw = (random: () => number) => number;

/** A gamma of shape 2, and Pareto's law with the exponent 2.5: what a buyer spends. */
const gamma: Draw = (random) => -10 * Math.log((1 - random()) * (1 - random()));
const pareto: Draw = (random) => 10 * (1 - random()) ** (-1 / 2.5);

const yes: Draw = () => 1;

const QUESTION: TableQuestion = { arm: "arm", control: "control", outcome: "spend" };

interface Experiment {
  readonly rowsAnArm: number;
  readonly buyers: number;
  readonly spend: Draw;
  /** What share of buyers gives back a fifth of what they spent, and nothing else. */
  readonly refunds?: number;
  /** What the treated spend, by what the control does. */
  readonly effect?: number;
  readonly kind?: "mean" | "share";
}

async function liftDrawn(random: () => number, experiment: Experiment) {
  const { rowsAnArm, buyers, spend, refunds = 0, effect = 1, kind = "mean" } = experiment;
  const rows = Array.from({ length: 2 * rowsAnArm }, (_, index) => {
    const isTreated = index % 2 === 1;
    const spent = random() < buyers ? spend(random) * (random() < refunds ? -0.2 : 1) : 0;
    return {
      line: index + 2,
      row: [isTreated ? "treated" : "control", String(isTreated ? spent * effect : spent)],
    };
  });
  const table = {
    name: "drawn.csv",
    columns: ["arm", "spend"],
    decimalComma: false,
    notices: [],
    async *[Symbol.asyncIterator]() {
      yield rows;
    },
  };
  const answer = await liftTable(table, { ...QUESTION, kind });
  return { answer, isTold: presentTableText(answer, "en", (text) => text).includes("That is") };
}

async function countTold(seed: number, files: number, experiment: Experiment): Promise<number> {
  const random = seededRandom(seed);
  let told = 0;
  for (let file = 0; file < files; file += 1) if ((await liftDrawn(random, experiment)).isTold) told += 1;
  return told;
}

describe("a file in which nothing was changed", () => {
  it.each<[string, number, Experiment]>([
    ["1,000 rows an arm, 1% buyers, gamma", 1_000, { rowsAnArm: 1_000, buyers: 0.01, spend: gamma }],
    ["1,000 rows an arm, 2% buyers, Pareto", 1_000, { rowsAnArm: 1_000, buyers: 0.02, spend: pareto }],
    ["5,000 rows an arm, 1% buyers, gamma", 300, { rowsAnArm: 5_000, buyers: 0.01, spend: gamma }],
    ["5,000 rows an arm, 2% buyers, Pareto", 300, { rowsAnArm: 5_000, buyers: 0.02, spend: pareto }],
    ["1,000 rows an arm, 0.5% of them yes", 1_000, { rowsAnArm: 1_000, buyers: 0.005, spend: yes, kind: "share" }],
    ["with refunds below zero", 600, { rowsAnArm: 1_000, buyers: 0.02, spend: pareto, refunds: 0.1 }],
  ])(
    "is told to have an effect no more often than one in twenty: %s",
    { timeout: 120_000 },
    async (_name, files, of) => {
      const told = await countTold(20_261_129, files, of);
      expect(told).toBeLessThanOrEqual(exactLimits(files, 0.05).high);
    },
  );

  it.each([
    ["200 and 1,800 rows, of whom 1% have it", 200, 1_800, 0.01],
    ["1,800 and 200 rows, of whom 3% have it", 1_800, 200, 0.03],
    ["500 and 4,500 rows, of whom 2% have it", 500, 4_500, 0.02],
    ["400 and 1,600 rows, of whom 10% have it", 400, 1_600, 0.1],
  ])(
    "is told to differ in times until an event no more often than one in twenty: %s",
    { timeout: 120_000 },
    async (_name, controls, treateds, rate) => {
      const random = seededRandom(20_261_133);
      const [files, hours] = [300, 28 * 24];
      let told = 0;
      for (let file = 0; file < files; file += 1) {
        const rows = Array.from({ length: controls + treateds }, (_, index) => {
          const time = Math.ceil((Math.log(1 - random()) / Math.log(1 - rate)) * hours);
          const arm = index < controls ? "control" : "treated";
          return { line: index + 2, row: [arm, String(Math.min(hours, time)), time < hours ? "1" : "0"] };
        });
        const table = {
          name: "drawn.csv",
          columns: ["arm", "hours", "had"],
          decimalComma: false,
          notices: [],
          async *[Symbol.asyncIterator]() {
            yield rows;
          },
        };
        const shares = `control=${controls},treated=${treateds}`;
        const answer = await liftTable(table, {
          arm: "arm",
          control: "control",
          outcome: "hours",
          event: "had",
          shares,
        });
        if (presentTableText(answer, "en", (text) => text).includes("That is")) told += 1;
      }
      expect(told).toBeLessThanOrEqual(exactLimits(files, 0.05).high);
    },
  );

  it("is never told to have lost more than all", async () => {
    const random = seededRandom(20_261_130);
    for (let file = 0; file < 200; file += 1) {
      const { answer } = await liftDrawn(random, { rowsAnArm: 1_000, buyers: 0.005, spend: pareto });
      const arm = answer.lift.kind === "mean" ? answer.lift.arms[1] : undefined;
      expect(arm?.relative?.low ?? -1).toBeGreaterThanOrEqual(-1);
      expect(arm?.sequential?.relative?.low ?? -1).toBeGreaterThanOrEqual(-1);
    }
  });
});

describe("a file in which spend doubled", () => {
  it("is told of nearly always where enough rows make it, and never where they do not", async () => {
    const spent = { buyers: 0.02, spend: gamma, effect: 2 };
    expect(await countTold(20_261_131, 100, { ...spent, rowsAnArm: 5_000 })).toBeGreaterThan(90);
    expect(await countTold(20_261_132, 100, { ...spent, rowsAnArm: 500 })).toBe(0);
  });
});
