import { describe, expect, it } from "vitest";
import { checkFolder } from "./check-folder.ts";

const GOOD = `rule: good
when: { inactive: 7 days }
send: { every: day, at: "08:00" }
digest: { subject: { en: Hello, fr: Bonjour } }
`;
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");
/** The largest file that is read, without a mistake in its YAML: what the parser takes anyway. */
const LARGEST_VALID = `about: [${lines(6_000, (index) => `w${index},`).replaceAll("\n", " ")} w]\n`;

const HOSTILE: Record<string, readonly [text: string, message: RegExp]> = {
  "a file of ten megabytes": [`a: ${"x".repeat(10 * 1024 * 1024)}`, /10241 KB; at most 64 KB/],
  "a binary file": ["\u0000\u0001\u0002ELF", /control character/],
  "a file in another encoding": ["about: \ufffdt\ufffd", /not UTF-8/],
  "a hundred thousand keys": [lines(100_000, (index) => `k${index}: 1`), /KB; at most 64 KB/],
  "six thousand keys": [lines(6_000, (index) => `k${index}: 1`), /unknown key "k0"/],
  "one key six thousand times": [lines(6_000, () => "rule: a"), /written twice/],
  "a line of sixty thousand characters": [`rule: ${"x".repeat(60_000)}`, /is not a name/],
  "a key of sixty thousand characters": [`"${"x".repeat(60_000)}": 1`, /./],
  "brackets within brackets": ["[".repeat(60_000), /nested deeper/],
  "hyphens within hyphens": ["- ".repeat(30_000), /nested deeper/],
  "keys within keys": [lines(350, (index) => `${" ".repeat(index)}a:`), /nested deeper|unknown key "a"/],
  "question marks within question marks": ["? ".repeat(30_000), /nested deeper/],
  "an alias bomb": [
    `a: &a [${"x, ".repeat(50)}x]\n${["b", "c", "d", "e", "f"].map((key, index) => `${key}: &${key} [${`*${"abcde"[index]}, `.repeat(50)}*a]`).join("\n")}\n`,
    /more than 20000 values/,
  ],
  "an alias of itself": ["when: &a\n  all: [*a]\n", /\*a contains itself/],
  "aliases of each other": ["a: &a { b: &b { c: *a } }\nd: *b\n", /\*a contains itself/],
  "an alias of nothing": ["when: *gone\n", /\*gone names nothing/],
  "thousands of anchors": [lines(3_500, (index) => `k${index}: &n${index} 1`), /unknown key/],
  "a merge key": ["base: &base { state: live }\n<<: *base\nrule: bad\n", /unknown key "<<"/],
  "a prototype as a key": ["__proto__: { state: live }\nconstructor: { prototype: 1 }\n", /"__proto__" is not a key/],
  "tabs on every line": [lines(5_000, () => "\t- a: b"), /a tab at the start/],
  "a colon too many on every line": [lines(4_000, (index) => `k${index}: a: b`), /a colon needs quotes/],
  "quotes that never close": [lines(5_000, () => `a: "b`), /./],
  "thousands of conditions in one place": [
    `rule: bad\nwhen:\n${lines(4_000, (index) => `  c${index}: 1`)}`,
    /unknown condition "c0"/,
  ],
  "thousands of conditions in a list": [
    `rule: bad\nwhen:\n  all:\n${lines(3_500, (index) => `    - c${index}: 1`)}`,
    /unknown condition "c0"/,
  ],
  "thousands of weekdays": [
    `rule: bad\nsend: { every: [${lines(5_000, (index) => `d${index},`).replaceAll("\n", " ")} x] }`,
    /"d0" is not one of/,
  ],
  "thousands of languages": [
    `rule: bad\ndigest:\n  subject:\n${lines(4_000, (index) => `    l${index}: x`)}`,
    /"l0" is not among/,
  ],
  "thousands of tests of a field": [
    `rule: bad\nwhen:\n  member:\n    a:\n${lines(4_000, (index) => `      a${index}: 1`)}`,
    /unknown test "a0"|more than 20 tests/,
  ],
  "tags of other languages": ["rule: !!js/function 'alert(1)'\n", /tags/],
  "many documents": [lines(10_000, () => "---"), /second document|empty/],
  "spaces alone": [" ".repeat(60_000), /empty/],
  "a text of blanks and hyphens": [lines(900, () => `${" ".repeat(30)}- ${"- ".repeat(15)}`), /./],
  "nonsense Unicode": ["\u202e\u2066: \ud83d\ude00\n".repeat(2_000), /./],
};

describe("a hostile file", () => {
  it.each(Object.entries(HOSTILE))("is answered at its line, and stops no other: %s", (_, [text, message]) => {
    const { mistakes, rules } = checkFolder([
      { file: "bad.yaml", text },
      { file: "good.yaml", text: GOOD },
    ]);
    expect(rules.map(({ name }) => name)).toEqual(["good"]);
    expect(mistakes.map(({ file }) => file)).toEqual(mistakes.map(() => "bad.yaml"));
    expect(mistakes.length).toBeGreaterThan(0);
    expect(mistakes.length).toBeLessThanOrEqual(51);
    expect(mistakes.some((mistake) => message.test(mistake.message))).toBe(true);
    expect(({} as Record<string, unknown>).state).toBeUndefined();
    for (const mistake of mistakes) {
      expect(mistake.lineText.length).toBeLessThanOrEqual(1_000);
      expect(mistake.message.length).toBeLessThanOrEqual(400);
    }
  });

  it("takes about as long as a harmless one of its size", () => {
    // Of the processor: waiting for other tests is not the file's.
    const timeOf = (text: string): number => {
      const started = process.cpuUsage();
      checkFolder([{ file: "bad.yaml", text }]);
      const { user, system } = process.cpuUsage(started);
      return user + system;
    };
    for (const warmUp of [LARGEST_VALID, LARGEST_VALID]) timeOf(warmUp);
    const usual = Math.max(...[1, 2, 3].map(() => timeOf(LARGEST_VALID)));
    for (const [name, [text]] of Object.entries(HOSTILE)) {
      // The best of three: the collector's own pauses are not the file's either.
      expect(Math.min(...[1, 2, 3].map(() => timeOf(text))), name).toBeLessThan(20 * usual);
    }
  }, 60_000);
});
