import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INDICATORS, type IndicatorName } from "../../src/core/indicators/indicators.ts";
import { createIndicatorStore } from "../../src/platform/postgres/report/indicators/indicator-store.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { type IndicatorTable, measureIndicators } from "../../src/report/indicators/measure-indicators.ts";
import { periodBefore } from "../../src/report/indicators/period-before.ts";
import { reportIndicators } from "../../src/report/indicators/report-indicators.ts";
import { measureLift } from "../../src/report/lift/measure-lift.ts";
import type { IndicatorStore } from "../../src/report/ports.ts";
import { presentReport } from "../../src/report/present-report.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { plantIndicatorCommunity } from "../support/indicator-community.ts";

const FEBRUARY = { from: new Date("2026-02-01T00:00:00Z"), to: new Date("2026-03-01T00:00:00Z") };
const window = { ...FEBRUARY, languages: ["en"], team: ["@our-company.example"] };

let test: TestDatabase;
let indicators: IndicatorStore;
let table: IndicatorTable;

const measure = (span = FEBRUARY) =>
  measureIndicators(
    { store: createReportStore(test.database), indicators },
    { ...window, ...span },
    periodBefore(span, "previous", "UTC"),
  );

beforeAll(async () => {
  test = await createTestDatabase();
  indicators = createIndicatorStore(test.database);
  await plantIndicatorCommunity(test.database);
  table = await measure();
});
afterAll(() => test.drop());

function lineOf(name: IndicatorName, of: IndicatorTable = table) {
  const line = of.lines.find((candidate) => candidate.name === name);
  if (line === undefined) throw new Error(name);
  return line;
}

/** `[count, total]` of what is a share or an average, the value of anything else. */
const COUNTED_BY_HAND: Readonly<Record<IndicatorName, readonly [number, number] | number | string>> = {
  revisit: 36.5,
  weekly_share: [1, 7],
  daily_share: [0, 7],
  away_share: [2, 7],
  came_again: [2, 3],
  visibility: [6, 45],
  median_visibility: 1 / 14,
  unseen_contents: [3, 6],
  contents_published: 6,
  unique_visitors: 6,
  anonymous_visitors: 1,
  new_share: [2, 6],
  visits: 9,
  page_views: 6,
  pages_a_visit: [6, 9],
  minutes_a_visit: 10,
  searches: 2,
  sign_ups: 1,
  visitor_share: [5, 7],
  reader_share: [4, 7],
  contributor_share: [3, 7],
  contributions: 9,
  contributions_each: 2,
  silent_share: [4, 7],
  occasional_share: [2, 7],
  frequent_share: [1, 7],
  top_share: [4, 8],
  reactions: 3,
  messages_received: 3,
  team_contributions: 6,
  questions: 2,
  answered_share: [1, 2],
  solved_share: [1, 2],
  hours_to_answer: 24,
  member_answers: [2, 3],
  peer_share: [2, 3],
  team_replies: 2,
  solution_views: 1,
  silent_views: [1, 1],
  super_users: 1,
  super_user_answers: [1, 2],
  live_attendance: [1, 2],
  live_attendees: 2,
  nps: [1, 4],
  csat: [1, 2],
  need_met: [1, 1],
  suggestions: 1,
  pain_points: 1,
  opportunities: 0,
  renewal_share: [1, 3],
  renewal_share_active: [1, 2],
  renewal_share_inactive: [0, 1],
  renewals_due: 2,
  renewals_at_risk: [1, 2],
  customers_left_members: [1, 2],
  customers_left_others: [1, 2],
};

