import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dueMoments, lateSlots, notYetPlanned, slotName } from "../../src/audience/due-moments.ts";
import { planMoment } from "../../src/audience/plan-moment.ts";
import { addDays, daysBetween, HOUR_MS, startOfLocalDay } from "../../src/core/calendar.ts";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(() => run("TRUNCATE member, digest, slot, assignment, experiment_phase RESTART IDENTITY"));

const run = <Row>(text: string, ...values: unknown[]): Promise<Row[]> => test.database.query<Row>({ text, values });

function rulesOf(...texts: string[]) {
  const files = texts.map((text) => ({ file: `${/rule: (\S+)/.exec(text)?.[1]}.yaml`, text }));
  const settings = "languages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\nquiet_hours: null\n";
  const folder = checkFolder([{ file: "settings.yaml", text: settings }, ...files]);
  expect(folder.mistakes.filter(({ severity }) => severity === "mistake")).toEqual([]);
  if (folder.settings === null) throw new Error("the settings of this test are broken");
  return { rules: folder.rules, settings: folder.settings };
}

const ruleText = (name: string, send: string, more = "") =>
  `rule: ${name}\nstate: live\nwhen: { inactive: 7 days }\nsend: ${send}\ndigest: { subject: Hello }\n${more}`;

/** A member in each of these timezones, who never comes. */
async function membersIn(zones: readonly string[]): Promise<void> {
  await run(
    `INSERT INTO member (external_id, email, email_hash, timezone, joined_at)
SELECT zone, 'm@' || lower(replace(zone, '/', '.')) || '.example', convert_to(zone, 'UTF8'), zone, '2025-01-01' FROM unnest($1::text[]) zone`,
    zones,
  );
}

/**
 * The planning loop at these instants, on the real tables. What is planned is accepted hours later, which may be the next
 * local day: caps count from then, and `again_after` must not.
 */
async function planAt(
  given: ReturnType<typeof rulesOf>,
  zones: readonly string[],
  instants: Iterable<Date>,
): Promise<void> {
  const store = createAudienceStore(test.database);
  const { rules, settings } = given;
  const standing = new Set<string>();
  const community = { usualIntervalMs: null, rhythm: null, topCounts: new Map() };
  for (const at of instants) {
    const due = dueMoments({ rules, timezones: zones, at, catchUpMs: 6 * HOUR_MS, closed: [] });
    for (const moment of notYetPlanned(due, standing, null)) {
      const planned = await planMoment(store, { moment, settings, at, asOf: "facts", only: null, community });
      for (const { rule } of planned) standing.add(slotName({ ...moment, rule }));
      await run(
        "UPDATE digest SET state = 'accepted', accepted_at = slot_at + interval '19 hours', cap_date = local_date + 1 WHERE state = 'planned'",
      );
    }
  }
}

/** Cycles every so often, from the start of a local date somewhere to the end of another. */
function* cyclesEvery(stepMs: number, first: string, last: string): Generator<Date> {
  const end = startOfLocalDay(addDays(last, 1), "Etc/GMT+12").getTime();
  for (let ms = startOfLocalDay(first, "Etc/GMT-14").getTime(); ms < end; ms += stepMs) yield new Date(ms);
}

const datesOf = async (zone: string, rule: string) =>
  (
    await run<{ date: string }>(
      "SELECT d.local_date::text AS date FROM digest d JOIN member m ON m.id = d.member_id WHERE m.external_id = $1 AND d.rule = $2 ORDER BY d.slot_at",
      zone,
      rule,
    )
  ).map(({ date }) => date);

describe("a cooldown of seven days under a daily rule at 08:00", { timeout: 240_000 }, () => {
  const zones = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Santiago"];

  it("mails every seventh day for a year, never the eighth, through every change of clocks", async () => {
    await membersIn(zones);
    const given = rulesOf(ruleText("a", '{ every: day, at: "08:00" }', "limits: { again_after: 7 days }\n"));
    // Some slots are planned on time, some hours late.
    await planAt(given, zones, cyclesEvery(5 * HOUR_MS, "2026-01-01", "2026-12-31"));
    for (const zone of zones) {
      const dates = (await datesOf(zone, "a")).filter((date) => date >= "2026-01-01" && date <= "2026-12-31");
      expect(dates.length).toBeGreaterThanOrEqual(52);
      const gaps = dates.slice(1).map((date, index) => daysBetween(dates[index] ?? "", date));
      expect(new Set(gaps)).toEqual(new Set([7]));
    }
  });

  it("is kept by `every: 10 days` in the same way", async () => {
    await membersIn(zones.slice(0, 1));
    const given = rulesOf(ruleText("a", '{ every: 10 days, at: "08:00" }'));
    await planAt(given, zones.slice(0, 1), cyclesEvery(6 * HOUR_MS, "2026-03-01", "2026-04-20"));
    const dates = await datesOf("Europe/Paris", "a");
    const gaps = dates.slice(1).map((date, index) => daysBetween(dates[index] ?? "", date));
    expect(gaps.length).toBeGreaterThanOrEqual(4);
    expect(new Set(gaps)).toEqual(new Set([10]));
  });
});

