import { localDateOf, startOfLocalDay } from "../../core/calendar.ts";
import type { LocalDate } from "../../core/community.ts";
import { withFirst } from "../../core/first-of-month.ts";
import type { ReportLanguage } from "../words/words.ts";
import { agreeingDecimals } from "./agreeing-decimals.ts";

/** What two figures side by side are: their decimals are at least one of shares in percent and of times, two of other numbers. */
export type PairKind = "share" | "number" | "days";

type Pair = readonly [number | null, number | null];

/** What may stand beside others of its kind; null and zero ask for no decimals. */
type Shares = readonly (number | null)[];

/**
 * Writes numbers, shares and dates as the reader's language does, dates in the community's timezone. One precision for each kind of
 * figure: counts have no decimals, times one, other numbers and money two, shares as `shares` has it; two figures whose relation is told have as many as make them agree with it.
 */
export interface NumberWriter {
  readonly count: (value: number) => string;
  /** `412 / 3,020`, which no line parts, unless they are tens of millions. */
  readonly outOf: (count: number, total: number) => string;
  /** Two decimals. */
  readonly number: (value: number) => string;
  /** What others measured: as many decimals as the one that has most, two at most. */
  readonly given: (values: readonly number[]) => (value: number) => string;
  /** Days, hours, minutes, years: one decimal. */
  readonly days: (value: number) => string;
  /** A share by itself. 0.1234 → 12%; one decimal below 10%. */
  readonly percent: (share: number) => string;
  /** Shares side by side, all with as many decimals: one if any is below 10%, else none. */
  readonly shares: (values: Shares) => (share: number) => string;
  /** Two figures of which it is told how far one is from the other: with the decimals of their kind, and more where they would say something else. */
  readonly pair: (kind: PairKind, values: Pair) => (value: number) => string;
  /** The same for all rows of one table: what stands below one another has as many decimals. */
  readonly pairs: (kind: PairKind, rows: readonly Pair[]) => (value: number) => string;
  /** An effect with its bounds, all with as many decimals: one if all are below 10%, or one would round to nothing; else none. */
  readonly effects: (values: Shares) => (share: number) => string;
  /** Shares whose difference is told in tenths of points: one decimal, unless all are whole. */
  readonly tenths: (values: Shares) => (share: number) => string;
  /** How many times as much: one decimal. */
  readonly times: (ratio: number) => string;
  /** With its sign, a true minus. */
  readonly signedPercent: (share: number) => string;
  readonly signedShares: (values: Shares) => (share: number) => string;
  /** A share on an axis: one decimal where it is not whole. */
  readonly tick: (share: number) => string;
  readonly signedTick: (share: number) => string;
  readonly signedNumber: (value: number) => string;
  /** With its sign and no decimals. */
  readonly signedCount: (value: number) => string;
  /** Points of a hundred: with its sign and one decimal. */
  readonly signedPoints: (value: number) => string;
  /** The same without a plus sign. */
  readonly points: (value: number) => string;
  /** With two decimals and the currency of three letters. */
  readonly money: (value: number, currency: string) => string;
  readonly p: (value: number) => string;
  readonly date: (iso: string) => string;
  /** The beginning of a period: its day, with the time where it begins amid it. */
  readonly begun: (iso: string) => string;
  /** The end of a period, which is not in it: its last day; where it ends amid one, that day with the time. */
  readonly ended: (iso: string) => string;
  /** A local date, whatever the timezone. */
  readonly localDate: (date: LocalDate) => string;
  /** The same without its year, the month short: for an axis. */
  readonly shortDate: (date: LocalDate) => string;
  /** The month of a local date, with its year. */
  readonly month: (date: LocalDate) => string;
  readonly shortMonth: (date: LocalDate) => string;
}

const SMALLEST_P = 0.0001;
/** Two such numbers are wider than the column of a sheet. */
const TOO_LONG = 10_000_000;
/** What is smaller has a decimal. As it is rounded. */
const SMALL_SHARE = 0.0995;
/** What is smaller would be rounded to nothing. */
const SMALLEST_WHOLE = 0.005;
const LARGE_SHARE = 9.995;

function sizesOf(values: Shares): number[] {
  return values.flatMap((value) => (value === null || value === 0 ? [] : [Math.abs(value)]));
}

function isFine(values: Shares): boolean {
  const sizes = sizesOf(values);
  return Math.max(...sizes) < LARGE_SHARE && Math.min(...sizes) < SMALL_SHARE;
}

