import type { LocalDate } from "../community.ts";
import { parseNumber } from "./read-number.ts";
import { textOf } from "./read-text.ts";
import type { FieldMistake, Reading, TimeReading } from "./reading.ts";

/** What one row says of a customer's month: undefined says nothing, null empties. */
export interface MonthFigures {
  /** Its first day. */
  readonly month: LocalDate;
  readonly orders: number | null | undefined;
  /** Below 0 where more was paid back than paid. */
  readonly amount: number | null | undefined;
  /** Of the amount, in three letters; null without one. */
  readonly currency: string | null;
  readonly tickets: number | null | undefined;
}

/** A customer's month as kept. */
export interface CustomerMonth {
  /** Key of the customer. */
  readonly customer: string;
  readonly month: LocalDate;
  readonly orders: number | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly tickets: number | null;
}

export const MONTH_COLUMNS = ["month", "orders", "amount", "currency", "tickets"] as const;

export interface MonthReading {
  readonly dates: TimeReading["dates"];
  /** Whether cells write 12,5 for twelve and a half. */
  readonly decimalComma: boolean;
  /** Of amounts that name none; null: they must. */
  readonly currency: string | null;
}

const ONE_OF_A_MONTH = "one row for each customer and month (add up the orders of a month, then import again)";
const MONTH = "a month such as 2026-10";
const YEAR_FIRST = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/;
const MONTH_FIRST = /^(\d{1,2})[/.-](\d{4})$/;
const DAY_FIRST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
const MIDNIGHT = /[T ]0?0:00(?::00)?(?:\.0+)?Z?$/;

/** `2026-10`, `10/2026`, or the month's first day, as spreadsheets make of it. Absent or blank: null. */
export function readMonth(dates: TimeReading["dates"]) {
  return (value: unknown): Reading<LocalDate | null> => {
    const written = textOf(value);
    if (written === undefined && value !== undefined) return { expected: MONTH };
    if (written == null) return { value: null };
    const text = written.trim().replace(MIDNIGHT, "");
    const dayFirst = DAY_FIRST.exec(text);
    if (dayFirst !== null && dates !== "dmy") return { expected: expectedOfDate(dayFirst) };
    const [yearFirst, monthFirst] = [YEAR_FIRST.exec(text), MONTH_FIRST.exec(text)];
    const [year, month, day] =
      dayFirst !== null
        ? [dayFirst[3], dayFirst[2], dayFirst[1]]
        : monthFirst !== null
          ? [monthFirst[2], monthFirst[1], undefined]
          : [yearFirst?.[1], yearFirst?.[2], yearFirst?.[3]];
    if (year === undefined || month === undefined) return { expected: MONTH };
    if (Number(month) < 1 || Number(month) > 12 || Number(year) < 1900) return { expected: "a month that exists" };
    if (Number(day ?? 1) !== 1) return { expected: `${MONTH}, or its first day: ${ONE_OF_A_MONTH}` };
    return { value: `${year}-${month.padStart(2, "0")}-01` };
  };
}

/** Of a date whose order nobody said: what would make a month of it, if anything does. */
function expectedOfDate([, first = "", second = "", year = ""]: RegExpExecArray): string {
  const [isFirst, isSecond] = [Number(first) === 1, Number(second) === 1];
  const [two, other] = [second.padStart(2, "0"), first.padStart(2, "0")];
  if (isFirst && Number(second) <= 12) return `${MONTH} (${year}-${two} is what --dates dmy makes of it)`;
  if (isSecond && Number(first) <= 12) return `${MONTH} (${year}-${other}, if its month stands first)`;
  return `${MONTH}, or its first day: ${ONE_OF_A_MONTH}`;
}

const MOST = 1_000_000_000;

/** How many there were; undefined where the column is absent, null where the cell is empty. */
export function readCount(decimalComma: boolean) {
  return (value: unknown): Reading<number | null | undefined> => {
    const number = readNumber(value, decimalComma);
    if ("expected" in number || number.value == null) return number;
    const isCount = Number.isInteger(number.value) && number.value >= 0 && number.value <= MOST;
    return isCount ? number : { expected: "a whole number, 0 or more" };
  };
}

const SYMBOLS: Readonly<Record<string, string>> = { "€": "EUR", "£": "GBP" };
const SIGN = "[A-Z]{3}|[€£$]";
const BEFORE = new RegExp(`^(${SIGN})\\s*(?=[-+\u2212\\d])`, "u");
const AFTER = new RegExp(`(?<=\\d)\\s*(${SIGN})$`, "u");

