import { describe, expect, it } from "vitest";
import { findRunsOut } from "../../core/forecast/sum-up.ts";
import { tellRunsOut, writeDay } from "./tell-runs-out.ts";

const rule = (name: string, runsOut: { from: string; alreadyNow: boolean; members: number } | null) =>
  ({ rule: name, basis: "lived", weeks: [], runsOut }) as const;
const theme = (name: string, runsOut: { from: string; alreadyNow: boolean; members: number } | null) => ({
  theme: name,
  carers: 1000,
  withoutNow: 0,
  without: [],
  runsOut,
});

describe("what runs out", () => {
  const forecast = {
    rules: [
      rule("enough", null),
      rule("onboarding", { from: "2026-08-04", alreadyNow: false, members: 420 }),
      rule("away", { from: "2026-07-21", alreadyNow: true, members: 1200 }),
    ],
    themes: [theme("Pricing", { from: "2026-08-01", alreadyNow: false, members: 2500 })],
  };

  it("is told rules first, those of the most members before the others, in English and in French", () => {
    expect(tellRunsOut(forecast, "en")).toEqual([
      "away already has nothing left for 1,200 members a week.",
      "At this pace, onboarding has nothing left for 420 members from 4 August.",
      "At this pace, nothing is left on Pricing from 1 August for 2,500 members who care for it.",
    ]);
    expect(tellRunsOut(forecast, "fr").map((said) => said.replace(/\s/g, " "))).toEqual([
      "away n’a déjà plus rien à proposer à 1 200 membres par semaine.",
      "À ce rythme, onboarding n’aura plus rien à proposer à 420 membres à partir du 4 août.",
      "À ce rythme, il ne restera rien sur Pricing à partir du 1er août pour 2 500 membres que cette thématique intéresse.",
    ]);
    expect(writeDay("2026-10-19", "en", "short")).toBe("19 Oct");
  });

  it("begins with the week from which on half of the worst are short, and says how many are from then on", () => {
    expect(findRunsOut([0, 10, 60, 100, 80], 500)).toEqual({ week: 2, members: 80 });
    expect(findRunsOut([90, 100, 110], 500)).toEqual({ week: 0, members: 100 });
  });

  it("is nothing where it passes, or is of few", () => {
    expect(findRunsOut([0, 100, 20, 0], 500)).toBeNull();
    expect(findRunsOut([0, 0, 4, 4], 50)).toBeNull();
    expect(findRunsOut([0, 0, 20, 20], 500)).toBeNull();
    expect(findRunsOut([], 0)).toBeNull();
  });
});
