import { describe, expect, it } from "vitest";
import type { MemberFacts } from "./evaluation.ts";
import { explainCondition } from "./explain-condition.ts";
import { checkFolder } from "./read/check-folder.ts";

const AT = new Date("2026-11-24T07:00:00Z");

const FILES = [
  {
    file: "r.yaml",
    text: `rule: r
when:
  all:
    - inactive: 7 days
    - not: { segment: newcomers }
    - any: [{ never_visited: true }, { member: { plan: premium } }]
send: { every: day, at: "08:00" }
digest: { subject: s }
`,
  },
  { file: "segments/newcomers.yaml", text: "segment: newcomers\nwhen: { joined: { within: 30 days } }\n" },
];

const member: MemberFacts = {
  id: 1,
  externalId: "m1",
  joinedAt: new Date("2026-01-01T00:00:00Z"),
  lastActAt: new Date("2026-11-01T00:00:00Z"),
  reads: ["en"],
  views: new Map(),
  replays: new Map(),
  mailed: new Set(),
  visits: [],
  acts: new Map(),
  digests: [],
  role: "member",
};

function explain(language: "en" | "fr") {
  const { rules, mistakes } = checkFolder(FILES);
  const [rule] = rules;
  if (rule === undefined) throw new Error(JSON.stringify(mistakes));
  const settings = { timezone: "Europe/Paris", languages: ["en", "fr"] as const, team: [] };
  const evaluation = { at: AT, today: "2026-11-24", timezone: "Europe/Paris", settings, asOf: "dated" as const };
  return explainCondition(rule.when, [], evaluation, language)(member);
}

describe("the explanation of a condition", () => {
  it("names every condition of the tree by its place in the file, with its own verdict", () => {
    expect(explain("en").map(({ path, depth, holds }) => [path, depth, holds])).toEqual([
      ["when.all", 0, false],
      ["when.all[0].inactive", 1, true],
      ["when.all[1].not", 1, true],
      ["when.all[1].not.segment", 2, false],
      ["when.all[1].not.segment.when.joined", 3, false],
      ["when.all[2].any", 1, false],
      ["when.all[2].any[0].never_visited", 2, false],
      ["when.all[2].any[1].member", 2, false],
    ]);
  });

  it("says each in the language asked for", () => {
    expect(explain("en")[1]?.says).toBe("has been away for 7 days or more");
    expect(explain("fr")[1]?.says).toBe("est absent depuis 7 jours ou plus");
  });
});
