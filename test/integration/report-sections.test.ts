import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usualInterval } from "../../src/core/rules/usual-interval.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { createSectionStore } from "../../src/platform/postgres/report/sections/section-store.ts";
import { ABSENCES, type Absence, type AbsenceCount, type SectionStore } from "../../src/report/sections/ports.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  countPicksNaively,
  drawDigests,
  plantDigests,
  sumKindsNaively,
  sumMixesNaively,
} from "../support/random-digests.ts";
import {
  plantRandomCommunity,
  type RandomCommunity,
  randomCommunity,
  refreshFacts,
} from "../support/random-indicators.ts";

const SEEDS = [1, 2, 3, 5, 8, 13, 21, 34];
const TEAM = ["@house.example"];
const DAY = 86_400_000;
const ms = (text: string): number => Date.parse(text);

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const counted = ({ people }: RandomCommunity) =>
  people.filter(
    ({ role, email }) => (role === "member" || role === "expert") && !email?.toLowerCase().endsWith("@house.example"),
  );

/** Who is how long away at an instant, by the visits of each member. */
function absenceOf(visits: readonly number[], at: number): { absence: Absence; away: number; usual: number } {
  const known = visits.filter((visit) => visit < at).sort((a, b) => a - b);
  const away = at - (known.at(-1) ?? at);
  const usual = usualInterval(known).usualMs ?? 0;
  const absence = (): Absence => {
    if (known.length === 0) return "never_came";
    if (known.length < 4) return "no_habit";
    if (away < 7 * DAY || away <= 2 * usual) return "as_usual";
    if (away <= 4 * usual) return "twice";
    return away <= 8 * usual ? "four_times" : "eight_times";
  };
  return { absence: absence(), away, usual };
}

function medianDays(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2 / DAY;
}

function countAbsencesNaively(community: RandomCommunity, at: number, before: number): AbsenceCount[] {
  const standing = counted(community)
    .filter(({ joined }) => joined < at)
    .map(({ id, joined }) => {
      const visits = community.visits.filter(({ who }) => who === id).map((visit) => visit.at);
      const { absence: now, away, usual } = absenceOf(visits, at);
      const then = joined >= before ? ("not_joined" as const) : absenceOf(visits, before).absence;
      return { before: then, now, away, usual };
    });
  const none = { medianDaysAway: null, medianUsualDays: null };
  const moves = [...new Set(standing.map((one) => JSON.stringify([one.before, one.now])))].map((key) => {
    const members = standing.filter((one) => JSON.stringify([one.before, one.now]) === key);
    const [before, now] = JSON.parse(key) as [AbsenceCount["before"], Absence];
    return { before, now, members: members.length, ...none };
  });
  const nows = [...new Set(standing.map(({ now }) => now))].map((now) => {
    const members = standing.filter((one) => one.now === now);
    if (now === "never_came" || now === "no_habit") return { before: null, now, members: members.length, ...none };
    return {
      before: null,
      now,
      members: members.length,
      medianDaysAway: medianDays(members.map(({ away }) => away)),
      medianUsualDays: medianDays(members.map(({ usual }) => usual)),
    };
  });
  return [...moves, ...nows];
}

const byKey = <Row extends object>(rows: readonly Row[]) =>
  rows
    .map((row) =>
      JSON.stringify(row, (_, value) => (typeof value === "number" ? Number(value.toPrecision(12)) : value)),
    )
    .sort();

const mainOf = ({ numerator, denominator, numeratorSquares, product }: Main) => ({
  numerator,
  denominator,
  numeratorSquares,
  product,
});
type Main = Awaited<ReturnType<SectionStore["sumFirstDigests"]>>["kinds"][number]["sums"]["main"];

const met = new Set<Absence>();