describe("a daily rule on the real tables", { timeout: 240_000 }, () => {
  it.each([
    ["America/Santiago", "2026-09-03", "2026-09-09"],
    ["Asia/Beirut", "2026-03-26", "2026-04-01"],
    ["Australia/Lord_Howe", "2026-04-02", "2026-04-08"],
    ["Africa/Casablanca", "2026-02-12", "2026-02-18"],
    ["Europe/Paris", "2026-10-22", "2026-10-28"],
    ["Pacific/Kiritimati", "2026-12-29", "2027-01-04"],
  ])(
    "gives a member of %s one digest of each rule on each local day, clocks changing or not",
    async (zone, first, last) => {
      await membersIn([zone]);
      const times = ["00:00", "00:30", "01:30", "02:30"];
      const given = rulesOf(...times.map((at) => ruleText(`r${at.replace(":", "")}`, `{ every: day, at: "${at}" }`)));
      await planAt(given, [zone], cyclesEvery(20 * 60_000, first, last));
      const days = Array.from({ length: daysBetween(first, last) + 1 }, (_, day) => addDays(first, day));
      for (const { name } of given.rules) {
        const dates = (await datesOf(zone, name)).filter((date) => date >= first && date <= last);
        // Where clocks jump over two hours at once, the rules meet in one moment, and the member gets the first of them.
        const met = await run("SELECT funnel FROM slot WHERE rule = $1 AND (funnel->>'outranked')::int > 0", name);
        expect(dates.length + met.length, name).toBe(days.length);
        expect(new Set(dates).size).toBe(dates.length);
      }
    },
  );
});

describe("what bounds a rule in time", () => {
  const zones = ["Europe/Paris", "America/New_York"];

  it("`from` and `until` are local dates, both included", async () => {
    await membersIn(zones);
    const given = rulesOf(ruleText("a", '{ every: day, at: "08:00", from: 2026-03-07, until: 2026-03-09 }'));
    await planAt(given, zones, cyclesEvery(HOUR_MS, "2026-03-05", "2026-03-12"));
    for (const zone of zones) expect(await datesOf(zone, "a")).toEqual(["2026-03-07", "2026-03-08", "2026-03-09"]);
  });

  it("`once` comes once, at each member's own hour", async () => {
    await membersIn(zones);
    await planAt(
      rulesOf(ruleText("a", "{ once: 2026-03-08 02:30 }")),
      zones,
      cyclesEvery(HOUR_MS, "2026-03-05", "2026-03-12"),
    );
    expect(await run("SELECT timezone, instant FROM slot ORDER BY 1")).toEqual([
      // 02:30 does not exist there on that day.
      { timezone: "America/New_York", instant: new Date("2026-03-08T07:00:00Z") },
      { timezone: "Europe/Paris", instant: new Date("2026-03-08T01:30:00Z") },
    ]);
    for (const zone of zones) expect(await datesOf(zone, "a")).toEqual(["2026-03-08"]);
  });

  it("a slot is planned up to six hours late, under its own date, and recorded as expired after that", async () => {
    await membersIn(zones.slice(0, 1));
    const given = rulesOf(ruleText("a", '{ every: day, at: "20:00" }'));
    const live = new Map([["a", new Date("2026-03-01T00:00:00Z")]]);
    const late = (at: string) => {
      const question = {
        rules: given.rules,
        timezones: ["Europe/Paris"],
        at: new Date(at),
        catchUpMs: 6 * HOUR_MS,
        closed: [],
      };
      return lateSlots(question, new Date("2026-03-05T00:00:00Z"), live).map(({ localDate }) => localDate);
    };
    // 20:00 in Paris is 19:00 UTC: six hours later it is the next day there.
    await planAt(given, ["Europe/Paris"], [new Date("2026-03-06T01:00:00Z")]);
    expect(await datesOf("Europe/Paris", "a")).toEqual(["2026-03-05"]);
    expect(late("2026-03-06T01:00:00Z")).toEqual([]);
    expect(late("2026-03-06T01:00:01Z")).toEqual(["2026-03-05"]);
    await planAt(given, ["Europe/Paris"], [new Date("2026-03-07T01:00:01Z")]);
    expect(await datesOf("Europe/Paris", "a")).toEqual(["2026-03-05"]);
  });
});