describe("a February counted by hand", () => {
  it.each(INDICATORS.map(({ name }) => name))("gives %s", (name) => {
    const { now } = lineOf(name);
    const expected = COUNTED_BY_HAND[name];
    expect(now.reason).toBeNull();
    if (typeof expected === "object") {
      expect(now.of).toEqual({ count: expected[0], total: expected[1] });
      const whole = name === "nps" ? 100 : 1;
      expect(now.value).toBeCloseTo((whole * expected[0]) / expected[1], 9);
    } else expect(now.value).toBeCloseTo(Number(expected), 9);
  });

  it("is held against January, as that month ended", () => {
    expect([table.beforeFrom, table.beforeTo]).toEqual(["2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"]);
    // Of 10 January anna's only interval is 21 days, whatever came after.
    expect(lineOf("revisit").before.value).toBe(21);
    expect(lineOf("unique_visitors")).toMatchObject({ before: { value: 3 }, change: 1 });
    expect(lineOf("away_share").before.of).toEqual({ count: 4, total: 7 });
    expect(lineOf("away_share").change).toBeCloseTo(-2 / 7, 9);
    expect(lineOf("contributions")).toMatchObject({ before: { value: 2 }, change: 3.5 });
    expect(lineOf("nps")).toMatchObject({ before: { value: 100 }, change: -75 });
  });

  it("guesses no zero for what had not come yet, nor what January did not keep", () => {
    expect(lineOf("searches")).toMatchObject({ before: { value: null, reason: "needs_event" }, change: null });
    expect(lineOf("renewals_due").before).toMatchObject({ value: null, reason: "only_now" });
    expect(lineOf("csat").before).toMatchObject({ value: null, reason: "nothing" });
    // A comment that replies to nobody, a registration without any attendance: of neither may be said that none did.
    expect(lineOf("team_replies").before).toMatchObject({ value: null, reason: "needs_event" });
    expect(lineOf("live_attendance").before).toMatchObject({ value: null, reason: "needs_event" });
  });

  it("says zero of what came before and comes no more, and names the event of what never came", async () => {
    const march = await measure({ from: FEBRUARY.to, to: new Date("2026-04-01T00:00:00Z") });
    expect(lineOf("searches", march)).toMatchObject({ now: { value: 0 }, before: { value: 2 }, change: -1 });
    const may = await measure({ from: new Date("2026-05-01T00:00:00Z"), to: new Date("2026-06-01T00:00:00Z") });
    expect(lineOf("searches", may)).toMatchObject({
      now: { value: null, reason: "needs_event" },
      needs: ["Search Performed"],
    });
    expect(lineOf("hours_to_answer", may).needs).toEqual(["Question Answered", "Comment Created", "Solution Accepted"]);
  });

  it("takes a site that has fallen silent for no fall of its members", async () => {
    const july = await measure({ from: new Date("2026-07-01T00:00:00Z"), to: new Date("2026-08-01T00:00:00Z") });
    expect(july.latestActAt).toBe("2026-06-02T09:00:00.000Z");
    for (const { now, change, needs } of july.lines) {
      expect({ now, change, needs }).toMatchObject({ now: { value: null, reason: "silent" }, change: null, needs: [] });
    }
  });

  it("says nothing of what members did in a period that ended before anything was recorded", async () => {
    const november = await measure({ from: new Date("2025-11-01T00:00:00Z"), to: new Date("2025-12-01T00:00:00Z") });
    expect(november.hasBegun).toBe(false);
    for (const name of ["visits", "away_share", "contributions", "answered_share", "visibility", "nps"] as const) {
      expect(lineOf(name, november)).toMatchObject({ now: { value: null, reason: "no_history" }, needs: [] });
    }
    // Who had joined is known from what was imported of them.
    expect(lineOf("sign_ups", november).now.reason).toBeNull();
    expect((await measure()).hasBegun).toBe(true);
  });

  it("says nothing of a time before anything was recorded, or that is no longer kept", async () => {
    const early = await measure({ from: new Date("2025-12-01T00:00:00Z"), to: new Date("2026-01-01T00:00:00Z") });
    expect(lineOf("visits", early)).toMatchObject({ now: { value: 3 }, before: { value: null, reason: "no_history" } });
    await test.database.query({ text: "UPDATE installation SET activities_from = '2026-02-01Z'", values: [] });
    const kept = await measure();
    await test.database.query({ text: "UPDATE installation SET activities_from = NULL", values: [] });
    expect(lineOf("contributions", kept)).toMatchObject({ now: { value: 9 }, before: { reason: "dropped" } });
    expect(lineOf("visits", kept)).toMatchObject({ now: { value: 9 }, before: { value: 3 } });
  });

  it("says of less than a week nothing of who comes weekly", async () => {
    const days = await measure({ from: new Date("2026-02-01T00:00:00Z"), to: new Date("2026-02-07T00:00:00Z") });
    expect(lineOf("weekly_share", days).now).toMatchObject({ value: null, reason: "nothing" });
  });
});

