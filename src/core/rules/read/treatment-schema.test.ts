import { describe, expect, it } from "vitest";
import { brief, settings } from "../../../../test/support/settings-of.ts";
import { checkFolder } from "./check-folder.ts";

describe("checking treatments", () => {
  it("reads treatments, those that members chose and those that chance decided", () => {
    const { mistakes, settings: read } = settings(`treatments:
  - { name: Badge, activity: Badge Earned, with: { badge: gold, level: 3 } }
  - { name: Plan, trait: { plan: premium } }
  - name: Mentors
    activity: [Mentor Met, Mentor Called]
    assignment: random
    draw: { activity: Mentor Drawn, arm: group, treated: invited, control: waiting, share: 50% }
  - name: Tour
    assignment: random
    draw: { trait: tour, on: 2026-10-01, treated: true, control: false, share: 20% }
`);
    expect(mistakes).toEqual([]);
    expect(read?.treatments).toEqual([
      {
        name: "Badge",
        assignment: "none",
        told: { activities: ["Badge Earned"], with: { badge: "gold", level: "3" } },
      },
      { name: "Plan", assignment: "none", traits: { plan: "premium" } },
      {
        name: "Mentors",
        assignment: "random",
        told: { activities: ["Mentor Called", "Mentor Met"], with: {} },
        draw: {
          by: { kind: "activity", activities: ["Mentor Drawn"], arm: "group" },
          treated: "invited",
          control: "waiting",
          share: 0.5,
        },
      },
      {
        name: "Tour",
        assignment: "random",
        told: null,
        draw: {
          by: { kind: "trait", trait: "tour", on: "2026-10-01" },
          treated: "true",
          control: "false",
          share: 0.2,
        },
      },
    ]);
    expect(checkFolder([]).settings?.treatments).toEqual([]);
  });

  it("says all that is wrong with treatments, each with what to write", () => {
    const { mistakes } = settings(`treatments:
  - { name: Badge, activity: Badge Earned, assignment: randomly }
  - { name: Tour, assignment: random }
  - { name: Tour, activity: Tour Finished, draw: { trait: tour, treated: a, control: a, share: 100% } }
  - { name: Nothing }
  - { name: Both, activity: Tour Finished, trait: { plan: premium } }
  - { name: With, trait: { plan: premium }, with: { badge: gold } }
`);
    expect(brief(mistakes).map(([, line, , hint]) => [line, hint])).toMatchInlineSnapshot(`
      [
        [
          2,
          "did you mean "random"?",
        ],
        [
          3,
          "add draw: { activity: Programme Drawn, arm: group, treated: invited, control: waiting, share: 50% }",
        ],
        [
          4,
          "give each a name of its own",
        ],
        [
          4,
          "add assignment: random, or take draw away",
        ],
        [
          4,
          "add on: 2026-10-01",
        ],
        [
          4,
          "write what the site says of each group",
        ],
        [
          4,
          "write a share such as 50%",
        ],
        [
          5,
          "add activity: Tour Finished, or trait: { plan: premium }",
        ],
        [
          6,
          "keep one of them",
        ],
        [
          7,
          "add activity: Badge Earned",
        ],
      ]
    `);
  });
});
