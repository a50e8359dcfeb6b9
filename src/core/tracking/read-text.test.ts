import { describe, expect, it } from "vitest";
import { cleanValue, readEventName, readId, readLine, readList, readUrl, typedCell } from "./read-text.ts";

describe("an id", () => {
  it("may begin with a minus sign and is otherwise left as it is", () => {
    expect(readId("-729129249377835720")).toEqual({ value: "-729129249377835720" });
    expect(readId(42)).toEqual({ value: "42" });
    expect(readId("x".repeat(256))).toEqual({ value: "x".repeat(256) });
  });

  it("is refused when it is too long, empty, holds control characters, or is a number that lost digits", () => {
    for (const value of ["", "x".repeat(257), "a\tb", "a\u2028b", "\ud800", 2 ** 60, null, {}]) {
      expect(readId(value)).toHaveProperty("expected");
    }
  });
});

describe("the name of an event", () => {
  it("is called a name where it is missing, not an id", () => {
    expect(readEventName("Content Viewed")).toEqual({ value: "Content Viewed" });
    expect(readEventName("")).toEqual({ expected: "a name of 1 to 256 characters, none of them control characters" });
  });
});

describe("a text", () => {
  it("has its line breaks and control characters turned into single spaces", () => {
    expect(readLine(50)("  Deux\r\n\u0007 lignes ")).toEqual({ value: "Deux lignes" });
    expect(readLine(50)(" \n ")).toEqual({ value: null });
    expect(readLine(3)("abcd")).toHaveProperty("expected");
  });
});

describe("a list", () => {
  it("is cut at | or taken from an array, each value once", () => {
    expect(readList("a| b ||a")).toEqual({ value: ["a", "b"] });
    expect(readList(["a", "b", "a"])).toEqual({ value: ["a", "b"] });
    expect(readList([1])).toHaveProperty("expected");
  });
});

describe("a URL", () => {
  it("is http or https, and nothing a browser would run", () => {
    expect(readUrl("https://x.org/a?b#c")).toEqual({ value: "https://x.org/a?b#c" });
    for (const url of [
      "javascript:alert(1)",
      "//x.org",
      "x.org",
      "https://",
      "https://x.org/\r\nA: b",
      "data:text/html,x",
    ]) {
      expect(readUrl(url)).toHaveProperty("expected");
    }
  });
});

describe("a cell that no column claims", () => {
  it("is a number only where JSON would write it so", () => {
    expect(["12", "-1.5", "0"].map(typedCell)).toEqual([12, -1.5, 0]);
    const texts = ["007", "1.50", "+1", "1e3", "12345678901234567", "0x10", "", " 1", "NaN", "-"];
    expect(texts.map(typedCell)).toEqual(texts);
    expect(["true", "false", "True"].map(typedCell)).toEqual([true, false, "True"]);
  });
});

describe("plain data", () => {
  it("loses what PostgreSQL cannot keep, and is refused with a __proto__ anywhere", () => {
    expect(cleanValue({ a: ["x\u0000y", { b: "\ud800z" }] })).toEqual({ a: ["xy", { b: "z" }] });
    expect(cleanValue(JSON.parse('{"a":[{"__proto__":1}]}'))).toBeUndefined();
  });
});
