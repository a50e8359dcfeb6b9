import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Treatment } from "../../src/core/treatment.ts";
import { createComparisonStore } from "../../src/platform/postgres/report/comparisons/comparison-store.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { compareGroups } from "../../src/report/comparisons/compare-groups.ts";
import { measureLift } from "../../src/report/lift/measure-lift.ts";
import { presentReport } from "../../src/report/present-report.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type Act, type Compared, DAY, drawing, plantCompared } from "../support/random-comparisons.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const DRAWN_AT = START + 45 * DAY;
const END = START + 105 * DAY;
const PEOPLE = 2000;
/** The truth: those drawn to get it make half as many visits again from then on. */
const LIFT = 0.5;

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

interface Programme {
  readonly lift: number;
  /** What decides who is told to be treated: chance, or how often they come. */
  readonly chosenBy: "chance" | "visits";
  readonly people?: number;
  readonly share?: number;
}

/** Members who come at rates of their own, all of whose visits last five minutes, and a programme that begins for some. */
function plant({ lift, chosenBy, people: size = PEOPLE, share = 0.5 }: Programme): Compared {
  const draw = drawing(20_261_128);
  const people = Array.from({ length: size }, (_, index) => ({
    id: index + 1,
    external: `m${index + 1}`,
    role: "member" as const,
    email: null,
    joined: START - 100 * DAY,
  }));
  const acts: Act[] = [];
  const visits = people.flatMap(({ id }) => {
    const rate = 0.02 + 0.2 * draw() ** 2;
    const isTreated = chosenBy === "chance" ? draw() < share : rate > 0.12;
    const word = { badge: isTreated ? "invited" : "waiting" };
    acts.push({ who: id, at: DRAWN_AT, name: "Mentor Drawn", properties: word });
    if (isTreated && draw() < 0.7) acts.push({ who: id, at: DRAWN_AT + DAY, name: "Mentor Met", properties: null });
    return Array.from({ length: 105 }, (_, day) => START + day * DAY + 12 * 3_600_000).flatMap((at) => {
      const isMore = isTreated && at > DRAWN_AT;
      return draw() < rate * (isMore ? 1 + lift : 1) ? [{ who: id, at, until: at + 300_000 }] : [];
    });
  });
  return { people, visits, acts, customers: [] };
}

const MENTORS: Treatment = {
  name: "Mentors",
  assignment: "random",
  told: { activities: ["Mentor Met"], with: {} },
  draw: {
    by: { kind: "activity", activities: ["Mentor Drawn"], arm: "badge" },
    treated: "invited",
    control: "waiting",
    share: 0.5,
  },
};
const MET: Treatment = { name: "Mentors", assignment: "none", told: { activities: ["Mentor Met"], with: {} } };

async function report(treatment: Treatment) {
  await test.database.query({ text: "UPDATE installation SET latest_act_at = $1", values: [new Date(END)] });
  const deps = {
    store: createReportStore(test.database),
    comparisons: createComparisonStore(test.database),
    settings: {
      timezone: "Europe/Paris",
      languages: ["en"],
      team: [],
      visitGap: { count: 30, unit: "minutes" } as const,
      treatments: [treatment],
    },
  };
  const to = new Date(END);
  const lift = await measureLift(deps, { from: null, to, rule: null, now: to });
  const from = new Date(lift.indicators.from);
  const comparisons = await compareGroups(deps, { from, to, since: null, interval: lift.interval });
  const write = (format: "text" | "html", language: "en" | "fr") => {
    const text = presentReport(lift, format, language, { comparisons });
    if (process.env.SHOW === "1" && format === "text") console.log(text);
    return text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  };
  return { comparisons, write };
}

