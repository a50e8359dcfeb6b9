import { describe, expect, it } from "vitest";
import { checkFolder, type FolderFile } from "./check-folder.ts";

const GOOD = ruleWhen("inactive: 7 days");

function ruleWhen(condition: string): string {
  return `rule: a\nwhen: { ${condition} }\nsend: { every: day, at: "08:00" }\ndigest: { subject: { en: Hello, fr: Bonjour } }\n`;
}

const check = (text: string, more: readonly FolderFile[] = []) => checkFolder([{ file: "a.yaml", text }, ...more]);

describe("checking a folder", () => {
  it("finds nothing wrong with a good rule", () => {
    const { mistakes, rules } = check(GOOD);
    expect(mistakes).toEqual([]);
    expect(rules).toMatchObject([
      {
        name: "a",
        state: "draft",
        againAfter: null,
        digest: { template: "digest", picks: { hot: 3, cold: 2 }, skipBelow: 1 },
      },
    ]);
  });

  it("reads what a rule waits for, with what is usual where nothing is written", () => {
    const { mistakes, rules } = check(
      `rule: a\nupon: { activity: Comment Created, to: [replyToUserId, followers], types: discussion }\ndigest: { subject: s, picks: { hot: 2 } }\n`,
      [
        {
          file: "b.yaml",
          text: "rule: b\nupon: { activity: Message Received }\ntransactional: true\ndigest: { subject: s }\n",
        },
        {
          file: "c.yaml",
          text: "rule: c\nupon: { activity: Live Starting, to: registered, gather: 1 hour }\ndigest: { subject: s }\n",
        },
      ],
    );
    expect(mistakes).toEqual([]);
    expect(rules).toMatchObject([
      {
        schedule: null,
        when: { kind: "all", parts: [] },
        upon: {
          to: [{ property: "replyToUserId" }, { role: "followers" }],
          gather: { count: 30, unit: "minutes" },
          before: null,
          types: ["discussion"],
          themes: null,
        },
        transactional: false,
        digest: { template: "activity", picks: { hot: 2, cold: 0 }, skipBelow: 0 },
      },
      { upon: { to: [{ role: "member" }] }, transactional: true, digest: { picks: { hot: 0, cold: 0 } } },
      { upon: { before: { count: 1, unit: "days" }, gather: { count: 1, unit: "hours" } } },
    ]);
  });

  it("tells all mistakes of all files at once, and keeps the rules that have none", () => {
    const bad = `rule: bad\nsate: live\nwhen: { inactve: 7 days }\nsend: { every: dya, at: "25:00" }\ndigest: { subject: 3 }\n`;
    const { mistakes, rules } = check(GOOD, [
      { file: "bad.yaml", text: bad },
      { file: "worse.yaml", text: "a: [" },
      { file: "notes.txt", text: "not a rule" },
    ]);
    expect(rules.map(({ name }) => name)).toEqual(["a"]);
    expect(mistakes.filter(({ file }) => file === "bad.yaml").map(({ line }) => line)).toEqual([2, 3, 4, 4, 5]);
    expect(new Set(mistakes.map(({ file }) => file))).toEqual(new Set(["bad.yaml", "worse.yaml"]));
  });

  it("refuses a holdout of a rule that has the name of the community's own, whose arms it would draw", () => {
    const named = (name: string, more: string) => ({
      file: `${name}.yaml`,
      text: GOOD.replace("rule: a", `rule: ${name}`) + more,
    });
    const settings = { file: "settings.yaml", text: "languages: [en, fr]\n" };
    const [mistake] = checkFolder([settings, named("programme", "holdout: 20%\n")]).mistakes;
    expect([mistake?.line, mistake?.message]).toEqual([
      5,
      expect.stringMatching(/named "programme" can hold nobody out/),
    ]);
    expect(checkFolder([settings, named("programme", ""), named("b", "holdout: 20%\n")]).mistakes).toEqual([]);
  });

  it("refuses two rules of one name", () => {
    const { mistakes, rules } = check(GOOD, [{ file: "b.yaml", text: GOOD }]);
    expect(rules).toEqual([]);
    expect(mistakes.map(({ file, message }) => [file, message.includes("also that of the rule in")])).toContainEqual([
      "b.yaml",
      true,
    ]);
    expect(mistakes.some(({ file }) => file === "a.yaml")).toBe(true);
  });

  it("names the way round of segments that use each other", () => {
    const { mistakes, rules } = check(ruleWhen("segment: one"), [
      { file: "segments/one.yaml", text: "segment: one\nwhen: { not: { segment: two } }\n" },
      { file: "segments/two.yaml", text: "segment: two\nwhen: { all: [{ segment: one }] }\n" },
    ]);
    expect(mistakes.map(({ message }) => message)).toContain('the segment "one" uses itself: one → two → one');
    expect(rules).toEqual([]);
  });

  it("gives a rule a new hash when a segment it uses changes", () => {
    const withSegment = (days: number) =>
      check(ruleWhen("segment: one"), [
        { file: "segments/one.yaml", text: "segment: one\nwhen: { segment: two }\n" },
        { file: "segments/two.yaml", text: `segment: two\nwhen: { inactive: ${days} days }\n` },
      ]).rules[0]?.hash;
    expect(withSegment(7)).toMatch(/^[0-9a-f]{64}$/);
    expect(withSegment(7)).not.toBe(withSegment(8));
    expect(withSegment(7)).toBe(withSegment(7));
  });

  it("goes on below a text without its quotes, and takes the file out of service", () => {
    const text = [
      "rule: a",
      "about: Attention: this",
      "stat: live",
      "when: { inactive: many }",
      'send: { every: day, at: "08:00" }',
      "digest:",
      "  subject:",
      "    en: {{ member.firstname }}, hello # there",
      "    fr: “Bonjour”: vous",
      "  preheader: { en: {{ pick }}, fr: x }",
      "  picks: { hot: many }",
      "  picks: { hot: 1 }",
    ].join("\n");
    const seen: string[] = [];
    const { mistakes, rules } = checkFolder([{ file: "a.yaml", text }], {
      checkLiquid: (template) => {
        seen.push(template);
        return [];
      },
    });
    expect(rules).toEqual([]);
    expect(seen).toContain("{{ member.firstname }}, hello # there");
    expect(mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      "2:8 a text that holds a colon needs quotes",
      '3:1 unknown key "stat"',
      '4:19 "many" is not a duration such as 7 days',
      "8:9 a text that begins with { needs quotes",
      "9:9 these quotes do not hold a text together",
      "10:20 a text that begins with { needs quotes",
      '11:17 "many" is not a number',
      '12:3 "picks" is written twice',
    ]);
    const [alone] = checkFolder([
      {
        file: "a.yaml",
        text: 'rule: a\nabout: A: b\nwhen: { inactive: 7 days }\nsend: { every: day, at: "08:00" }\ndigest: { subject: s }',
      },
    ]).rules;
    expect(alone).toBeUndefined();
  });
});
