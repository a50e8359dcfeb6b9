import type { LocalDate } from "../core/community.ts";
import type { ReportLanguage } from "./words/words.ts";

/** Writes numbers, shares and dates as the reader's language does, dates in the community's timezone. */
export interface NumberWriter {
  readonly count: (value: number) => string;
  /** Two significant digits below 10, one decimal above. */
  readonly number: (value: number) => string;
  /** One decimal: for numbers that stand side by side. */
  readonly days: (value: number) => string;
  /** 0.1234 → 12%; one decimal below 10%. */
  readonly percent: (share: number) => string;
  /** With its sign, a true minus. */
  readonly signedPercent: (share: number) => string;
  readonly signedNumber: (value: number) => string;
  /** With its sign and no decimals. */
  readonly signedCount: (value: number) => string;
  /** Points of a hundred: with its sign and one decimal. */
  readonly signedPoints: (value: number) => string;
  /** With two decimals and the currency of three letters. */
  readonly money: (value: number, currency: string) => string;
  readonly p: (value: number) => string;
  readonly date: (iso: string) => string;
  /** A local date, whatever the timezone. */
  readonly localDate: (date: LocalDate) => string;
  /** The same without its year, the month short: for an axis. */
  readonly shortDate: (date: LocalDate) => string;
  /** The month of a local date, with its year. */
  readonly month: (date: LocalDate) => string;
  readonly shortMonth: (date: LocalDate) => string;
}

const SMALLEST_P = 0.0001;

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
  const isFine = (share: number): boolean => share !== 0 && Math.abs(share) < 0.0995;
  const dateIn = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, options);
    // French writes the first of a month as an ordinal, which its locale data do not.
    return (iso: string): string =>
      formatter.format(new Date(iso)).replace(/^1 (?=\p{L})/u, language === "fr" ? "1er " : "1 ");
  };
  return {
    count: whole,
    number: (value) => (Math.abs(value) < 4 ? fine(value) : plain(value)),
    days: plain,
    percent: (share) => (isFine(share) ? finePercent(share) : percent(share)),
    signedPercent: (share) => (isFine(share) ? fineSigned(share) : signed(share)),
    signedNumber: signedFine,
    signedCount: signedWhole,
    signedPoints: signedTenths,
    money: (value, currency) => format({ style: "currency", currency })(value),
    p: (value) => (value < SMALLEST_P ? `< ${small(SMALLEST_P)}` : small(value)),
    date: dateIn({ day: "numeric", month: "long", year: "numeric", timeZone: timezone }),
    localDate: dateIn({ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
    shortDate: dateIn({ day: "numeric", month: "short", timeZone: "UTC" }),
    month: dateIn({ month: "long", year: "numeric", timeZone: "UTC" }),
    shortMonth: dateIn({ month: "short", year: "numeric", timeZone: "UTC" }),
  };
}