describe("a treatment that chance assigned", () => {
  it("has an interval that holds the planted truth, says who got it, and is told in both languages", async () => {
    await plantCompared(test.database, plant({ lift: LIFT, chosenBy: "chance" }));
    const { comparisons, write } = await report(MENTORS);
    const [lift] = comparisons.drawn;
    const [visits, back] = lift?.outcomes ?? [];
    expect(lift).toMatchObject({ reason: null, mixed: 0, sampleRatio: { ok: true } });
    expect(visits?.outcome).toBe("visits");
    expect(back?.outcome).toBe("came_back");
    for (const bounds of [visits?.relative, visits?.sequential.relative]) {
      expect(bounds?.low).toBeLessThan(LIFT);
      expect(bounds?.high).toBeGreaterThan(LIFT);
      expect(bounds?.low).toBeGreaterThan(0);
    }
    expect(visits?.verdict).toBe("better");
    const [treated, control] = lift?.arms ?? [];
    expect(treated?.got).toBeGreaterThan(500);
    expect(control?.got).toBe(0);
    for (const format of ["text", "html"] as const) {
      expect(write(format, "en")).toContain("Members drawn to get it come more often.");
      expect(write(format, "fr")).toContain("Les membres tirés au sort pour en bénéficier viennent plus souvent.");
    }
  });

  it("holds zero where it changes nothing", async () => {
    await plantCompared(test.database, plant({ lift: 0, chosenBy: "chance" }));
    const { comparisons, write } = await report(MENTORS);
    const [visits] = comparisons.drawn[0]?.outcomes ?? [];
    expect(visits?.relative?.low).toBeLessThan(0);
    expect(visits?.relative?.high).toBeGreaterThan(0);
    expect(write("text", "en")).toContain("No effect on visits can be seen: only one of at least");
  });

  it("tells of renewals since the draw, of everybody drawn, where any is told of", async () => {
    const community = plant({ lift: 0, chosenBy: "chance" });
    await plantCompared(test.database, community);
    expect((await report(MENTORS)).comparisons.drawn[0]?.renewed).toBeNull();
    const invited = new Set(
      community.acts.flatMap(({ who, properties }) => (properties?.badge === "invited" ? [who] : [])),
    );
    // Three of ten against one of ten; of a tenth of both it was told before the draw, which is no effect of it.
    const renews = ({ id }: { id: number }) => id % 10 < (invited.has(id) ? 3 : 1);
    const renewed = (at: number) => ({ at, name: "Membership Renewed", properties: null });
    const acts = community.people.flatMap((person) => [
      ...(renews(person) ? [{ who: person.id, ...renewed(DRAWN_AT + 20 * DAY) }] : []),
      ...(person.id % 10 === 9 ? [{ who: person.id, ...renewed(DRAWN_AT - 5 * DAY) }] : []),
    ]);
    await plantCompared(test.database, { ...community, acts: [...community.acts, ...acts] });
    const { comparisons, write } = await report(MENTORS);
    const [lift] = comparisons.drawn;
    const counted = (arm: "treated" | "held_out") =>
      community.people.filter((person) => renews(person) && invited.has(person.id) === (arm === "treated")).length;
    expect(lift?.renewed?.arms.map(({ arm, numerator, denominator }) => [arm, numerator, denominator])).toEqual([
      ["treated", counted("treated"), invited.size],
      ["held_out", counted("held_out"), PEOPLE - invited.size],
    ]);
    const { low = 0, high = 0 } = lift?.renewed?.absolute ?? {};
    expect([low > 0.1, low < 0.2, high > 0.2]).toEqual([true, true, true]);
    expect(lift?.renewed).toMatchObject({ outcome: "renewed", verdict: "better" });
    expect(write("text", "en")).toContain("Membership renewed since");
    expect(write("html", "fr")).toContain("Adhésion renouvelée depuis");
  });

  it("is not to be used where the groups do not have the sizes that were drawn", async () => {
    await plantCompared(test.database, plant({ lift: LIFT, chosenBy: "visits" }));
    const { comparisons, write } = await report(MENTORS);
    expect(comparisons.drawn[0]?.sampleRatio?.ok).toBe(false);
    expect(comparisons.drawn[0]?.outcomes.map(({ verdict }) => verdict)).toEqual(["too_early", "too_early"]);
    expect(write("text", "en")).not.toContain("come more often");
    expect(write("text", "fr")).toContain("N’utilisez pas ces résultats");
  });

  it("does not count those told of both groups where they are few", async () => {
    const planted = plant({ lift: LIFT, chosenBy: "chance", people: 400 });
    const again = (people: number): Act[] =>
      ["invited", "waiting"].flatMap((badge) =>
        Array.from({ length: people }, (_, index) => ({
          who: index + 1,
          at: DRAWN_AT + DAY,
          name: "Mentor Drawn",
          properties: { badge },
        })),
      );
    await plantCompared(test.database, { ...planted, acts: [...planted.acts, ...again(3)] });
    const few = await report(MENTORS);
    expect(few.comparisons.drawn[0]?.mixed).toBeNull();
    expect(few.write("text", "en")).toContain("Fewer than 20 members were told to be in both groups");
    expect(few.write("text", "fr")).toContain("Moins de 20 membres ont été signalés dans les deux groupes");
    await plantCompared(test.database, { ...planted, acts: [...planted.acts, ...again(25)] });
    const many = await report(MENTORS);
    expect(many.comparisons.drawn[0]?.mixed).toBe(25);
    expect(many.write("text", "en")).toContain("25 members were told to be in both groups");
  });

  it("is too early to say of few, and says nothing of fewer than twenty", async () => {
    await plantCompared(test.database, plant({ lift: LIFT, chosenBy: "chance", people: 150 }));
    expect((await report(MENTORS)).write("text", "en")).toContain("too early to say");
    await plantCompared(test.database, plant({ lift: LIFT, chosenBy: "chance", people: 30 }));
    const { comparisons } = await report(MENTORS);
    expect(comparisons.drawn[0]).toMatchObject({ reason: "small_group", arms: [], outcomes: [] });
  });
});

