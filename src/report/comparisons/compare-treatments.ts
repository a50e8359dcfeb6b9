import type { Treatment } from "../../core/treatment.ts";
import { roundNumber } from "../write/round-numbers.ts";
import { type Comparison, type Matched, MINIMAL_GROUP } from "./comparison-report.ts";
import { describe, line, notShown, plain, share, shownCount } from "./describe-groups.ts";
import type { BeforeAfterWindow, ComparisonStore, MatchedOthers } from "./ports.ts";

type Told = Extract<Treatment, { readonly told: object; readonly assignment: "none" }>;

/** The same members before and after their first time; beside them, where there are enough, others who were like them before. */
export async function compareTreatment(
  store: ComparisonStore,
  { name, told }: Told,
  window: BeforeAfterWindow,
): Promise<Comparison> {
  const sides = await store.beforeAfter(window, told);
  const [side] = sides;
  if (side === undefined || side.members < MINIMAL_GROUP) return notShown("before_after", name, "few_treated");
  const compared = describe(
    "before_after",
    (["before", "after"] as const).map((group) => ({ group, row: sides.find((row) => row.group === group) })),
    ({ members }) => members,
    [
      line("came", "share", ({ came, members }) => share(came, members)),
      line("visits_mean", "number", ({ visitsMean, members }) => plain(visitsMean, members)),
      line("visits_median", "number", ({ visitsMedian, members }) => plain(visitsMedian, members)),
      line("minutes_median", "minutes", ({ minutesMedian, came }) => plain(minutesMedian, came)),
    ],
    null,
  );
  // What is left of them are the members whose days are not complete, and they may be few.
  const had = shownCount(side.had - side.members) === null ? null : side.had;
  return { ...compared, name, had, matched: describeMatched(await store.matchOthers(window, told)) };
}

function describeMatched({ members, before, after, others, othersBefore, othersAfter }: MatchedOthers): Matched | null {
  if (Math.min(members, others) < MINIMAL_GROUP) return null;
  if (before === null || after === null || othersBefore === null || othersAfter === null) return null;
  return {
    members,
    before: roundNumber(before),
    after: roundNumber(after),
    others,
    othersBefore: roundNumber(othersBefore),
    othersAfter: roundNumber(othersAfter),
  };
}
