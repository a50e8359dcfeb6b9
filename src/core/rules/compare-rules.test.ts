import { describe, expect, it } from "vitest";
import { changedParts, changedSettings } from "./compare-rules.ts";
import { checkFolder } from "./read/check-folder.ts";

const RULE = `rule: r
state: live
when: { all: [{ inactive: 7 days }, { segment: new }] }
send: { every: day, at: "08:00" }
digest: { subject: Hello }
`;
const SEGMENT = "segment: new\nwhen: { joined: { within: 30 days } }\n";

function read(rule: string, segment = SEGMENT, settings = "languages: [en]\n") {
  const folder = checkFolder([
    { file: "r.yaml", text: rule },
    { file: "segments/new.yaml", text: segment },
    { file: "settings.yaml", text: settings },
  ]);
  const [checked] = folder.rules;
  if (checked === undefined || folder.settings === null) throw new Error(JSON.stringify(folder.mistakes));
  return { rule: checked, settings: folder.settings };
}

const partsAgainst = (rule: string, segment = SEGMENT) => changedParts(read(RULE).rule, read(rule, segment).rule);

describe("two versions of a rule", () => {
  it("mean the same whatever their comments, their order and the way they are written", () => {
    const rewritten = `# why this is so
digest:
  subject: "Hello"
send: { at: "08:00", every: day }
when:
  all:
    - inactive: 7 day
    - segment: new
state: live
rule: r
`;
    expect(partsAgainst(rewritten)).toEqual([]);
  });

  it("differ in the parts that their files name", () => {
    expect(partsAgainst(RULE.replace("7 days", "8 days").replace("Hello", "Hi"))).toEqual(["when", "digest.subject"]);
    expect(partsAgainst(RULE.replace("08:00", "09:00").replace("live", "draft"))).toEqual(["state", "send"]);
  });

  it("differ in their conditions where a segment they use does, not where it has only another comment", () => {
    expect(partsAgainst(RULE, SEGMENT.replace("30", "20"))).toEqual(["when"]);
    expect(partsAgainst(RULE, `# theirs\n${SEGMENT}`)).toEqual([]);
  });
});

describe("two states of the settings", () => {
  it("differ in the keys that mean something else", () => {
    const settings = (text: string) => read(RULE, SEGMENT, text).settings;
    const plain = settings("languages: [en]\n");
    expect(changedSettings(plain, settings("# same\nlanguages: en\n"))).toEqual([]);
    expect(changedSettings(plain, settings("languages: [en]\ncaps: [2 per day]\nteam: [a@b.org]\n"))).toEqual([
      "caps",
      "team",
    ]);
  });
});
