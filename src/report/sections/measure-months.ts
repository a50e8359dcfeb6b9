import type { LocalDate } from "../../core/community.ts";
import type { OutcomeLift } from "../lift/lift-report.ts";
import { liftOutcome, type OutcomeContext } from "../lift/outcome-lift.ts";
import { pairPhases } from "../lift/pair-phases.ts";
import type { ReportStore, ReportWindow } from "../ports.ts";
import type { NamedSpan } from "./calendar-spans.ts";

export interface MonthLift {
  /** Its first day. */
  readonly date: LocalDate;
  readonly from: string;
  /** The end of the period, where that lies within it. */
  readonly to: string;
  readonly isPart: boolean;
  /** Visits a week and unseen content seen, of whoever was exposed before its end, in it alone. */
  readonly visits: OutcomeLift;
  readonly visibility: OutcomeLift;
}

/**
 * The outcomes of each month, by the very statements of the report: a month is what `report --period` says of it. Months in which
 * nobody was exposed yet are left out.
 */
export async function measureMonths(
  store: Pick<ReportStore, "sumMeasure">,
  months: readonly NamedSpan[],
  experiment: string | null,
  window: Omit<ReportWindow, "from" | "to">,
  context: OutcomeContext,
): Promise<MonthLift[]> {
  if (experiment === null) return [];
  const measured: MonthLift[] = [];
  for (const { date, isPart, ...span } of months) {
    const own = { ...window, ...span };
    const [visits, visibility] = await Promise.all([
      store.sumMeasure("visits", own),
      store.sumMeasure("visibility", own),
    ]);
    const pick = (rows: typeof visits) =>
      pairPhases(rows.filter((row) => row.experiment === experiment && row.rule === null));
    const phases = pick(visits);
    if (phases.length === 0) continue;
    measured.push({
      date,
      from: span.from.toISOString(),
      to: span.to.toISOString(),
      isPart,
      visits: liftOutcome("visits", phases, context),
      visibility: liftOutcome("visibility", pick(visibility), context),
    });
  }
  return measured;
}
