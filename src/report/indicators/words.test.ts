import { describe, expect, it } from "vitest";
import { indicatorWords } from "./words.ts";

describe("units of indicators", () => {
  it("are in the plural from two on in French, from anything but one in English", () => {
    const said = (language: "en" | "fr") =>
      ([0.5, 1, 1.5, 2] as const).map((value) => indicatorWords(language).units.days(String(value), value));
    expect(said("fr")).toEqual(["0.5 jour", "1 jour", "1.5 jour", "2 jours"]);
    expect(said("en")).toEqual(["0.5 days", "1 day", "1.5 days", "2 days"]);
  });
});
