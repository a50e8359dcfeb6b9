import { partOf } from "./part-of.ts";
import { type Absence, type AbsenceCount, SLIPPING } from "./ports.ts";
import type { SlippingReport } from "./report-sections.ts";

const BANDS: Readonly<Record<(typeof SLIPPING)[number], { readonly above: number; readonly upTo: number | null }>> = {
  twice: { above: 2, upTo: 4 },
  four_times: { above: 4, upTo: 8 },
  eight_times: { above: 8, upTo: null },
};

const isSlipping = (absence: AbsenceCount["before"]): boolean => SLIPPING.some((band) => band === absence);
const hasHabit = (absence: AbsenceCount["before"]): boolean => absence === "as_usual" || isSlipping(absence);

/** @param counts of `at` and of the earlier `before` */
export function describeSlipping(counts: readonly AbsenceCount[], at: Date, before: Date): SlippingReport {
  const moves = counts.filter((count) => count.before !== null);
  const sum = (matches: (count: AbsenceCount) => boolean): number =>
    moves.filter(matches).reduce((total, { members }) => total + members, 0);
  const habits = { now: sum(({ now }) => hasHabit(now)), before: sum((count) => hasHabit(count.before)) };
  const medians = (absence: Absence) => counts.find((count) => count.before === null && count.now === absence);
  return {
    at: at.toISOString(),
    beforeAt: before.toISOString(),
    now: partOf(
      sum(({ now }) => isSlipping(now)),
      habits.now,
    ),
    before: partOf(
      sum((count) => isSlipping(count.before)),
      habits.before,
    ),
    bands: SLIPPING.map((band) => ({
      ...BANDS[band],
      now: partOf(
        sum(({ now }) => now === band),
        habits.now,
      ),
      before: partOf(
        sum((count) => count.before === band),
        habits.before,
      ),
      medianDaysAway: medians(band)?.medianDaysAway ?? null,
      medianUsualDays: medians(band)?.medianUsualDays ?? null,
    })),
    cameBack: sum((count) => isSlipping(count.before) && !isSlipping(count.now)),
    stillSlipping: sum((count) => isSlipping(count.before) && isSlipping(count.now)),
    newly: sum((count) => !isSlipping(count.before) && isSlipping(count.now)),
    withoutHabit: sum(({ now }) => now === "no_habit"),
    neverCame: sum(({ now }) => now === "never_came"),
  };
}
