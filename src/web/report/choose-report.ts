import { isLocalDate } from "../../core/calendar.ts";
import { RekindleError } from "../../core/errors.ts";
import { choosePeriod } from "../../report/choose-period.ts";
import { AGAINST, type Against } from "../../report/indicators/period-before.ts";

/** What an address asks for, as it was typed; null: nothing. */
export interface ReportChoice {
  readonly period: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** One rule's name: only members first exposed by it; null: all. */
  readonly rule: string | null;
  readonly against: Against;
}

/** Instants, `to` not included; null: not limited. */
export interface ReportSpan {
  readonly from: Date | null;
  readonly to: Date | null;
}

export interface ChoiceMistake {
  readonly what: "period" | "from" | "to" | "against" | "rule" | "both" | "reversed" | "not_begun";
  readonly text: string;
}

/** Before it nobody had a community to report on, and long before it a database knows no dates. */
const FIRST_YEAR = 1970;
const LONGEST_TEXT = 40;

/** All that is wrong with it at once; a span only where nothing is. */
export function chooseReport(
  parameters: URLSearchParams,
  now: Date,
  timezone: string,
  rules: readonly string[],
): { readonly choice: ReportChoice; readonly span: ReportSpan | null; readonly mistakes: readonly ChoiceMistake[] } {
  const given = (name: string): string | null => (parameters.get(name) ?? "").trim().slice(0, LONGEST_TEXT) || null;
  const [period, from, to, asked] = [given("period"), given("from"), given("to"), given("against")];
  const against = AGAINST.find((name) => name === asked);
  const rule = (parameters.get("rule") ?? "").trim() || null;
  const choice: ReportChoice = { period, from, to, rule, against: against ?? "previous" };
  const mistakes: ChoiceMistake[] = [
    ...(asked !== null && against === undefined ? [{ what: "against" as const, text: asked }] : []),
    ...(rule !== null && !rules.includes(rule) ? [{ what: "rule" as const, text: rule.slice(0, LONGEST_TEXT) }] : []),
    ...(period !== null && (from !== null || to !== null) ? [{ what: "both" as const, text: period }] : []),
    ...(from !== null && !isKnownDate(from) ? [{ what: "from" as const, text: from }] : []),
    ...(to !== null && !isKnownDate(to) ? [{ what: "to" as const, text: to }] : []),
    ...(period !== null && !isPeriod(period, now, timezone) ? [{ what: "period" as const, text: period }] : []),
  ];
  if (mistakes.length > 0) return { choice, span: null, mistakes };
  const span = choosePeriod(
    { period: period ?? undefined, from: from ?? undefined, to: to ?? undefined },
    now,
    timezone,
  );
  const wrong = findFault(choice, span, now);
  return wrong === null ? { choice, span, mistakes } : { choice, span: null, mistakes: [wrong] };
}

function isKnownDate(text: string): boolean {
  return isLocalDate(text) && Number(text.slice(0, 4)) >= FIRST_YEAR;
}

function isPeriod(text: string, now: Date, timezone: string): boolean {
  try {
    const { from } = choosePeriod({ period: text }, now, timezone);
    return from !== null && from.getUTCFullYear() >= FIRST_YEAR;
  } catch (error) {
    if (error instanceof RekindleError && error.code === "usage") return false;
    throw error;
  }
}

function findFault(choice: ReportChoice, { from, to }: ReportSpan, now: Date): ChoiceMistake | null {
  if (from !== null && to !== null && from >= to) return { what: "reversed", text: `${choice.from} – ${choice.to}` };
  if (from !== null && from >= now) return { what: "not_begun", text: choice.period ?? choice.from ?? "" };
  return null;
}
