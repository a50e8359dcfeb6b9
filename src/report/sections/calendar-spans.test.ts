import { describe, expect, it } from "vitest";
import { listMonths, listWeeks } from "./calendar-spans.ts";

const PARIS = "Europe/Paris";
const at = (text: string) => new Date(text);

describe("weeks of a report", () => {
  it("are whole, from Monday on, the twelve up to the end of a short period", () => {
    const weeks = listWeeks(at("2026-10-19T00:00:00Z"), at("2026-11-05T12:00:00Z"), PARIS);
    expect(weeks).toHaveLength(12);
    expect(weeks.at(-1)).toEqual({
      from: at("2026-10-25T23:00:00Z"),
      to: at("2026-11-01T23:00:00Z"),
      date: "2026-10-26",
      isPart: false,
    });
    expect(weeks[0]?.date).toBe("2026-08-10");
  });

  it("are those of a long period, a year of them at most", () => {
    expect(listWeeks(at("2026-04-05T22:00:00Z"), at("2026-08-02T22:00:00Z"), PARIS).map(({ date }) => date)).toEqual(
      expect.arrayContaining(["2026-04-06", "2026-07-27"]),
    );
    expect(listWeeks(at("2026-04-05T22:00:00Z"), at("2026-08-02T22:00:00Z"), PARIS)).toHaveLength(17);
    expect(listWeeks(at("2020-01-01T00:00:00Z"), at("2026-08-02T22:00:00Z"), PARIS)).toHaveLength(53);
  });

  it("follow each other over a change of clocks", () => {
    const weeks = listWeeks(at("2026-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z"), PARIS);
    expect(weeks.slice(1).every((week, index) => week.from.getTime() === weeks[index]?.to.getTime())).toBe(true);
  });
});

describe("months of a report", () => {
  it("are those of the period, the last cut off by its end", () => {
    const months = listMonths(at("2026-06-30T22:00:00Z"), at("2026-11-10T12:00:00Z"), PARIS);
    expect(months.map(({ date }) => date)).toEqual([
      "2026-07-01",
      "2026-08-01",
      "2026-09-01",
      "2026-10-01",
      "2026-11-01",
    ]);
    expect(months.at(-1)).toEqual({
      from: at("2026-10-31T23:00:00Z"),
      to: at("2026-11-10T12:00:00Z"),
      date: "2026-11-01",
      isPart: true,
    });
    expect(months[0]?.isPart).toBe(false);
  });

  it("are the three up to the end of a period within one", () => {
    const months = listMonths(at("2026-09-30T22:00:00Z"), at("2026-10-31T23:00:00Z"), PARIS);
    expect(months.map(({ date, isPart }) => [date, isPart])).toEqual([
      ["2026-08-01", false],
      ["2026-09-01", false],
      ["2026-10-01", false],
    ]);
  });

  it("leave out a last one of less than a week", () => {
    const months = listMonths(at("2026-06-30T22:00:00Z"), at("2026-11-05T12:00:00Z"), PARIS);
    expect(months.map(({ date }) => date)).toEqual(["2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01"]);
  });

  it("are thirteen at most, so that a year ends beside its own beginning", () => {
    expect(listMonths(at("2020-01-01T00:00:00Z"), at("2026-11-05T12:00:00Z"), PARIS)).toHaveLength(13);
  });
});
