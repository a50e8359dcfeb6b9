import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../core/calendar.ts";
import { ADVISED_WEEKS, type HoldoutAdvice } from "./advice.ts";
import { planAdvice } from "./advise-holdout.ts";
import { ownHoldout } from "./own-holdout.ts";
import { type AdviceFacts, HISTORY_WEEKS, type VisitSpread } from "./ports.ts";
import { presentAdvice } from "./present-advice.ts";
import { spreadOverWeeks } from "./spread-over-weeks.ts";

const AT = new Date("2026-11-23T08:00:00Z");
const BY_MEMBER = { share: 0.1, by: "member" } as const;

/** Members as one-way random effects make them: visits a week `mean`, of them `lasting` variance between, `chance` within. */
function community(members: number, { mean = 0.52, lasting = 0.5, chance = 0.756, weeksKnown = 52 } = {}): AdviceFacts {
  const spread = (weeks: number): VisitSpread => ({
    weeks,
    members,
    units: members,
    mean: weeks * mean,
    variance: weeks ** 2 * (lasting + chance / weeks),
    varianceBefore: HISTORY_WEEKS ** 2 * (lasting + chance / HISTORY_WEEKS),
    covariance: weeks * HISTORY_WEEKS * lasting,
  });
  const coming = { ...spread(1), mean: 0.4, variance: 0.24, covariance: 0.3 };
  return {
    members,
    units: members,
    active: members,
    firstVisitAt: new Date(AT.getTime() - weeksKnown * 7 * DAY_MS),
    spreads: [coming, ...ADVISED_WEEKS.map(spread)],
  };
}

function cellOf(advice: HoldoutAdvice, share: number, weeks: number) {
  const row = advice.shares.find((candidate) => candidate.share === share);
  return row?.visits.find((duration) => duration.weeks === weeks);
}

