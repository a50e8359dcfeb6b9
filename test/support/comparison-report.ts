import type { Treatment } from "../../src/core/treatment.ts";
import { createComparisonStore } from "../../src/platform/postgres/report/comparisons/comparison-store.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { compareGroups } from "../../src/report/comparisons/compare-groups.ts";
import { measureLift } from "../../src/report/lift/measure-lift.ts";
import type { TestDatabase } from "./database.ts";

/** Whose domain is in no figure of the random communities. */
export const TEAM = ["@house.example"];

/** Half of the members drawn at random for a badge, as the random communities tell it. */
export const DRAW = {
  by: { kind: "activity", activities: ["Badge Earned"], arm: "badge" },
  treated: "gold",
  control: "tin",
  share: 0.5,
} as const;

/** What would claim more than groups that chose themselves can show. */
export const CLAIMS =
  /thanks to|because of|\bcaus|due to the community|\beffect of|\bimpact|grâce à|\bcausé|impact|fait revenir|[↑↓→↗↘▲▼]|\bproves\b|prouve que/i;

/** All that is in it, to as many digits as two ways of adding up keep. */
export function rounded<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, one) => (typeof one === "number" ? Number(one.toPrecision(9)) : one));
}

/** The report of a period with what stands side by side in it. */
export async function reportComparisons(
  { database }: TestDatabase,
  from: string,
  to: string,
  treatments: readonly Treatment[] = [],
) {
  const deps = {
    store: createReportStore(database),
    comparisons: createComparisonStore(database),
    settings: {
      timezone: "Europe/Paris",
      languages: ["en"],
      team: TEAM,
      visitGap: { count: 30, unit: "minutes" } as const,
      treatments,
    },
  };
  const span = { from: new Date(from), to: new Date(to) };
  const lift = await measureLift(deps, { ...span, rule: null, now: span.to });
  return { lift, comparisons: await compareGroups(deps, { ...span, since: span.from, interval: lift.interval }) };
}
