import { correctForMany } from "../../core/stats/benjamini-hochberg.ts";
import { type Headline, MINIMAL_ARM, type OutcomeLift, TARGET_LIFT, type Verdict } from "./lift-report.ts";

/** One word for whoever decides about a rule, with its reason. Coming back counts first, then what was picked. */
export function decideVerdict(outcomes: readonly OutcomeLift[], sampleRatioOk: boolean): Verdict {
  if (!sampleRatioOk) return { code: "too_early", reason: "sample_ratio" };
  const visits = find(outcomes, "visits");
  const heldOut = visits?.arms.find(({ arm }) => arm === "held_out")?.n ?? 0;
  if (heldOut === 0) return { code: "too_early", reason: "nobody_held_out" };
  if (visits === undefined || visits.arms.some(({ n }) => n < MINIMAL_ARM))
    return { code: "too_early", reason: "small_arm" };
  if (visits.verdict === "worse") return { code: "stop", reason: "came_back_less" };
  if (visits.verdict === "better") return { code: "keep", reason: "came_back_more" };
  const smallest = visits.smallestEffect.relative;
  return (
    ofPicks(outcomes) ??
    (smallest !== null && smallest <= TARGET_LIFT
      ? { code: "change", reason: "no_effect_of_target_size" }
      : { code: "too_early", reason: "effect_too_small_to_see_yet" })
  );
}

/**
 * p of visits of several rules, corrected for all that are judged. Which are is decided by the sizes of their arms, which no outcome
 * decides: a rule of which nothing is told is no look at an effect, and costs the others nothing.
 */
export function correctJudged(
  rules: readonly { readonly p: number | null; readonly verdict: Verdict }[],
): (number | null)[] {
  const isJudged = ({ reason }: Verdict): boolean => reason !== "small_arm" && reason !== "nobody_held_out";
  return correctForMany(rules.map(({ p, verdict }) => (isJudged(verdict) ? p : null)));
}

/** Where chance explains an effect on visits, several rules being judged at once: what was picked says the same as without that effect. */
export function decideByPicks(outcomes: readonly OutcomeLift[]): Verdict {
  return ofPicks(outcomes) ?? { code: "too_early", reason: "not_after_correction" };
}

function ofPicks(outcomes: readonly OutcomeLift[]): Verdict | null {
  const picks = find(outcomes, "pick_visibility");
  if (picks?.verdict === "better") return { code: "keep", reason: "picks_seen_more" };
  return picks?.verdict === "worse" ? { code: "change", reason: "picks_seen_less" } : null;
}

/**
 * The first sentence, its order fixed before any result: coming back; if that cannot be seen, the picks.
 *
 * @param outcomes null: nobody of any drawing counts
 * @param reachAll whether digests were sent of which nobody was held out
 */
export function chooseHeadline(
  outcomes: readonly OutcomeLift[] | null,
  sampleRatioOk: boolean,
  reachAll: boolean,
): Headline {
  if (outcomes === null) return reachAll ? "nobody_held_out" : "no_exposures";
  if (!sampleRatioOk) return "sample_ratio";
  const visits = find(outcomes, "visits");
  const picks = find(outcomes, "pick_visibility");
  if (visits?.verdict === "better") return "came_back_more";
  if (visits?.verdict === "worse") return "came_back_less";
  if (picks?.verdict === "better") return "only_picks_seen_more";
  return visits?.verdict === "not_seen" ? "nothing_seen_yet" : "too_early";
}

function find(outcomes: readonly OutcomeLift[], outcome: OutcomeLift["outcome"]): OutcomeLift | undefined {
  return outcomes.find((lift) => lift.outcome === outcome);
}