/** How far bounds are apart says how little decimals say. */
function isFineEffect(values: Shares): boolean {
  const sizes = sizesOf(values);
  const largest = Math.max(0, ...sizes);
  return largest > 0 && largest < LARGE_SHARE && (largest < SMALL_SHARE || Math.min(...sizes) < SMALLEST_WHOLE);
}

function isWholeAt(value: number, decimals: number): boolean {
  return Number.isInteger(Number(value.toFixed(decimals)));
}

function decimalsOf(value: number): number {
  const hundredths = Math.round(value * 100);
  return hundredths % 100 === 0 ? 0 : hundredths % 10 === 0 ? 1 : 2;
}

export function writeNumbers(language: ReportLanguage, timezone: string): NumberWriter {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  const format = (options: Intl.NumberFormatOptions) => {
    const formatter = new Intl.NumberFormat(locale, options);
    return (value: number): string => formatter.format(value).replace("-", "−");
  };
  const whole = format({ maximumFractionDigits: 0 });
  const fine = format({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const plain = format({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = format({ style: "percent", maximumFractionDigits: 0 });
  const finePercent = format({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const signed = format({ style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const fineSigned = format({
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  const signedFine = format({ minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
  const signedWhole = format({ maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const signedTenths = format({ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" });
  const small = format({ minimumFractionDigits: 4, maximumFractionDigits: 4 });
  const tick = format({ style: "percent", maximumFractionDigits: 1 });
  const signedTick = format({ style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });
  // None at all is 0%, never 0.0%.
  const orNone = (write: (share: number) => string) => (share: number) => (share === 0 ? percent(0) : write(share));
  const shares = (values: Shares) => orNone(isFine(values) ? finePercent : percent);
  const effects = (values: Shares) => orNone(isFineEffect(values) ? finePercent : percent);
  const signedShares = (values: Shares) => orNone(isFineEffect(values) ? fineSigned : signed);
  const pairs = (kind: PairKind, rows: readonly Pair[]) => {
    const isShare = kind === "share";
    const scaled = rows.map((values) => (isShare ? values.map((value) => value && value * 100) : values));
    const least = kind === "number" ? 2 : 1;
    const agreeing = Math.max(least, ...scaled.map((values) => agreeingDecimals(values, least)));
    // 30% beside 20%, not 30.0% beside 20.0%.
    const isWhole = isShare && scaled.flat().every((value) => isWholeAt(value ?? 0, agreeing));
    const digits = isWhole ? 0 : agreeing;
    const exact = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return isShare ? orNone(format({ style: "percent", ...exact })) : format(exact);
  };
  const dateIn = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, options);
    return (iso: string): string => withFirst(formatter.format(new Date(iso)), language);
  };
  const date = dateIn({ day: "numeric", month: "long", year: "numeric", timeZone: timezone });
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: timezone });
  const withTime = (iso: string) => `${date(iso)}${language === "fr" ? " à " : ", "}${time.format(new Date(iso))}`;
  const isDay = (iso: string): boolean => {
    const at = new Date(iso);
    return startOfLocalDay(localDateOf(at, timezone), timezone).getTime() === at.getTime();
  };
  return {
    count: whole,
    outOf: (count, total) => `${whole(count)}\u00a0/${total < TOO_LONG ? "\u00a0" : " "}${whole(total)}`,
    number: fine,
    given: (values) => [whole, plain, fine][Math.max(0, ...values.map(decimalsOf))] ?? fine,
    days: plain,
    percent: (share) => shares([share])(share),
    shares,
    pair: (kind, values) => pairs(kind, [values]),
    pairs,
    effects,
    tenths: (values) => (values.every((value) => isWholeAt(100 * (value ?? 0), 1)) ? percent : orNone(finePercent)),
    times: plain,
    signedPercent: (share) => signedShares([share])(share),
    signedShares,
    tick,
    signedTick,
    signedNumber: signedFine,
    signedCount: signedWhole,
    signedPoints: signedTenths,
    points: plain,
    money: (value, currency) => format({ style: "currency", currency })(value),
    p: (value) => (value < SMALLEST_P ? `< ${small(SMALLEST_P)}` : small(value)),
    date,
    begun: (iso) => (isDay(iso) ? date(iso) : withTime(iso)),
    ended: (iso) => (isDay(iso) ? date(new Date(Date.parse(iso) - 1).toISOString()) : withTime(iso)),
    localDate: dateIn({ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
    shortDate: dateIn({ day: "numeric", month: "short", timeZone: "UTC" }),
    month: dateIn({ month: "long", year: "numeric", timeZone: "UTC" }),
    shortMonth: dateIn({ month: "short", year: "numeric", timeZone: "UTC" }),
  };
}
