import { expect, it } from "vitest";
import { parseInstantOrDay } from "./options.ts";

it("takes a day of the community's own, or an instant with its zone, and guesses nothing", () => {
  expect(parseInstantOrDay("2026-11-22")).toBe("2026-11-22");
  expect(parseInstantOrDay("2026-11-22T08:00:00+01:00")).toEqual(new Date("2026-11-22T07:00:00Z"));
  for (const text of ["2026-02-30", "2026-02-30T00:00:00Z", "22/11/2026", "2026-11-22T08:00", "yesterday"]) {
    expect(() => parseInstantOrDay(text)).toThrow("Expected a day such as 2026-11-22");
  }
});
