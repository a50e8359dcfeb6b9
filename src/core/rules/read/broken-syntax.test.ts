import { describe, expect, it } from "vitest";
import { checkFolder } from "./check-folder.ts";

const RULE = `rule: a
about: Members who have not come back
state: live
when:
  all:
    - inactive: 7 days
    - unseen: { at_least: 1, themes: [pricing, onboarding] }
    - member: { plan: premium }
send: { every: [tuesday, thursday], at: "08:00" }
digest:
  template: digest
  subject:
    en: "Hello"
    fr: "Bonjour"
  picks: { hot: 3, cold: 2 }
  skip_below: 1
limits: { again_after: 7 days }
`;
/** Four other mistakes, in as many blocks. */
const OTHERS = [
  ["state: live", "state: alive", 3],
  ["inactive: 7 days", "inactive: 7 dayz", 6],
  ["plan: premium", "plan: { ist: x }", 8],
  ["skip_below: 1", "skip_below: many", 16],
] as const;
const WRONG = OTHERS.reduce((text, [right, wrong]) => text.replace(right, wrong), RULE);

const check = (text: string) =>
  checkFolder([{ file: "a.yaml", text }]).mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`);

type Slip = readonly [right: string, wrong: string, told: string];

const SLIPS: Record<string, Slip> = {
  "a list that is not closed": ["thursday]", "thursday", "9:16 a bracket is not closed"],
  "a list within a block that is not closed": ["onboarding]", "onboarding", "7:38 a bracket is not closed"],
  "a block that is not closed": ["onboarding] }", "onboarding]", "7:15 a bracket is not closed"],
  "a block at the end of the file that is not closed": ["7 days }", "7 days", "17:9 a bracket is not closed"],
  "a bracket too many": ["thursday]", "thursday]]", "9:35 this bracket closes nothing"],
  "a quote that is not closed": ['"Hello"', '"Hello', "13:9 the quote that begins here is not closed"],
  "a quote within a block that is not closed": ['"08:00"', '"08:00', "9:41 the quote that begins here is not closed"],
  "a tab": ["    - unseen", "\t- unseen", "7:1 a tab at the start of a line"],
  "an item that lines up with nothing": [
    "    - unseen",
    "   - unseen",
    "7:4 this line begins with 3 spaces, which lines up with nothing above it",
  ],
  "a key that lines up with nothing": [
    "  picks",
    "   picks",
    "15:4 this line begins with 3 spaces, which lines up with nothing above it",
  ],
  "a key of the rule that is a space too far in": [
    "send:",
    " send:",
    "9:2 this line begins with 1 space, which lines up with nothing above it",
  ],
  "a colon without a space": ["about: Members", "about:Members", "2:1 a space is missing after the colon"],
};

describe("a file whose YAML is broken", () => {
  it.each(Object.entries(SLIPS))("has its other mistakes told as well: %s", (_, [right, wrong, told]) => {
    expect(check(RULE.replace(right, wrong))).toEqual([told]);
    const lines = check(WRONG.replace(right, wrong)).map((each) => Number(each.split(":")[0]));
    const broken = Number(told.split(":")[0]);
    expect(lines).toEqual([...OTHERS.map(([, , line]) => line), broken].sort((a, b) => a - b));
  });

  it("has several such places told at once", () => {
    const text = RULE.replace("thursday]", "thursday").replace("cold: 2 }", "cold: 2").replace('"Hello"', '"Hello');
    expect(check(text).map((each) => each.split(":")[0])).toEqual(["9", "13", "15"]);
  });

  it("has nothing told that only follows from one bracket or quote that is missing, wherever it is", () => {
    for (const { index } of RULE.matchAll(/["\]}]/g)) {
      const line = RULE.slice(0, index).split("\n").length;
      const told = check(RULE.slice(0, index) + RULE.slice(index + 1));
      expect(told.filter((each) => each.split(":")[0] !== String(line))).toEqual([]);
    }
  });

  it("is never used, and a bracket over several lines is told where it opens", () => {
    const text = RULE.replace("[tuesday, thursday]", "[\n    tuesday,\n    thursday").replace("send: {", "send: { ");
    const { rules, mistakes } = checkFolder([{ file: "a.yaml", text }]);
    expect(rules).toEqual([]);
    expect(mistakes.length).toBeGreaterThan(0);
    const lists = "rule: a\nwhen:\n  interested_in: [\n    pricing,\n    onboarding\nstate: alive\n";
    expect(check(lists)).toContain("3:18 a bracket is not closed");
    expect(check(lists)).toContainEqual(expect.stringMatching(/^6:8 "alive" is not one of/));
  });

  it("holds nothing against a rule that only the broken settings could tell", () => {
    const german = RULE.replace(" en: ", " de: ").replace("08:00", "23:00");
    const upon = "rule: b\nupon: { activity: Newsletter Received }\ndigest: { subject: s }\n";
    for (const broken of ["languages: [de, fr", "languages: [de, fr]\nquiet_hours: { from: 21h }\ntimezone: [x"]) {
      const text = `${broken}\npassive_events: [Newsletter Received\nclosed: 2026-13-01\n`;
      const { mistakes } = checkFolder([
        { file: "a.yaml", text: german },
        { file: "b.yaml", text: upon },
        { file: "settings.yaml", text },
      ]);
      expect(mistakes.filter(({ file }) => file !== "settings.yaml")).toEqual([]);
      expect(mistakes.some(({ message }) => message.includes("2026-13-01"))).toBe(true);
    }
  });
});
