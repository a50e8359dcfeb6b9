import { describe, expect, it } from "vitest";
import { checkFolder } from "../read/check-folder.ts";
import { formatMistakes } from "./format-mistakes.ts";

const print = (text: string, colour = false): string =>
  formatMistakes(checkFolder([{ file: "a.yaml", text }]).mistakes, { colour });

describe("printed mistakes", () => {
  it("underline the offending text and say what to write", () => {
    const text = `rule: a\nwhen: { inactive: 7 dais }\nsend: { every: day, at: "08:00" }\ndigest: { subject: s }\n`;
    expect(print(text)).toBe(
      [
        "a.yaml:2:19 mistake",
        '  "7 dais" is not a duration such as 7 days',
        " 2 | when: { inactive: 7 dais }",
        "   |                   ^^^^^^",
        '   = did you mean "7 days"?',
      ].join("\n"),
    );
  });

  it("fit 100 columns, whatever stands in the file", () => {
    const long = `rule: a\nabout: { ${"very-long-key ".repeat(40)}: 1 }\nunknown_${"x".repeat(500)}: ${"y ".repeat(300)}\nwhen: { member: { "${"é😀".repeat(90)}": { mor_than: 1 } } }\n`;
    const lines = print(long).split("\n");
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(100);
    const caret = lines.findIndex((line, index) => lines[index - 1]?.includes("mor_than") && line.includes("^"));
    const [shown = "", underlined = ""] = lines.slice(caret - 1);
    expect([...shown].slice(underlined.indexOf("^"), underlined.lastIndexOf("^") + 1).join("")).toBe("mor_than");
  });

  it("never pass on what a terminal would obey", () => {
    const printed = print('rule: "a\\e[31m\\u202e"\nsate: "\u202eevil"\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it("are coloured only when asked", () => {
    expect(print("a: 1", true)).toContain("\u001b[31m");
    expect(print("a: 1")).not.toContain("\u001b");
  });
});
