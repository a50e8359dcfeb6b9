import { ARMS, type Arm } from "../../../src/core/community.ts";
import { MEASURES } from "../../../src/report/ports.ts";
import { ArmCounts } from "./arm-counts.ts";
import { type Cells, emptyCells, liftOutcomes, live } from "./experiment.ts";
import type { Ledger } from "./ledger.ts";
import { createPopulation, type Kind, type Population } from "./population.ts";
import { countCoverage, EFFECTS } from "./prove-intervals.ts";
import { randomOf } from "./random.ts";
import { Truth } from "./truth.ts";

/** Fixed before any result was looked at. */
const SEED = 20_261_135;
const SIZES = [
  { companies: 400, heldOut: 0.5 },
  { companies: 2_000, heldOut: 0.1 },
];
const PLANTED = ["none", "visits +40%", "contents opened +50%"];
const LARGEST = 40;

/**
 * Whole companies drawn, colleagues added up before anything is squared: what the report tells, against what is true of the
 * members. Of the population's members each is in one company, so the ratios of everybody are those of the companies as well.
 */
export function proveCompanies(ledger: Ledger, runs: number): void {
  SIZES.forEach(({ companies, heldOut }, size) => {
    const group = `${companies.toLocaleString("en")} companies, ${heldOut * 100}% held out`;
    if (!ledger.wants(group)) return;
    PLANTED.forEach((planted, effect) => {
      const population = createPopulation(() => EFFECTS[planted] ?? raise(planted), { shares: [heldOut] });
      const employed = employ(population);
      const truth = new Truth(population);
      const cells = emptyCells(population, "company");
      for (let run = 0; run < ledger.runsOf(runs); run++) {
        drawCompanies(employed, companies, heldOut, ledger.randomOf(SEED, 10 * size + effect, run), cells);
        const told = liftOutcomes(cells, "classic", "company").outcomes.filter(
          ({ outcome }) => outcome !== "time_to_return",
        );
        countCoverage(ledger, group, told, truth, cells);
      }
    });
  });
}

function raise(planted: string): never {
  throw new Error(`no such effect: ${planted}`);
}

/**
 * Companies of one to forty members, a few large and most small, whose members are alike: of every two one has a colleague who comes
 * about as often.
 */
function employ({ kinds }: Population): readonly (readonly Kind[])[] {
  const random = randomOf(2, 2, 2);
  const placed = kinds.map((kind) => ({ kind, place: random() < 0.5 ? kind.before : 10 * random() }));
  const inOrder = placed.sort((one, other) => one.place - other.place).map(({ kind }) => kind);
  const companies: Kind[][] = [];
  for (let at = 0; at < inOrder.length; ) {
    const size = Math.min(LARGEST, 1 + Math.floor(-3 * Math.log(random()) * (random() < 0.1 ? 4 : 1)));
    companies.push(inOrder.slice(at, at + size));
    at += size;
  }
  return companies;
}

function drawCompanies(
  employed: readonly (readonly Kind[])[],
  companies: number,
  heldOut: number,
  random: () => number,
  cells: Cells,
): void {
  const phase = cells[0]?.[0];
  if (phase === undefined) throw new Error("no phase");
  for (const arm of ARMS) phase[arm].clear();
  const company = new ArmCounts();
  for (let drawn = 0; drawn < companies; drawn++) {
    const members = employed[Math.floor(random() * employed.length)] ?? [];
    const arm: Arm = random() < heldOut ? "held_out" : "treated";
    company.clear();
    for (const kind of members) live(kind, arm, random, company);
    for (let measure = 0; measure < MEASURES.length; measure++) {
      const { main, before } = company.measured(measure).sums;
      if (main.units > 0) {
        phase[arm].add(measure, main.numerator, main.denominator, before.numerator, before.denominator);
      }
    }
  }
}
