import { describe, expect, it } from "vitest";
import { nearestWord } from "./nearest-word.ts";

const WORDS = ["inactive", "active", "unseen", "published_within", "at_least"];

describe("the nearest word", () => {
  it("is the one a slip away", () => {
    expect(["inactve", "Unseen", "at_leats", "publishd_within"].map((word) => nearestWord(word, WORDS))).toEqual([
      "inactive",
      "unseen",
      "at_least",
      "published_within",
    ]);
  });

  it("is none when nothing is close", () => {
    expect(["colour", "x", "", "a".repeat(10_000)].map((word) => nearestWord(word, WORDS))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
