import { describe, expect, it } from "vitest";
import type { PhaseFacts } from "../../report/ports.ts";
import { tellHoldouts, tellUnmailed } from "./holdout-words.ts";

const at = (date: string) => new Date(`${date}T07:00:00Z`);
const phase = (given: Partial<PhaseFacts> & Pick<PhaseFacts, "phase" | "salt" | "share" | "openedAt">): PhaseFacts => ({
  experiment: "programme",
  by: "member",
  endedAt: null,
  keptUntil: null,
  ...given,
});
const asked = (share: number, by: "member" | "company" = "member") => ({
  timezone: "Europe/Paris",
  holdout: { share, by, rotate: "never" as const },
});

const FIRST = phase({
  phase: 1,
  salt: "programme",
  share: 0.4,
  openedAt: at("2026-01-10"),
  endedAt: at("2026-03-01"),
  keptUntil: at("2026-06-01"),
});
const SMALLER = phase({
  phase: 2,
  salt: "programme",
  share: 0.1,
  openedAt: at("2026-03-01"),
  endedAt: at("2026-06-01"),
  keptUntil: at("2026-06-01"),
});
const AGAIN = phase({ phase: 3, salt: "programme (2)", share: 0.125, openedAt: at("2026-07-01") });

describe("what doctor says of the holdout", () => {
  it("is each drawing with its share and dates, the latest first, and rules' own apart", () => {
    const own = phase({ phase: 1, salt: "away", share: 0.5, openedAt: at("2026-02-01"), experiment: "away" });
    expect(tellHoldouts([own, FIRST, SMALLER, AGAIN], asked(0.125), [])).toEqual({
      says:
        "12.5% of members since 2026-07-01 (programme (2)), before that 10% of members from 2026-03-01 to 2026-06-01 (programme), " +
        "before that 40% of members from 2026-01-10 to 2026-03-01 (programme, its members kept in their groups until 2026-06-01); " +
        "rule away: 50% of members since 2026-02-01 (away)",
      remedy: null,
    });
  });

  it("asks for none where settings.yaml says off", () => {
    expect(tellHoldouts([], asked(0), [{ holdout: null }, { holdout: 0 }])).toEqual({
      says: "off in settings.yaml: nobody is held out, and what digests change is not measured",
      remedy: null,
    });
  });

  it("says what the settings change of it with the next mailing", () => {
    const remedy = (phases: readonly PhaseFacts[], settings: ReturnType<typeof asked>) =>
      tellHoldouts(phases, settings, []).remedy;
    expect(remedy([AGAIN], asked(0))).toContain("ends with the next mailing");
    expect(remedy([AGAIN], asked(0.2))).toContain("settings.yaml says 20%");
    expect(remedy([AGAIN], asked(0.125, "company"))).toContain("draws anew");
    expect(remedy([FIRST, SMALLER], asked(0))).toBeNull();
    expect(remedy([FIRST, SMALLER], asked(0.1))).toContain("draws who is held out: 10%");
    expect(tellHoldouts([], asked(0), [{ holdout: 0.5 }])).toEqual({ says: "nobody has been drawn yet", remedy: null });
  });
});

it("says from when on to compare where members count from before the first mail", () => {
  expect(tellUnmailed(null, "Europe/Paris").ok).toBe(true);
  expect(tellUnmailed({ mailedFrom: new Date("2026-03-02T23:30:00Z"), members: 1 }, "Europe/Paris")).toEqual({
    ok: null,
    says: "1 member counts in reports from before the first mail left, on 2026-03-03: until then both groups were without mails, which makes effects look smaller",
    remedy: "Compare from then on: rekindle report --from 2026-03-03",
  });
});
