import { describe, expect, it } from "vitest";
import { readTime } from "./read-time.ts";

const read = (text: unknown, timezone: string | null = null, dates: "iso" | "dmy" = "iso") => {
  const reading = readTime({ timezone, dates })(text);
  return "value" in reading ? (reading.value?.toISOString() ?? reading.value) : reading.expected;
};

describe("a time", () => {
  it.each([
    ["2016-03-14T13:54:36Z", "2016-03-14T13:54:36.000Z"],
    ["2016-02-29T13:54:36.789Z", "2016-02-29T13:54:36.789Z"],
    ["2026-11-24 08:00+01:00", "2026-11-24T07:00:00.000Z"],
    ["2026-11-24T08:00:00,123456-0330", "2026-11-24T11:30:00.123Z"],
    ["2026-11-24T08:00:00+05", "2026-11-24T03:00:00.000Z"],
  ])("with its zone is read as it stands: %s", (text, instant) => {
    expect(read(text)).toBe(instant);
  });

  it("without a zone is a mistake, unless a timezone is named", () => {
    expect(read("2026-11-24T08:00:00")).toMatch(/--timezone/);
    expect(read("2026-11-24")).toMatch(/--timezone/);
    expect(read("2026-11-24T08:00:07", "Europe/Paris")).toBe("2026-11-24T07:00:07.000Z");
    expect(read("2026-07-24", "Europe/Paris")).toBe("2026-07-23T22:00:00.000Z");
    expect(read("2026-11-24T08:00:00Z", "Europe/Paris")).toBe("2026-11-24T08:00:00.000Z");
  });

  it("is the first instant after it where clocks skip it, and its first where they show it twice", () => {
    expect(read("2026-03-29T02:30", "Europe/Paris")).toBe("2026-03-29T01:00:00.000Z");
    expect(read("2026-10-25T02:30", "Europe/Paris")).toBe("2026-10-25T00:30:00.000Z");
  });

  it("with the day first is read only when that is said", () => {
    expect(read("03/04/2026 09:30", "Europe/Paris")).toMatch(/\(for day-first dates say --dates dmy\)$/);
    expect(read("03/04/2026 09:30")).toMatch(
      /\(for day-first dates say --dates dmy, and which zone with --timezone\)$/,
    );
    expect(read("03/04/2026 09:30", "Europe/Paris", "dmy")).toBe("2026-04-03T07:30:00.000Z");
    expect(read("03/04/2026", null, "dmy")).toMatch(/--timezone/);
  });

  it.each([
    "2026-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-24T24:00:00Z",
    "0001-01-01T00:00:00Z",
  ])("that does not exist is refused: %s", (text) => {
    expect(read(text)).toMatch(/that exist|ISO 8601/);
  });

  it.each(["yesterday", "1767225600", "2026-11-24T08:00:00+15:00", 1_767_225_600])("is never guessed: %s", (value) => {
    expect(read(value)).toMatch(/ISO 8601|offset/);
  });

  it("is the end of the year 9999 where it is later, as PostgreSQL reads it: many write so what never comes", () => {
    const end = "9999-12-31T23:59:59.999Z";
    expect(read("9999-12-31T23:59:59-05:00")).toBe(end);
    expect(read("9999-12-31T23:59:59", "America/New_York")).toBe(end);
    expect(read(new Date("+020000-01-01T00:00:00Z"))).toBe(end);
    expect(read("9999-12-31T23:59:59Z")).toBe("9999-12-31T23:59:59.000Z");
    expect(read(new Date("-000043-03-15T00:00:00Z"))).toMatch(/that exist/);
  });

  it("may be absent or empty, which are not the same", () => {
    expect(read(undefined)).toBeUndefined();
    expect(read("")).toBeNull();
  });
});
