import { createReportStore } from "../src/platform/postgres/report/report-store.ts";
import type { Measure, ReportWindow } from "../src/report/ports.ts";
import { buildExposures } from "./exposures.ts";
import { type Row, race, toRow } from "./race.ts";
import { AT } from "./scene.ts";
import type { World } from "./world.ts";

/** Each visit and view with its member's exposure, counted: what no report could do without. */
const JOINED = `
  SELECT (SELECT count(*) FROM visit v JOIN exposure e USING (member_id)),
    (SELECT count(*) FROM "view" v JOIN exposure e USING (member_id))`;

/** Wide: they find a plan that compares every member with every other, not a slower machine. */
const ONE = 15;
const ALL = 30;

const OUTCOMES = ["visits", "came_back", "visibility", "pick_visibility"] as const;

/** All outcomes of one report, as it asks for them, each by itself, and with the chart of weeks and the groups' sizes. */
export async function measureReport(world: World): Promise<Row[]> {
  const { database } = world;
  const exposures = await buildExposures(database);
  world.say(`${exposures} exposures`);
  const store = createReportStore(database);
  const window = (): ReportWindow => ({ from: null, to: AT, rule: null, languages: ["en", "fr"] });
  const sum = (...measures: Measure[]) => ({
    run: () => {
      const one = window();
      return Promise.all(measures.map((measure) => store.sumMeasure(measure, one)));
    },
  });
  const outcomes = (one: ReportWindow) => [
    ...OUTCOMES.map((measure) => store.sumMeasure(measure, one)),
    store.timeReturns(one),
  ];
  const took = await race({
    joined: { run: () => database.query({ text: JOINED, values: [] }) },
    visits: sum("visits", "came_back"),
    visibility: sum("visibility"),
    picks: sum("pick_visibility"),
    weeks: { run: () => store.countWeekVisits(window()) },
    exposed: { run: () => store.countExposed(window()) },
    outcomes: { run: () => Promise.all<unknown>(outcomes(window())) },
    all: {
      run: () => {
        const one = window();
        return Promise.all<unknown>([...outcomes(one), store.countWeekVisits(one), store.countExposed(one)]);
      },
    },
  });
  const row = (name: string, median: number, most: number, note?: string) =>
    toRow({
      name: `${name}, against visits and views joined with exposures and counted`,
      unit: "ms",
      median,
      baseline: took.joined,
      bound: { most },
      ...(note === undefined ? {} : { note }),
    });
  const within = (took: number) => `${exposures} exposures in ${(took / 1000).toFixed(1)} s`;
  return [
    row("report: visits, coming back and time to return", took.visits, ONE),
    row("report: visibility", took.visibility, ONE),
    row("report: visibility of picks", took.picks, ONE),
    row("report: visits by week", took.weeks, ONE),
    row("report: members by arm", took.exposed, ONE),
    row("report: all outcomes together", took.outcomes, ALL, within(took.outcomes)),
    row("report: all outcomes, visits by week and members by arm", took.all, ALL, within(took.all)),
  ];
}
