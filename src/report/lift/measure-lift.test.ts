import { describe, expect, it } from "vitest";
import { indicatorsFrom } from "./measure-lift.ts";

describe("the last four weeks of indicators", () => {
  it("are 28 days of the calendar, also where clocks change in them", () => {
    const from = (to: string) => indicatorsFrom(new Date(to), "Europe/Paris").toISOString();
    expect(from("2026-04-09T22:00:00.000Z")).toBe("2026-03-12T23:00:00.000Z");
    expect(from("2026-11-09T23:00:00.000Z")).toBe("2026-10-12T22:00:00.000Z");
    expect(from("2026-07-20T10:15:30.250Z")).toBe("2026-06-22T10:15:30.250Z");
  });
});
