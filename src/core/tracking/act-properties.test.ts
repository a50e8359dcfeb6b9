import { describe, expect, it } from "vitest";
import { readActProperties } from "./act-properties.ts";
import type { FieldMistake } from "./reading.ts";

function read(name: string, properties: Record<string, unknown> | null) {
  const mistakes: FieldMistake[] = [];
  const kept = readActProperties(name, properties, mistakes);
  return mistakes.length === 0 ? kept : mistakes.map(({ field, expected, found }) => `${field}: ${expected}; ${found}`);
}

describe("the properties of an activity", () => {
  it.each([
    [
      { survey: "NPS", score: "9", comment: "good" },
      { survey: "nps", score: 9, scale: 10, comment: "good" },
    ],
    [
      { survey: "csat", score: "4,5" },
      { survey: "csat", score: 4.5, scale: 5 },
    ],
    [
      { survey: "need_met", score: 1, scale: "1" },
      { survey: "need_met", score: 1, scale: 1 },
    ],
    [
      { survey: "nps", score: 0, scale: 10 },
      { survey: "nps", score: 0, scale: 10 },
    ],
  ])("of a survey are kept as figures: %j", (given, kept) => {
    expect(read("Survey Answered", given)).toEqual(kept);
  });

  it.each([
    [null, ["survey: one of nps, csat, need_met; nothing", "score: a number from 0 to 10, or a scale; nothing"]],
    [{ survey: "ces", score: 3 }, ['survey: one of nps, csat, need_met; "ces"']],
    [{ survey: "csat", score: 9 }, ["score: a number from 0 to 5, or a scale; 9"]],
    [{ survey: "csat", score: 9, scale: 7 }, ["score: a number from 0 to 7; 9"]],
    [{ survey: "nps", score: Number.NaN }, ["score: a number from 0 to 10, or a scale; null"]],
    [{ survey: "nps", score: true, scale: 0 }, ["scale: the highest score, a number from 1 to 1000; 0"]],
    [{ survey: "nps", score: [9] }, ["score: a number from 0 to 10, or a scale; [9]"]],
  ])("of a survey are refused where they cannot be counted: %j", (given, mistakes) => {
    expect(read("Survey Answered", given)).toEqual(mistakes);
  });

  it("of feedback name its kind", () => {
    expect(read("Feedback Raised", { kind: "Pain_Point" })).toEqual({ kind: "pain_point" });
    expect(read("Feedback Raised", {})).toEqual(["kind: one of suggestion, pain_point, opportunity; nothing"]);
  });

  it("of anything else are the site's own", () => {
    expect(read("Comment Created", { kind: 7, survey: "ces" })).toEqual({ kind: 7, survey: "ces" });
    expect(read("Page Viewed", null)).toBeNull();
  });
});