interface Amount {
  readonly amount: number | null;
  /** As written beside it; null: nothing was. */
  readonly sign: string | null;
}

/** A sum of money, with a currency before or behind it or without one. */
export function readAmount(decimalComma: boolean) {
  return (value: unknown): Reading<Amount | undefined> => {
    const text = typeof value === "string" ? value.trim() : value;
    const sign = typeof text === "string" ? (BEFORE.exec(text)?.[1] ?? AFTER.exec(text)?.[1] ?? null) : null;
    const bare = typeof text === "string" ? text.replace(BEFORE, "").replace(AFTER, "") : text;
    const number = readNumber(bare, decimalComma);
    if ("expected" in number) return number;
    if (number.value === undefined) return { value: undefined };
    if (number.value !== null && Math.abs(number.value) > MOST * MOST) return { expected: "an amount of money" };
    return { value: { amount: number.value, sign } };
  };
}

function readNumber(value: unknown, decimalComma: boolean): Reading<number | null | undefined> {
  if (value === undefined) return { value: undefined };
  if (typeof value === "number" && Number.isFinite(value)) return { value };
  const text = typeof value === "boolean" ? undefined : textOf(value);
  if (text === undefined) return { expected: "a number" };
  return text === null ? { value: null } : parseNumber(text, decimalComma);
}

/** Three letters, or € and £ for theirs; $ alone may be any of several. */
export function readCurrency(value: unknown): Reading<string | null> {
  const text = textOf(value)?.trim() ?? "";
  if (text === "") return { value: null };
  const code = SYMBOLS[text] ?? text.toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? { value: code } : { expected: "a currency in three letters, such as EUR" };
}

/** The fields of a row as read one by one. */
export interface MonthFields {
  readonly month: LocalDate | null;
  readonly orders: number | null | undefined;
  readonly amount: Amount | undefined;
  readonly currency: string | null;
  readonly tickets: number | null | undefined;
}

/** What they say together; null: nothing of any month. */
export function joinMonth(
  { month, orders, amount, currency, tickets }: MonthFields,
  fallback: string | null,
): { readonly figures: MonthFigures | null; readonly mistakes: readonly FieldMistake[] } {
  const hasFigure = [orders, amount?.amount, tickets].some((figure) => figure != null);
  if (month === null) {
    const mistake = { field: "month", expected: `${MONTH}, of which the figures are`, found: "nothing" };
    return { figures: null, mistakes: hasFigure ? [mistake] : [] };
  }
  const beside = amount?.sign == null ? null : (SYMBOLS[amount.sign] ?? amount.sign);
  const known = currency ?? (beside === "$" ? null : beside) ?? fallback;
  const mistakes: FieldMistake[] = [];
  if (amount?.amount != null && known === null) {
    const expected = "a currency in three letters, such as EUR, in its column, or --currency EUR for the whole file";
    mistakes.push({ field: "currency", expected, found: amount.sign === null ? "nothing" : `"${amount.sign}"` });
  }
  if (beside !== null && beside !== "$" && currency !== null && currency !== beside) {
    mistakes.push({ field: "amount", expected: `an amount in ${currency}, as its row says`, found: `${beside}` });
  }
  if (mistakes.length > 0) return { figures: null, mistakes };
  const currencyOf = amount?.amount == null ? null : known;
  return { figures: { month, orders, tickets, amount: amount?.amount, currency: currencyOf }, mistakes };
}

/** The month after a row: what it says replaces, what it leaves out stays. */
export function mergeMonth(known: CustomerMonth | undefined, customer: string, said: MonthFigures): CustomerMonth {
  const kept = (stated: number | null | undefined, before: number | null | undefined) =>
    stated === undefined ? (before ?? null) : stated;
  return {
    customer,
    month: said.month,
    orders: kept(said.orders, known?.orders),
    amount: kept(said.amount, known?.amount),
    currency: said.amount === undefined ? (known?.currency ?? null) : said.currency,
    tickets: kept(said.tickets, known?.tickets),
  };
}

/** What to say of a second row of the same customer and month. */
export function repeatedMonth(month: LocalDate): FieldMistake {
  return { field: "month", expected: ONE_OF_A_MONTH, found: `${month.slice(0, 7)} again` };
}