describe("treatments told by a trait", () => {
  /** What the acts of the draw said is a trait of each member instead, and half of them pay. */
  async function plantTraits(): Promise<void> {
    const planted = plant({ lift: LIFT, chosenBy: "chance" });
    const words = planted.acts.flatMap(({ who, name, properties }) =>
      name === "Mentor Drawn" ? [{ who, badge: properties?.badge }] : [],
    );
    await plantCompared(test.database, { ...planted, acts: planted.acts.filter(({ name }) => name === "Mentor Met") });
    await test.database.query({
      text: `UPDATE member SET attributes = jsonb_build_object('badge', badge, 'paying', who % 4 = 0)
        FROM jsonb_to_recordset($1::jsonb) AS r(who bigint, badge text) WHERE id = who`,
      values: [JSON.stringify(words)],
    });
    // One joined later than the draw, and is drawn as they join; one was of the house.
    await test.database.query({ text: "UPDATE member SET joined_at = $1 WHERE id = 1", values: [new Date(END - DAY)] });
    await test.database.query({ text: "UPDATE member SET role = 'staff' WHERE id = 2", values: [] });
  }

  it("are measured as draws told by an act are, from the day of the draw", async () => {
    await plantTraits();
    const by = { kind: "trait", trait: "badge", on: "2026-02-15" } as const;
    const { comparisons } = await report({ ...MENTORS, draw: { ...MENTORS.draw, by } });
    const [lift] = comparisons.drawn;
    expect(lift).toMatchObject({ reason: null, mixed: 0, sampleRatio: { ok: true } });
    expect(lift?.firstDrawnAt).toBe("2026-02-14T23:00:00.000Z");
    expect(lift?.arms.reduce((sum, { members }) => sum + (members ?? 0), 0)).toBe(PEOPLE - 1);
    const [treated, control] = lift?.arms ?? [];
    expect(treated?.got).toBeGreaterThan(500);
    expect(control?.got).toBe(0);
    const [visits] = lift?.outcomes ?? [];
    expect(visits?.verdict).toBe("better");
    expect(visits?.relative?.low).toBeLessThan(LIFT);
    expect(visits?.relative?.high).toBeGreaterThan(LIFT);
  });

  it("stand beside those without where members chose them, of who had joined before the period", async () => {
    await plantTraits();
    const { comparisons } = await report({ name: "Plan", assignment: "none", traits: { paying: "true" } });
    expect(comparisons.drawn).toEqual([]);
    const told = comparisons.comparisons.find(({ kind }) => kind === "traits");
    expect(told).toMatchObject({ name: "Plan", reason: null });
    expect(told?.groups).toEqual([
      { group: "with", members: PEOPLE / 4 },
      { group: "without", members: (PEOPLE * 3) / 4 - 2 },
    ]);
    expect(told?.lines.map(({ measure }) => measure)).toEqual([
      "came",
      "visits_mean",
      "visits_median",
      "minutes_median",
    ]);
  });
});

describe("a treatment that members chose", () => {
  it("does not count those whose days are not complete where they are few", async () => {
    const planted = plant({ lift: LIFT, chosenBy: "visits" });
    const met = new Set(planted.acts.flatMap(({ who, name }) => (name === "Mentor Met" ? [who] : [])));
    const [late] = planted.people.filter(({ id }) => !met.has(id));
    const act = { who: late?.id ?? 0, at: END - DAY, name: "Mentor Met", properties: null };
    await plantCompared(test.database, { ...planted, acts: [...planted.acts, act] });
    const { comparisons, write } = await report(MET);
    const told = comparisons.comparisons.find(({ kind }) => kind === "before_after");
    expect(told).toMatchObject({ reason: null, had: null });
    expect(told?.groups[0]?.members).toBe(met.size);
    expect(write("text", "en")).toContain("members had it for the first time and could have come on every one");
    expect(write("text", "fr")).toContain("membres l’ont eu pour la première fois et auraient pu venir");
  });

  it("stands before and after, beside others alike, and nothing is claimed however large the difference", async () => {
    await plantCompared(test.database, plant({ lift: LIFT, chosenBy: "visits" }));
    const { comparisons, write } = await report(MET);
    expect(comparisons.drawn).toEqual([]);
    const told = comparisons.comparisons.find(({ kind }) => kind === "before_after");
    const visits = told?.lines.find(({ measure }) => measure === "visits_mean")?.values;
    expect(told).toMatchObject({ name: "Mentors", reason: null });
    expect((visits?.[1]?.value ?? 0) / (visits?.[0]?.value ?? 1)).toBeGreaterThan(1.2);
    expect(Object.keys(told ?? {}).sort()).toEqual([
      "groups",
      "had",
      "kind",
      "lines",
      "matched",
      "months",
      "name",
      "reason",
    ]);
    expect(told?.matched?.othersBefore).toBeCloseTo(told?.matched?.before ?? 0, 1);
    for (const [language, matcher] of [
      ["en", "regression to the mean"],
      ["fr", "régression vers la moyenne"],
    ] as const) {
      for (const format of ["text", "html"] as const) {
        const text = write(format, language);
        expect(text).toContain(matcher);
        const [, own] = text.split(matcher);
        expect(own).toContain(language === "en" ? "Came in those 28 days" : "Venus pendant ces 28 jours");
        expect(own).not.toMatch(/Came in the period|Venus pendant la période/);
        expect(text).not.toMatch(/Drawn at random: what|Tiré au sort : ce que|come more often|viennent plus souvent/);
      }
    }
  });
});