describe("the report", () => {
  const settings = {
    timezone: "UTC",
    languages: ["en"] as ["en"],
    team: window.team,
    targets: { revisit: 7, visibility: 0.4, new_share: 0.2, nps: 30, searches: 2 },
    goals: [
      {
        name: "Loyalty",
        indicator: "weekly_share",
        target: 0.35,
        by: "2027-03-31",
        serves: ["revisit", "came_again"],
      },
      { name: "Self-service", indicator: "hours_to_answer", target: 24, by: null, serves: [] },
    ],
  } as const;
  const deps = () => ({ store: createReportStore(test.database), indicators, settings });
  const present = async (format: "text" | "html" | "json" | "csv", language: "en" | "fr") => {
    const input = { ...FEBRUARY, rule: null, now: new Date("2026-03-02T00:00:00Z") };
    const report = await reportIndicators(deps(), FEBRUARY, "previous");
    return presentReport(await measureLift(deps(), input), format, language, { indicators: report });
  };

  it.each(["en", "fr"] as const)(
    "shows them in %s: value, period before, change, target, goal, and what is missing",
    async (language) => {
      await expect(await present("text", language)).toMatchFileSnapshot(
        `../golden/indicators/february.${language}.txt`,
      );
    },
  );

  it("begins, of a period before anything was recorded, by saying so, and asks for nothing that came later", async () => {
    const november = { from: new Date("2025-11-01T00:00:00Z"), to: new Date("2025-12-01T00:00:00Z") };
    const input = { ...november, rule: null, now: new Date("2026-03-02T00:00:00Z") };
    const early = await reportIndicators(deps(), november, "previous");
    const text = presentReport(await measureLift(deps(), input), "text", "en", { indicators: early });
    const [, part = ""] = text.replace(/\s+/g, " ").split("What the community did");
    expect(part).toMatch(
      /^ 1 November 2025 to 30 November 2025\. Nothing was recorded yet of the time to hold it against \([^)]*\)\. Nothing that members did/,
    );
    expect(part).not.toMatch(/What cannot be shown|did not come at all/i);
  });

  it("has the same on the page, each figure with the counts behind it and its definition", async () => {
    const page = await present("html", "en");
    expect(page).toContain("<small>1\u00a0/\u00a07</small>");
    expect(page).toMatch(/<dt>Replies from member to member<\/dt><dd>Of the comments/);
  });

  it("has the same in JSON and CSV, under the names of the table", async () => {
    const { indicators: part } = JSON.parse(await present("json", "en"));
    expect(part.table.lines.map(({ name }: { name: string }) => name)).toEqual(INDICATORS.map(({ name }) => name));
    expect(part.table.goals[0]).toMatchObject({ name: "Loyalty", met: false });
    const csv = (await present("csv", "en")).split("\r\n");
    expect(csv).toHaveLength(1 + INDICATORS.length + 2 + 1);
    expect(csv.find((row) => row.includes("peer_share"))).toMatch(/^members,peer_share,.*,share,0.6666666667,2,3,/);
    expect(csv.at(-2)).toBe("imported,,Preference,%,41.5,,,,,,,,,,,,Panel");
  });
});