describe.each(SEEDS)("of random community %i", (seed) => {
  const community = randomCommunity(seed);
  const store = () => createSectionStore(test.database);
  beforeAll(async () => {
    await plantRandomCommunity(test.database, community);
    await refreshFacts(test.database);
  });

  it.each([
    ["2026-03-31T00:00:00Z", "2026-03-03T00:00:00Z"],
    ["2026-02-15T05:00:00Z", "2026-01-20T05:00:00Z"],
    ["2026-06-01T00:00:00Z", "2026-04-10T00:00:00Z"],
  ])("who is slipping away at %s and at %s is what a count member by member says", async (at, before) => {
    const told = await store().countAbsences(new Date(at), new Date(before), TEAM);
    for (const { now } of told) met.add(now);
    expect(byKey(told)).toEqual(byKey(countAbsencesNaively(community, ms(at), ms(before))));
  });

  it("who came in each week is counted over those who had joined", async () => {
    const spans = Array.from({ length: 12 }, (_, week) => ({
      from: new Date(ms("2026-01-05T00:00:00Z") + week * 7 * DAY),
      to: new Date(ms("2026-01-12T00:00:00Z") + week * 7 * DAY),
    }));
    const told = await store().countSpanVisits(spans, TEAM);
    expect(told).toEqual(
      spans.map(({ from, to }, span) => {
        const members = counted(community).filter(({ joined }) => joined < from.getTime());
        const visits = community.visits.filter(
          ({ who, at }) => at >= from.getTime() && at < to.getTime() && members.some(({ id }) => id === who),
        );
        return {
          span,
          members: members.length,
          came: new Set(visits.map(({ who }) => who)).size,
          visits: visits.length,
        };
      }),
    );
  });

  it("what nearly nobody saw is counted as it is listed, theme by theme", async () => {
    await test.database.query({
      text: `UPDATE content SET themes = (ARRAY['{a}', '{a,b}', '{}', '{b,b}'])[1 + id % 4]::text[]`,
      values: [],
    });
    const themesOf = (id: number) => ["a", "ab", "", "b"][id % 4] ?? "";
    const window = { from: new Date("2026-01-01Z"), to: new Date("2026-03-25Z"), languages: ["en"], team: TEAM };
    const members = counted(community).filter(({ joined }) => joined < window.to.getTime());
    const contents = community.contents
      .filter(({ at }) => at < window.to.getTime() - 7 * DAY)
      .map(({ id, author }) => {
        const readers = members.filter(({ external }) => external !== author);
        const viewers = community.views.filter(
          ({ who, content, at }) =>
            content === id &&
            at < window.to.getTime() &&
            counted(community).some((one) => one.id === who && one.external !== author),
        );
        return { themes: themesOf(id), readers: readers.length, viewers: viewers.length };
      });
    const below = 0.03;
    const rowOf = (theme: string | null) => {
      const its = contents.filter(({ themes }) => theme === null || themes.includes(theme));
      return {
        theme,
        contents: its.length,
        nearlyUnseen: its.filter(({ viewers, readers }) => viewers < below * readers).length,
        seenByNobody: its.filter(({ viewers }) => viewers === 0).length,
        views: its.reduce((total, { viewers }) => total + viewers, 0),
        chances: its.reduce((total, { readers }) => total + readers, 0),
      };
    };
    expect(await store().countUnseen(window, below)).toEqual([null, "a", "b"].map(rowOf));
    const listed = await createReportStore(test.database).listUnseen(window);
    expect(listed.filter(({ viewers, readers }) => viewers < below * readers)).toHaveLength(
      Math.min(10, rowOf(null).nearlyUnseen),
    );
  });

  it("what was picked hot and cold, and what was seen of it since, is what a count pick by pick says", async () => {
    const digests = drawDigests(community, seed);
    await plantDigests(test.database, digests);
    for (const [from, to] of [
      [null, "2026-03-31T00:00:00Z"],
      ["2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"],
    ] as const) {
      const window = { from: from === null ? null : new Date(from), to: new Date(to), rule: null, languages: ["en"] };
      expect(await store().countPicks(window)).toEqual(countPicksNaively(community, digests, window));
      const { kinds, mixes } = await store().sumFirstDigests(window);
      expect(
        byKey(kinds.map(({ kind, arm, members, sums }) => ({ kind, arm, members, ...mainOf(sums.main) }))),
      ).toEqual(byKey(sumKindsNaively(community, digests, window)));
      expect(byKey(mixes.map(({ mix, arm, members, sums }) => ({ mix, arm, members, ...mainOf(sums.main) })))).toEqual(
        byKey(sumMixesNaively(community, digests, window)),
      );
    }
  });
});

it("met every absence there is in these communities", () => {
  expect([...met].sort()).toEqual([...ABSENCES].sort());
});
