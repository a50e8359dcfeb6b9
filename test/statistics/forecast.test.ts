import { beforeAll, describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/core/calendar.ts";
import { stockNow } from "../../src/core/forecast/live-through.ts";
import type { ThemeStock } from "../../src/core/forecast/stock.ts";
import { PLANTED_EFFECT } from "../../src/simulate/behaviour.ts";
import { createCommunity, dateOfDay } from "../../src/simulate/community.ts";
import { type ProgrammeRun, runProgramme } from "../../src/simulate/programme.ts";
import { foresee, membersAt, sceneAt } from "../support/foresee-programme.ts";
import { readProgramme } from "./simulated-lift.ts";

/** Fixed before the first look at what came out. */
const BOUNDS = {
  /** Of the mails of all rules in four weeks. */
  all: 0.15,
  /** Of the mails of a rule in four weeks; or so many mails, where there are few. */
  rule: 0.25,
  ruleMails: 25,
  /** Of the weeks of a rule, at least so many lie between the lowest and the highest future, give or take 15% or 3 mails. */
  weeks: 0.75,
  slack: 0.15,
  slackMails: 3,
  /** Of what readers have neither seen nor been proposed at the end. */
  stock: 0.15,
};
const WEEKS = 4;
const FORESEEN_AT_WEEK = 6;

interface Week {
  readonly foreseen: number;
  readonly low: number;
  readonly high: number;
  readonly real: number;
}

/** A community that publishes enough, and one whose members have seen or been proposed nearly all that there is. */
describe.each([
  { name: "plenty", contentsPerWeekday: 3, seeds: [11, 12] },
  { name: "scarce", contentsPerWeekday: 1, seeds: [21, 22] },
])("what is foreseen at week six of a simulated community ($name), against the weeks that followed", (given) => {
  let compared: Week[][][] = [];
  let stocks: { foreseen: number; real: number }[] = [];
  beforeAll(() => {
    const worlds = given.seeds.map((seed) => compare(seed, given.contentsPerWeekday));
    compared = worlds.map(({ rules }) => rules);
    stocks = worlds.map(({ stock }) => stock);
  }, 200_000);

  it("is near enough in the mails of all rules, and of each", () => {
    const sum = (weeks: readonly Week[], side: "foreseen" | "real") =>
      weeks.reduce((total, week) => total + week[side], 0);
    for (const rules of compared) {
      const all = rules.flat();
      expect(Math.abs(sum(all, "foreseen") / sum(all, "real") - 1)).toBeLessThan(BOUNDS.all);
      for (const weeks of rules) {
        const real = sum(weeks, "real");
        expect(Math.abs(sum(weeks, "foreseen") - real)).toBeLessThan(Math.max(BOUNDS.ruleMails, BOUNDS.rule * real));
      }
    }
  });

  it("leaves about as much unseen and not proposed as was left", () => {
    for (const { foreseen, real } of stocks) expect(Math.abs(foreseen / real - 1)).toBeLessThan(BOUNDS.stock);
  });

  it("has most weeks of each rule in its range", () => {
    const weeks = compared.flat(2);
    const inside = weeks.filter(({ real, low, high }) => {
      const give = (mails: number) => Math.max(BOUNDS.slackMails, BOUNDS.slack * mails);
      return real >= low - give(low) && real <= high + give(high);
    });
    expect(inside.length / weeks.length).toBeGreaterThanOrEqual(BOUNDS.weeks);
  });
});

/** Mails by rule and week, and the stock at the end. */
function compare(seed: number, contentsPerWeekday: number) {
  const community = createCommunity({
    seed,
    members: 300,
    start: "2026-06-01",
    weeks: FORESEEN_AT_WEEK + WEEKS,
    historyWeeks: 4,
    contentsPerWeekday,
  });
  const run = runProgramme(community, readProgramme(), PLANTED_EFFECT);
  const start = new Date(`${dateOfDay(community, community.firstDay + FORESEEN_AT_WEEK * 7)}T00:00:00Z`);
  const scene = sceneAt(run, start, WEEKS * 7);
  const { rules: foreseen, futures } = foresee(scene, membersAt(run, start), 8);
  const end = new Date(start.getTime() + (WEEKS * 7 - 0.5) * DAY_MS);
  const stock = {
    foreseen: leftOf(futures.flatMap(({ stockAtEnd }) => stockAtEnd)),
    real: leftOf(stockNow(sceneAt(run, end, 1), membersAt(run, end))),
  };
  const rules = run.programme.rules.map(({ name }, rule) =>
    Array.from({ length: WEEKS }, (_, week) => {
      const { estimate = 0, low = 0, high = 0 } = foreseen[rule]?.[week]?.mails ?? {};
      return { foreseen: estimate, low, high, real: mailsOf(run, name, start, week) };
    }),
  );
  return { rules, stock };
}

/** Contents of a theme in a language that a reader has left, on average. */
function leftOf(stock: readonly ThemeStock[]): number {
  const left = stock.reduce((total, { leftHot, leftCold }) => total + leftHot + leftCold, 0);
  return left / stock.reduce((total, { readers }) => total + readers, 0);
}

function mailsOf({ lives }: ProgrammeRun, rule: string, start: Date, week: number): number {
  const from = start.getTime() + week * 7 * DAY_MS;
  return lives
    .flatMap(({ digests }) => digests)
    .filter(
      (digest) =>
        digest.rule === rule &&
        digest.arm === "treated" &&
        digest.slotAt.getTime() >= from &&
        digest.slotAt.getTime() < from + 7 * DAY_MS,
    ).length;
}