describe("periods that meet amid a day", () => {
  const ADDED = [
    "sign_ups",
    "contributions",
    "reactions",
    "contents_published",
    "visits",
    "page_views",
    "searches",
  ] as const;

  it.each(["2026-02-05T12:00:00Z", "2026-02-10T10:00:00Z", "2026-02-15T12:00:00Z", "2026-02-20T09:30:00Z"])(
    "count nothing twice: %s",
    async (meet) => {
      const at = new Date(meet);
      const [earlier, later] = [
        await measure({ from: FEBRUARY.from, to: at }),
        await measure({ from: at, to: FEBRUARY.to }),
      ];
      for (const name of ADDED) {
        const [one = 0, other = 0] = [lineOf(name, earlier).now.value ?? 0, lineOf(name, later).now.value ?? 0];
        expect([name, one + other]).toEqual([name, lineOf(name).now.value]);
      }
    },
  );

  it("show an imported figure of that day in the later one, and say at what time they meet", async () => {
    const span = { from: new Date("2026-02-15T12:00:00Z"), to: FEBRUARY.to };
    const settings = { ...window, timezone: "UTC", languages: ["en"] as ["en"], targets: {}, goals: [] };
    const deps = { store: createReportStore(test.database), indicators, settings };
    const reported = await reportIndicators(deps, span, "previous");
    const [preference] = reported.measures.filter(({ indicator }) => indicator === "Preference");
    expect([preference?.now?.date, preference?.before]).toEqual(["2026-02-15", null]);
    const lift = await measureLift(deps, { ...span, rule: null, now: new Date("2026-03-02T00:00:00Z") });
    const told = (language: "en" | "fr") =>
      presentReport(lift, "text", language, { indicators: reported }).replace(/\s+/g, " ");
    expect(told("en")).toContain("15 February 2026, 12:00 to 28 February 2026. Before:");
    expect(told("en")).toContain("to 15 February 2026, 12:00.");
    expect(told("fr")).toContain("Du 15 février 2026 à 12:00 au 28 février 2026. Avant : du");
  });
});

describe("its lists", () => {
  it("tell what is discussed, where visits begin and on which themes members write", async () => {
    const lists = await indicators.list(window);
    expect(lists.discussed.map((row) => [row.externalId, row.members, row.reactions, row.comments])).toEqual([
      ["q1", 2, 0, 2],
      ["a1", 2, 2, 0],
      ["d1", 1, 1, 0],
    ]);
    expect(lists.landings).toEqual([
      { page: "/a", visits: 3 },
      { page: "/b", visits: 1 },
      { page: "https://x.example/c", visits: 1 },
    ]);
    // q1, d1 and five comments and answers on them; a1 of the team has both themes.
    expect(lists.themes).toEqual([
      { theme: "pricing", contributions: 6, team: 3 },
      { theme: "news", contributions: 0, team: 1 },
    ]);
  });

  it("tell the latest imported figure of a span, with its source", async () => {
    expect(await indicators.listMeasures("2026-02-01", "2026-03-01")).toEqual([
      { indicator: "Calls avoided", source: "Support", unit: null, date: "2026-02-28", value: 130 },
      { indicator: "Preference", source: "Panel", unit: "%", date: "2026-02-15", value: 41.5 },
    ]);
  });
});

describe("a period is held against", () => {
  const span = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });
  it.each([
    ["whole months", span("2026-06-30T22:00Z", "2026-09-30T22:00Z"), "previous", "2026-03-31T22:00Z"],
    [
      "whole days over the change of clocks",
      span("2026-03-27T23:00Z", "2026-03-30T22:00Z"),
      "previous",
      "2026-03-24T23:00Z",
    ],
    ["any other time", span("2026-03-02T10:00Z", "2026-03-02T12:00Z"), "previous", "2026-03-02T08:00Z"],
    ["the year before", span("2026-06-30T22:00Z", "2026-09-30T22:00Z"), "last-year", "2025-06-30T22:00Z"],
    ["the year before a leap day", span("2024-02-28T23:00Z", "2024-02-29T23:00Z"), "last-year", "2023-02-27T23:00Z"],
  ] as const)("%s", (_name, period, against, from) => {
    expect(periodBefore(period, against, "Europe/Paris").from).toEqual(new Date(from));
  });
});
