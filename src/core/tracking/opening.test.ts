import { describe, expect, it } from "vitest";
import { openingOf, readOpenTo } from "./opening.ts";

describe("openTo", () => {
  it.each([
    ["nothing", null, null],
    ["an empty cell", " ", null],
    ["a value", { plan: "premium" }, { plan: ["premium"] }],
    [
      "values, in an order of their own",
      { plan: ["pro", "basic", "pro"], age: 7 },
      { age: [7], plan: ["basic", "pro"] },
    ],
    ["a segment", { segment: "key-accounts" }, { segment: "key-accounts" }],
    ["a segment in a cell", "segment=key-accounts", { segment: "key-accounts" }],
    ["attributes in a cell", "plan=premium|gold & country=FR", { country: ["FR"], plan: ["gold", "premium"] }],
    ["JSON in a cell", '{"vip":true}', { vip: [true] }],
  ])("is read from %s", (_, written, value) => {
    expect(readOpenTo(written)).toEqual({ value });
  });

  it.each([
    ["a list of who knows what", "gold|silver", "{ attribute: value or [values] } or { segment: name }"],
    ["broken JSON", "{plan", "{ attribute: value or [values] } or { segment: name }"],
    ["an attribute twice", "plan=a&plan=b", "{ attribute: value or [values] } or { segment: name }"],
    ["an array", ["gold"], "{ attribute: value or [values] } or { segment: name }"],
    ["nothing in it", {}, "without openTo it is open to everybody"],
    ["no value", { plan: [] }, 'for "plan" a text, a number, true, false, or a list of these'],
    ["an object as value", { plan: { is: "x" } }, 'for "plan" a text'],
    ["an empty value", { plan: "" }, 'for "plan" a text'],
    ["a segment and more", { segment: "a", plan: "b" }, "segment alone, or attributes"],
    ["two segments", { segment: ["a", "b"] }, "the name of one segment"],
    ["too many values", { id: Array.from({ length: 201 }, (__, n) => n) }, "at most 200 values"],
    ["__proto__", JSON.parse('{"__proto__":"x"}'), "{ attribute: value"],
  ])("is a mistake: %s", (_, written, expected) => {
    expect((readOpenTo(written) as { expected: string }).expected).toContain(expected);
  });

  it("is decided by a path in which quotes stay quoted, and numbers may be texts", () => {
    expect(openingOf({ 'a"b': ['x"] || 1 == 1', 5], flag: ["true"] })).toMatchObject({
      segment: null,
      onFields: false,
      path: '($."a\\"b"[*] == "x\\"] || 1 == 1" || $."a\\"b"[*] == 5 || $."a\\"b"[*] == "5") && ($."flag"[*] == "true" || $."flag"[*] == true)',
    });
    expect(openingOf({ role: "expert" })).toMatchObject({ onFields: true });
    expect(openingOf({})).toBeNull();
  });
});
