import { type Duration, durationMs } from "../../core/calendar.ts";
import type { Treatment } from "../../core/treatment.ts";
import { chooseMonths } from "./choose-months.ts";
import { comparePurchases } from "./compare-purchases.ts";
import { compareTreatment } from "./compare-treatments.ts";
import {
  ACTIVE_DAYS,
  BEFORE_AFTER_DAYS,
  type Comparison,
  type ComparisonReport,
  MINIMAL_GROUP,
  type NoComparison,
} from "./comparison-report.ts";
import { describe, line, NOTHING, plain, share } from "./describe-groups.ts";
import { liftTreatment } from "./lift-treatment.ts";
import type {
  BeforeAfterWindow,
  ComparisonHistory,
  ComparisonStore,
  ComparisonWindow,
  CustomerGroup,
  MemberGroup,
} from "./ports.ts";

export interface ComparisonDeps {
  readonly comparisons: ComparisonStore;
  readonly settings: {
    readonly team: readonly string[];
    readonly timezone: string;
    readonly visitGap: Duration;
    readonly treatments: readonly Treatment[];
  };
}

export interface ComparisonInput {
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
  /** Beginning of what treatments are told of; null: since ever. */
  readonly since: Date | null;
  readonly interval: "classic" | "sequential";
}

/** What stands side by side over a period; and, of what chance assigned alone, what it has changed. */
export async function compareGroups(
  { comparisons: store, settings }: ComparisonDeps,
  { from, to, since, interval }: ComparisonInput,
): Promise<ComparisonReport> {
  const { team, timezone } = settings;
  const window: ComparisonWindow = { from, to, team };
  const treated: BeforeAfterWindow = {
    since,
    to,
    team,
    days: BEFORE_AFTER_DAYS,
    visitGapSeconds: durationMs(settings.visitGap) / 1000,
  };
  const history = await store.describeHistory(window, ACTIVE_DAYS);
  const isSilent = history.latestActAt !== null && history.latestActAt < from;
  const reason = isSilent ? "silent" : history.hasVisits ? null : "no_history";
  const keepsRenewals = keepsActivities(history, from);
  const known = isSilent ? "silent" : null;
  const months = chooseMonths(from, to, timezone);
  const comparisons: (Comparison | null)[] = [
    compareActivity(await store.groupByActivity(window, ACTIVE_DAYS), reason, keepsRenewals),
    compareCustomers(await store.groupCustomers(window), known),
    comparePurchases(await store.groupPurchases({ ...months, team }), months),
  ];
  const drawn: ComparisonReport["drawn"][number][] = [];
  for (const treatment of settings.treatments) {
    if (treatment.assignment === "random") {
      drawn.push(await liftTreatment(store, treatment, treated, { interval, timezone }));
    } else if ("traits" in treatment) {
      comparisons.push({
        ...compareMembers("traits", await store.groupByTraits(window, treatment.traits), known, keepsRenewals),
        name: treatment.name,
      });
    } else comparisons.push(await compareTreatment(store, treatment, treated));
  }
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    minimalGroup: MINIMAL_GROUP,
    activeDays: ACTIVE_DAYS,
    beforeAfterDays: BEFORE_AFTER_DAYS,
    since: since?.toISOString() ?? null,
    drawn,
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
  return found.length === 0 ? null : compareMembers("activity", found, reason, keepsRenewals);
}

const GROUPS = { activity: ["active", "inactive"], traits: ["with", "without"] } as const;

function compareMembers(
  kind: keyof typeof GROUPS,
  found: readonly MemberGroup[],
  reason: NoComparison | null,
  keepsRenewals: boolean,
): Comparison {
  return describe(
    kind,
    GROUPS[kind].map((group) => ({ group, row: found.find((row) => row.group === group) })),
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
