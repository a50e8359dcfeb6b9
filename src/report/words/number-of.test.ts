import { describe, expect, it } from "vitest";
import { sourced } from "../sponsor/write-sourced.ts";
import { writeNumbers } from "../write/write-numbers.ts";
import { isSingular, numberOf } from "./number-of.ts";

describe("a written number and its noun", () => {
  it.each([
    ["0", "0 members", "0 membre"],
    ["1", "1 member", "1 membre"],
    ["2", "2 members", "2 membres"],
    ["1,234", "1,234 members", "1,234 membre"],
  ])("%s", (written, english, french) => {
    expect(numberOf("en")(written, "member", "members")).toBe(english);
    expect(numberOf("fr")(written, "membre", "membres")).toBe(french);
  });

  it("agree as each language writes it, with its sign, its spaces and its decimals", () => {
    const [english, french] = [writeNumbers("en", "UTC"), writeNumbers("fr", "UTC")];
    for (const points of [-1.9, -0.5, 0.5, 1.9]) {
      expect(isSingular(french.signedPoints(points), "fr")).toBe(true);
      expect(isSingular(english.signedPoints(points), "en")).toBe(false);
    }
    for (const points of [-12, -2, 2, 1_234]) expect(isSingular(french.signedPoints(points), "fr")).toBe(false);
    expect(isSingular(french.count(1_234), "fr")).toBe(false);
  });

  it("agree where the number is marked by its source", () => {
    expect(isSingular(sourced("visits", "1"), "fr")).toBe(true);
    expect(isSingular(sourced("visits", "11"), "fr")).toBe(false);
    expect(isSingular(sourced("visits", "1"), "en")).toBe(true);
  });
});
