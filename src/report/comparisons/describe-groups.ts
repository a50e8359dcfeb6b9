import { roundNumber } from "../write/round-numbers.ts";
import {
  type ComparedLine,
  type ComparedMeasure,
  type Comparison,
  type GroupName,
  type GroupValue,
  MINIMAL_GROUP,
  type NoComparison,
} from "./comparison-report.ts";

type Value = Omit<GroupValue, "group">;
export const NOTHING: Value = { value: null, of: null, interval: null };

export function share(count: number, total: number): Value {
  return total < MINIMAL_GROUP ? NOTHING : { ...NOTHING, value: roundNumber(count / total), of: { count, total } };
}

export function plain(value: number | null, behind: number): Value {
  return value === null || behind < MINIMAL_GROUP ? NOTHING : { ...NOTHING, value: roundNumber(value) };
}

/** A count of people by itself; none at all names nobody. */
export function shownCount(count: number): number | null {
  return count === 0 || count >= MINIMAL_GROUP ? count : null;
}

export interface LineOf<Row> {
  readonly measure: ComparedMeasure;
  readonly unit: ComparedLine["unit"];
  readonly of: (row: Row) => Value;
}

export function line<Row>(measure: ComparedMeasure, unit: ComparedLine["unit"], of: (row: Row) => Value): LineOf<Row> {
  return { measure, unit, of };
}

export function describe<Row>(
  kind: Comparison["kind"],
  groups: readonly { readonly group: GroupName; readonly row: Row | undefined }[],
  sizeOf: (row: Row) => number,
  lines: readonly LineOf<Row>[],
  known: NoComparison | null,
): Comparison {
  const sizes = groups.map(({ group, row }) => {
    const members = row === undefined ? 0 : sizeOf(row);
    return { group, members: members < MINIMAL_GROUP ? null : members };
  });
  const reason = known ?? (sizes.some(({ members }) => members === null) ? "small_group" : null);
  const compared = lines.map(({ measure, unit, of }): ComparedLine => {
    const values = groups.map(({ group, row }) => ({ group, ...(row === undefined ? NOTHING : of(row)) }));
    return { measure, unit, values };
  });
  return {
    kind,
    groups: reason === null || reason === "small_group" ? sizes : sizes.map(({ group }) => ({ group, members: null })),
    // A line of which no group has a value says nothing.
    lines: reason === null ? compared.filter(({ values }) => values.some(({ value }) => value !== null)) : [],
    reason,
    name: null,
    had: null,
    matched: null,
    months: null,
  };
}

/** A comparison of which nothing may be shown, or nothing can be said. */
export function notShown(kind: Comparison["kind"], name: string, reason: NoComparison): Comparison {
  return { kind, name, groups: [], lines: [], reason, had: null, matched: null, months: null };
}
