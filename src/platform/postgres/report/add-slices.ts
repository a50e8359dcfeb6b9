import type { WeekVisits } from "../../../report/ports.ts";
import type { OutcomesRow } from "./sum-outcomes.ts";
import type { TimesRow } from "./time-returns.ts";

export interface OutcomeRows {
  readonly sums: readonly OutcomesRow[];
  readonly times: readonly TimesRow[];
}

/** The slices' rows as one statement would have answered them: rows of one key are one, their sums added. */
export function addSlices(slices: readonly OutcomeRows[]): OutcomeRows {
  const times = addRows(
    slices.flatMap((slice) => slice.times),
    ["experiment", "phase", "arm", "rule", "hour", "days"],
  );
  const place = (row: TimesRow) => row.hour ?? row.days ?? 0;
  return {
    sums: addSums(slices.flatMap((slice) => slice.sums)),
    times: times.sort((one, other) => place(one) - place(other)),
  };
}

/** Rows of one experiment, phase, arm and rule are one. */
export function addSums(rows: readonly OutcomesRow[]): OutcomesRow[] {
  return addRows(rows, ["experiment", "phase", "arm", "rule"]);
}

/** Members and visits of one week of an arm. */
export function addWeeks(rows: readonly WeekVisits[]): WeekVisits[] {
  return addRows(rows, ["experiment", "phase", "arm", "week"]);
}

function addRows<Row extends object>(rows: readonly Row[], key: readonly (keyof Row)[]): Row[] {
  const added = new Map<string, Row>();
  for (const row of rows) {
    const name = JSON.stringify(key.map((column) => row[column]));
    const known = added.get(name);
    added.set(name, known === undefined ? row : addTo(known, row, key));
  }
  return [...added.values()];
}

function addTo<Row extends object>(one: Row, other: Row, key: readonly (keyof Row)[]): Row {
  const columns = (Object.keys(one) as (keyof Row)[]).filter((column) => !key.includes(column));
  const sums = columns.map((column) => [column, Number(one[column] ?? 0) + Number(other[column] ?? 0)]);
  return { ...one, ...Object.fromEntries(sums) };
}
