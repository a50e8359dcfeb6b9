import { createComparisonStore } from "../src/platform/postgres/report/comparisons/comparison-store.ts";
import { chooseMonths } from "../src/report/comparisons/choose-months.ts";
import { buildCustomers } from "./customers.ts";
import { type Row, race, toRow } from "./race.ts";
import { AT, TIMEZONE } from "./scene.ts";
import type { World } from "./world.ts";

/** What no comparison could do without. */
const PEOPLE =
  "SELECT (SELECT count(*) FROM visit v JOIN member m ON m.id = v.member_id), (SELECT count(*) FROM activity)";
const CUSTOMERS = `SELECT (SELECT count(*) FROM customer c JOIN customer_month m ON m.customer_key = c.key),
  (SELECT count(*) FROM customer c JOIN member m ON m.external_id = c.customer_id)`;

/** Wide: they find a plan that compares every customer with every member, not a slower machine. */
const WIDE = 15;
/** Each visit counts in the four weeks before it and in the four after it. */
const IN_WEEKS = 60;

/** Members and customers side by side, as a report asks for them, against plain joins of what they are counted from. */
export async function measureComparisons(world: World): Promise<Row[]> {
  const { database } = world;
  const { customers, months } = await buildCustomers(database);
  world.say(`${customers} customers with ${months} months`);
  const store = createComparisonStore(database);
  const team = ["@team.example"];
  const window = { from: new Date(AT.getTime() - 28 * 86_400_000), to: AT, team };
  const treated = { since: null, to: AT, team, days: 28, visitGapSeconds: 1_800 };
  const tour = { activities: ["Tour Finished"], with: {} };
  const took = await race({
    people: { run: () => database.query({ text: PEOPLE, values: [] }) },
    customers: { run: () => database.query({ text: CUSTOMERS, values: [] }) },
    activity: { run: () => store.groupByActivity(window, 30) },
    left: { run: () => store.groupCustomers(window) },
    bought: { run: () => store.groupPurchases({ ...chooseMonths(window.from, AT, TIMEZONE), team }) },
    treatment: { run: () => store.beforeAfter(treated, tour) },
    matched: { run: () => store.matchOthers(treated, tour) },
  });
  const row = (name: string, median: number, baseline: number, most = WIDE) =>
    toRow({
      name,
      unit: "ms",
      median,
      baseline,
      bound: { most },
      note: `${customers} customers, ${months} months`,
    });
  const visits = "against visits joined with members and counted";
  const joined = "against customers joined with members and months and counted";
  return [
    row(`comparisons: active and inactive members, ${visits}`, took.activity, took.people),
    row(`comparisons: customers, members or not, ${joined}`, took.left, took.customers),
    row(`comparisons: their orders, amounts and tickets, ${joined}`, took.bought, took.customers),
    row(`comparisons: before and after a treatment, ${visits}`, took.treatment, took.people),
    row(`comparisons: others like those treated, ${visits}`, took.matched, took.people, IN_WEEKS),
  ];
}
