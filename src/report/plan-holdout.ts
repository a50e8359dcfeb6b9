import { planLift } from "../core/stats/plan-lift.ts";
import type { LiftReport } from "./lift/lift-report.ts";
import type { CommunityFacts } from "./ports.ts";
import { roundNumber } from "./write/round-numbers.ts";

const PLANNED_SHARES = [0.1, 0.2, 0.3, 0.5];

/**
 * The smallest lift in visits that each share would show, by the visits of the last four weeks: null where they are not known, or
 * where the report would be silent of groups such as these.
 */
export function planHoldout({
  members,
  meanVisits,
  varianceOfVisits,
}: Pick<CommunityFacts, "members" | "meanVisits" | "varianceOfVisits">): LiftReport["holdoutPlan"] {
  const variation = meanVisits && varianceOfVisits ? Math.sqrt(varianceOfVisits) / meanVisits : null;
  return PLANNED_SHARES.map((share) => {
    const planned = variation === null ? null : planLift(members, share, variation);
    return {
      share,
      heldOut: Math.round(members * share),
      smallestEffect: planned !== null && "smallest" in planned ? roundNumber(planned.smallest) : null,
    };
  });
}
