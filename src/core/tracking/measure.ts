import { z } from "zod";
import { isLocalDate } from "../calendar.ts";
import type { LocalDate } from "../community.ts";
import { parseNumber } from "./read-number.ts";
import { readLine, readRequiredLine, textOf } from "./read-text.ts";
import { field, mistakesOf, type Reading, type ReadRow, type TimeReading } from "./reading.ts";

/** A figure that only the organisation has. One of an indicator, a source and a date replaces the one before it. */
export interface Measure {
  readonly indicator: string;
  readonly source: string;
  readonly date: LocalDate;
  readonly value: number;
  /** `%`, `€`, `min`: as given in its column, or behind the value. */
  readonly unit: string | null;
}

export const MEASURE_COLUMNS = ["date", "indicator", "value", "unit", "source"] as const;

export interface MeasureReading {
  readonly dates: TimeReading["dates"];
  /** Whether cells write 12,5 for twelve and a half. */
  readonly decimalComma: boolean;
  /** Where a row says nothing of its source; null: it must. */
  readonly source: string | null;
}

const DAY_FIRST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
const MIDNIGHT = /[T ]0?0:00(?::00)?$/;
const UNIT = /^(.*\d)\s*(%|€|\$|£)$/u;

function readDay(dates: TimeReading["dates"]) {
  return (value: unknown): Reading<LocalDate> => {
    const expected = "a day such as 2026-11-24";
    if (typeof value !== "string") return { expected };
    const text = value.trim().replace(MIDNIGHT, "");
    const dayFirst = DAY_FIRST.exec(text);
    if (dayFirst !== null && dates !== "dmy") return { expected: `${expected} (for day-first dates say --dates dmy)` };
    const [, day = "", month = "", year = ""] = dayFirst ?? [];
    const date = dayFirst === null ? text : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    if (isLocalDate(date)) return { value: date };
    return { expected: dayFirst === null && !/^\d{4}-\d\d-\d\d$/.test(date) ? expected : "a day that exists" };
  };
}

/** Reads rows of measures: keys as in MEASURE_COLUMNS, every other key left aside. */
export function measureReader(reading: MeasureReading): (row: Readonly<Record<string, unknown>>) => ReadRow<Measure> {
  const readName = readRequiredLine(200);
  const schema = z.object({
    date: field(readDay(reading.dates)),
    indicator: field(readName),
    value: field(readValue(reading.decimalComma)),
    unit: field(readLine(50)),
    source: field((value) => readName(textOf(value) ?? reading.source)),
  });
  return (row) => {
    const parsed = schema.safeParse(Object.fromEntries(MEASURE_COLUMNS.map((name) => [name, row[name]])));
    if (!parsed.success) return { mistakes: mistakesOf(parsed.error, row) };
    const { date, indicator, value, unit, source } = parsed.data;
    const named = { indicator: indicator.normalize("NFC"), source: source.normalize("NFC") };
    return { value: { ...named, date, value: value.number, unit: unit ?? value.unit }, warnings: [] };
  };
}

function readValue(decimalComma: boolean) {
  return (value: unknown): Reading<{ readonly number: number; readonly unit: string | null }> => {
    if (typeof value === "number" && Number.isFinite(value)) return { value: { number: value, unit: null } };
    const text = typeof value === "string" ? value.trim() : "";
    const [, digits, unit] = UNIT.exec(text) ?? [undefined, text, null];
    const number = parseNumber(digits ?? "", decimalComma);
    return "value" in number ? { value: { number: number.value, unit: unit ?? null } } : number;
  };
}

/** What tells one figure from another. */
export function measureKey({ indicator, source, date }: Measure): string {
  return JSON.stringify([indicator, source, date]);
}
