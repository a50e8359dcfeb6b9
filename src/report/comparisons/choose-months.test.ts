import { describe, expect, it } from "vitest";
import { chooseMonths } from "./choose-months.ts";

describe("the months of a period", () => {
  it.each([
    ["2026-09-01T00:00:00+02:00", "2026-11-01T00:00:00+01:00", "2026-09-01", "2026-11-01"],
    ["2026-09-02T00:00:00+02:00", "2026-11-20T00:00:00+01:00", "2026-10-01", "2026-11-01"],
    ["2026-11-02T00:00:00+01:00", "2026-11-30T00:00:00+01:00", "2026-10-01", "2026-11-01"],
    ["2026-10-12T00:00:00+02:00", "2026-11-09T00:00:00+01:00", "2026-10-01", "2026-11-01"],
    ["2025-12-15T00:00:00+01:00", "2026-01-12T00:00:00+01:00", "2025-12-01", "2026-01-01"],
  ])("from %s to %s are those from %s to before %s", (from, to, first, until) => {
    const span = chooseMonths(new Date(from), new Date(to), "Europe/Paris");
    expect([span.first, span.until]).toEqual([first, until]);
    expect(span.from.toISOString().slice(11)).toMatch(/^2[23]:00/);
  });
});