describe("the holdout that a community is advised", () => {
  // Visits a member-week 0.52 with a standard deviation of 0.83 over four weeks, as a real community's log has them.
  it("is none that shows 10% among 800 members such as those of a real log, within three months or half a year", () => {
    const advice = planAdvice(community(800), AT, BY_MEMBER);
    expect(advice).toMatchObject({ code: "not_seen", visits: null, minimalArm: 100, target: 0.1, visitsAWeek: 0.52 });
    // 10% is 80 members: the report would show nothing.
    expect(cellOf(advice, 0.1, 4)).toBeUndefined();
    expect(cellOf(advice, 0.5, 4)?.smallest).toBeCloseTo(Math.expm1(0.3163), 3);
    expect(cellOf(advice, 0.5, 26)?.smallest).toBeLessThan(cellOf(advice, 0.5, 12)?.smallest ?? 0);
    expect(advice.membersNeeded).toBeGreaterThan(800);
  });

  it("is the smallest that shows it within a quarter, where one does", () => {
    const advice = planAdvice(community(20_000), AT, BY_MEMBER);
    expect(advice.code).toBe("seen");
    const chosen = advice.visits;
    expect(chosen?.weeks).toBeLessThanOrEqual(12);
    expect(chosen?.smallest).toBeLessThanOrEqual(0.1);
    for (const weeks of [4, 8, 12]) {
      for (const share of [0.05, 0.1, 0.2].filter((other) => other < (chosen?.share ?? 0))) {
        expect(cellOf(advice, share, weeks)?.smallest).toBeGreaterThan(0.1);
      }
    }
  });

  it("says why half a year shows no less than a quarter, where it does", () => {
    // As activity that comes in bursts: members differ more over half a year than over a quarter.
    const facts = community(2_000);
    const spreads = facts.spreads.map((spread) =>
      spread.weeks === 26 ? { ...spread, variance: 1.5 * 26 ** 2 * (0.5 + 0.756 / 12) } : spread,
    );
    const advice = planAdvice({ ...facts, spreads }, AT, BY_MEMBER);
    expect(advice.code).toBe("not_seen");
    const said = (given: HoldoutAdvice, language: "en" | "fr") =>
      presentAdvice(given, language, false).replaceAll(/\s+/g, " ");
    expect(said(advice, "en")).toMatch(
      /Waiting longer does not help here \(\d+% after 26\): over half a year members differ/,
    );
    expect(said(advice, "fr")).toContain("Attendre plus longtemps n’y aide pas ici");
    expect(said(planAdvice(facts, AT, BY_MEMBER), "en")).not.toContain("does not help");
  });

  it("is of the holdout in force, not of one that only who is new will be drawn by", () => {
    const phase = { experiment: "programme", phase: 1, salt: "programme", share: 0.5, by: "member" as const };
    const since = { ...phase, openedAt: new Date("2026-09-07T06:00:00Z"), endedAt: null, keptUntil: null };
    expect(ownHoldout([since], BY_MEMBER)).toEqual({ share: 0.5, next: 0.1, kept: [] });
    const newer = { ...since, phase: 2, share: 0.1 };
    expect(ownHoldout([{ ...since, endedAt: AT }, newer], BY_MEMBER)).toEqual({ share: 0.1, next: null, kept: [0.5] });
    expect(ownHoldout([], BY_MEMBER)).toEqual({ share: 0.1, next: null, kept: [] });
    expect(ownHoldout([{ ...since, endedAt: AT, keptUntil: AT }], BY_MEMBER).share).toBe(0.1);
    const advice = planAdvice(community(5_000), AT, { by: "member", ...ownHoldout([since], BY_MEMBER) });
    const said = presentAdvice(advice, "en", false).replaceAll(/\s+/g, " ");
    expect(said).toMatch(/Now 50% are held out: .* settings.yaml says 10%: from the next mailing on, for who is new\./);
    expect(said).toContain("50% (now)");
  });

  it("says how many members it takes, and with so many it shows", () => {
    const needed = planAdvice(community(800), AT, BY_MEMBER).membersNeeded ?? 0;
    expect(cellOf(planAdvice(community(needed), AT, BY_MEMBER), 0.5, 12)?.smallest).toBeLessThanOrEqual(0.1);
    expect(cellOf(planAdvice(community(needed - 2), AT, BY_MEMBER), 0.5, 12)?.smallest).toBeGreaterThan(0.1);
  });

  it("needs more while the period is open, and less with the past taken into account", () => {
    const cell = cellOf(planAdvice(community(5_000), AT, BY_MEMBER), 0.2, 12);
    expect(cell?.whileOpen).toBeGreaterThan(cell?.smallest ?? 1);
    expect(cell?.adjusted).toBeLessThan(cell?.smallest ?? 0);
    // Correlation² of 12 weeks with the four before, of members who are as they were.
    expect(Math.log1p(cell?.adjusted ?? 0) / Math.log1p(cell?.smallest ?? 1)).toBeCloseTo(
      Math.sqrt(1 - 0.5 ** 2 / ((0.5 + 0.756 / 12) * (0.5 + 0.756 / 4))),
      6,
    );
  });

  it("has no figure for a group in which too few would make what is counted, however many it counts", () => {
    // A few members make nearly all: (Σy)² / Σy² of 2,000 held out is about 10.
    const advice = planAdvice(community(20_000, { mean: 0.05, lasting: 0.5 }), AT, BY_MEMBER);
    expect(cellOf(advice, 0.1, 12)).toBeUndefined();
    expect(cellOf(advice, 0.5, 12)?.smallest).toBeGreaterThan(0.1);
    const silent = planAdvice(community(800, { mean: 0.05 }), AT, BY_MEMBER);
    expect(silent.code).toBe("not_seen");
    expect(silent.shares.every(({ visits }) => visits.length === 0)).toBe(true);
    for (const language of ["en", "fr"] as const) {
      expect(presentAdvice(silent, language, false)).not.toMatch(/NaN|undefined|null/);
    }
  });

  it("says that this is why the holdout of now shows nothing, and which one or how many members would", () => {
    const said = (facts: AdviceFacts, share: number, language: "en" | "fr" = "en") =>
      presentAdvice(planAdvice(facts, AT, { share, by: "member" }), language, false).replaceAll(/\s+/g, " ");
    // (Σy)² / Σy² is one in 75 of a group: a mean of 0.087 visits a week, of variance 0.5 + 0.756 / 12.
    const uneven = community(15_000, { mean: 0.087 });
    expect(planAdvice(uneven, AT, BY_MEMBER).ownSilence).toMatchObject({
      reason: "few_contributors",
      contributors: expect.closeTo(1_500 / (1 + 0.563 / 0.087 ** 2), 3),
      minimalContributors: 30,
      enough: { share: 0.2, heldOut: 3_000 },
    });
    expect(said(uneven, 0.1)).toContain(
      "Now 10% are held out (1,500 members): in 12 weeks a few of a group of that size make most of its visits, as if 19 made them all, and below 30 the report shows no effect. It would show one with 20% held out (3,000 members).",
    );
    expect(said(uneven, 0.1, "fr")).toContain(
      "comme si 19 les faisaient toutes, et en dessous de 30, le rapport n’annonce aucun effet. Il en annoncerait avec un groupe témoin de 20 % (3 000 membres).",
    );
    // Enough is enough: with what is said, the advice has a figure.
    expect(planAdvice(uneven, AT, { ...BY_MEMBER, share: 0.2 }).ownSilence).toBeNull();
    const few = community(1_000, { mean: 0.087 });
    const needed = planAdvice(few, AT, BY_MEMBER).ownSilence?.membersNeeded ?? 0;
    expect(planAdvice(few, AT, BY_MEMBER).ownSilence).toMatchObject({ reason: "few_contributors", enough: null });
    expect(said(few, 0.1)).toMatch(/It would take 4,600 members such as these, half of them held out, to show one/);
    expect(said(few, 0.1, "fr")).toContain("il faudrait 4 600 membres comme ceux-ci, la moitié en témoin");
    expect(cellOf(planAdvice(community(needed, { mean: 0.087 }), AT, BY_MEMBER), 0.5, 12)).toBeDefined();
    expect(cellOf(planAdvice(community(needed - 2, { mean: 0.087 }), AT, BY_MEMBER), 0.5, 12)).toBeUndefined();
    // A group that is too small says so first, and what would do.
    expect(said(community(800), 0.1)).toContain(
      "about 80: below 100 the report shows no effect. It would show one with 15% held out (120 members).",
    );
    expect(planAdvice(community(800), AT, { ...BY_MEMBER, share: 0 }).ownSilence).toBeNull();
  });

  it("expects what is not known yet from what is, and says so", () => {
    const facts = community(5_000);
    const young = community(5_000, { weeksKnown: 13 });
    const known = spreadOverWeeks(facts, AT, ADVISED_WEEKS);
    const expected = spreadOverWeeks(young, AT, ADVISED_WEEKS);
    expect(expected.map(({ basis }) => basis)).toEqual(["measured", "measured", "expected", "expected"]);
    for (const [index, { variance, mean, correlation }] of expected.entries()) {
      expect(variance / (known[index]?.variance ?? 0)).toBeCloseTo(1, 9);
      expect(mean).toBeCloseTo(known[index]?.mean ?? 0, 9);
      expect(correlation).toBeCloseTo(known[index]?.correlation ?? 0, 9);
    }
  });

  it("is unknown where visits are known for less than eight weeks, or of few of the members, or of nobody", () => {
    const most = community(5_000);
    const joinedLately = most.spreads.map((spread) => ({ ...spread, members: 2_000 }));
    for (const facts of [
      community(5_000, { weeksKnown: 6 }),
      { ...most, spreads: joinedLately },
      { ...most, firstVisitAt: null, spreads: [] },
      community(5_000, { mean: 0 }),
    ]) {
      const advice = planAdvice(facts, AT, BY_MEMBER);
      expect(advice).toMatchObject({ code: "unknown", visits: null, membersNeeded: null });
      expect(JSON.stringify(advice)).not.toContain("NaN");
      expect(presentAdvice(advice, "en", false)).toContain("eight weeks of visits");
    }
  });

  it("is that nothing can be shown where a group would be too small, with nobody at all too", () => {
    for (const members of [0, 1, 150, 199]) {
      const advice = planAdvice(community(members), AT, BY_MEMBER);
      expect(advice.code).toBe("too_small");
      expect(advice.shares.every(({ visits, cameBack }) => visits.length === 0 && cameBack === null)).toBe(true);
      expect(presentAdvice(advice, "fr", false)).not.toMatch(/NaN|undefined|null/);
    }
  });

  it("says of a holdout drawn anew each quarter what one shows, and what several do together", () => {
    const advice = planAdvice(community(5_000), AT, { ...BY_MEMBER, rotate: "quarterly" });
    const quarter = cellOf(advice, 0.1, 12)?.smallest ?? 0;
    expect(quarter).toBeGreaterThan(0.1);
    expect(advice.quarters.map(({ quarters }) => quarters)).toEqual([1, 2, 4]);
    for (const { quarters, smallest } of advice.quarters)
      expect(smallest).toBeCloseTo(Math.expm1(Math.log1p(quarter) / Math.sqrt(quarters)), 6);
    expect(presentAdvice(advice, "en", false).replaceAll(/\s+/g, " ")).toContain(
      "A quarter is too short to show 10% by itself. Who is held out is drawn anew each quarter",
    );
    expect(presentAdvice(advice, "fr", false).replaceAll(/\s+/g, " ")).toContain("Un trimestre est trop court");
    expect(planAdvice(community(5_000), AT, BY_MEMBER).quarters).toEqual([]);
  });

  it("fits a terminal in both languages", () => {
    for (const members of [0, 150, 300, 800, 5_000, 20_000, 1_000_000]) {
      for (const by of ["member", "company"] as const) {
        for (const share of [0, 0.05, 0.13, 0.5]) {
          const advice = planAdvice(community(members, { weeksKnown: 13 }), AT, { share, by });
          for (const language of ["en", "fr"] as const) {
            const text = presentAdvice(advice, language, false);
            expect(text).not.toMatch(/NaN|undefined|null/);
            for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
          }
        }
      }
    }
  });
});
