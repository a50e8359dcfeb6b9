import { roundNumber } from "../round-numbers.ts";
import {
  ACTIVE_DAYS,
  type ComparedLine,
  type ComparedMeasure,
  type Comparison,
  type ComparisonReport,
  type GroupName,
  type GroupValue,
  MINIMAL_GROUP,
  type NoComparison,
} from "./comparison-report.ts";
import type { ComparisonHistory, ComparisonStore, CustomerGroup, MemberGroup } from "./ports.ts";

export interface ComparisonDeps {
  readonly comparisons: ComparisonStore;
  readonly settings: { readonly team: readonly string[] };
}

/** What stands side by side over a period, its end not included; nothing of it says what an act has brought about. */
export async function compareGroups(
  { comparisons: store, settings }: ComparisonDeps,
  span: { readonly from: Date; readonly to: Date },
): Promise<ComparisonReport> {
  const window = { ...span, team: settings.team };
  const history = await store.describeHistory(window, ACTIVE_DAYS);
  const isSilent = history.latestActAt !== null && history.latestActAt < span.from;
  const reason = isSilent ? "silent" : history.hasVisits ? null : "no_history";
  const members = await store.groupByActivity(window, ACTIVE_DAYS);
  const customers = await store.groupCustomers(window);
  const comparisons = [
    compareActivity(members, reason, keepsActivities(history, span.from)),
    compareCustomers(customers, isSilent ? "silent" : null),
  ];
  return {
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    minimalGroup: MINIMAL_GROUP,
    activeDays: ACTIVE_DAYS,
    comparisons: comparisons.filter((comparison) => comparison !== null),
  };
}

function keepsActivities({ activitiesFrom }: ComparisonHistory, from: Date): boolean {
  return activitiesFrom === null || activitiesFrom <= from;
}

function compareActivity(
  found: readonly MemberGroup[],
  reason: NoComparison | null,
  keepsRenewals: boolean,
): Comparison | null {
  if (found.length === 0) return null;
  return describe(
    "activity",
    (["active", "inactive"] as const).map((group) => ({ group, row: found.find((row) => row.group === group) })),
    ({ members }) => members,
    [
      line("came", "share", ({ came, members }) => share(came, members)),
      line("visits_mean", "number", ({ visitsMean, members }) => plain(visitsMean, members)),
      line("visits_median", "number", ({ visitsMedian, members }) => plain(visitsMedian, members)),
      line("minutes_median", "minutes", ({ minutesMedian, came }) => plain(minutesMedian, came)),
      line("renewed", "share", ({ renewed, ended }) => (keepsRenewals ? share(renewed, renewed + ended) : NOTHING)),
    ],
    reason,
  );
}

function compareCustomers(found: readonly CustomerGroup[], reason: NoComparison | null): Comparison | null {
  if (found.length === 0) return null;
  return describe(
    "customers",
    (["member", "other"] as const).map((group) => ({ group, row: found.find((row) => row.group === group) })),
    ({ customers }) => customers,
    [
      line("left", "share", ({ left, customers }) => share(left, customers)),
      line("customer_renewed", "share", ({ renewed, renewalsKnown, customers }) =>
        renewalsKnown === 0 ? NOTHING : share(renewed, customers),
      ),
      line("years_median", "years", ({ yearsMedian, sinceKnown }) => plain(yearsMedian, sinceKnown)),
    ],
    reason,
  );
}

type Value = Omit<GroupValue, "group">;
const NOTHING: Value = { value: null, of: null };

function share(count: number, total: number): Value {
  return total < MINIMAL_GROUP ? NOTHING : { value: roundNumber(count / total), of: { count, total } };
}

function plain(value: number | null, behind: number): Value {
  return value === null || behind < MINIMAL_GROUP ? NOTHING : { value: roundNumber(value), of: null };
}

interface LineOf<Row> {
  readonly measure: ComparedMeasure;
  readonly unit: ComparedLine["unit"];
  readonly of: (row: Row) => Value;
}

function line<Row>(measure: ComparedMeasure, unit: ComparedLine["unit"], of: (row: Row) => Value): LineOf<Row> {
  return { measure, unit, of };
}

function describe<Row>(
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
  };
}
