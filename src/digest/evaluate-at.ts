import { communityNeeds } from "../core/rules/community-needs.ts";
import type { Condition } from "../core/rules/condition.ts";
import type { CommunityFacts, Evaluation } from "../core/rules/evaluation.ts";
import type { DigestMoment, ProposeDeps } from "./ports.ts";

/** Instants whose figures are kept; few moments are under way at once. */
const MOST_KEPT = 6;

/** The evaluation of these conditions at a moment, with what they have to know of the community: asked once, not for each batch. */
export async function evaluationAt(
  { store, cache, settings }: ProposeDeps,
  { at, localDate, timezone }: DigestMoment,
  conditions: readonly Condition[],
): Promise<Evaluation> {
  const evaluation: Evaluation = { at, today: localDate, timezone, settings, asOf: "facts" };
  const needs = communityNeeds(conditions);
  if (needs.length === 0) return evaluation;
  const key = JSON.stringify([at, needs]);
  let asked = cache.community.get(key);
  if (asked === undefined) {
    asked = store.communityFacts({ ...evaluation, needs });
    keep(cache.community, key, asked);
    // A failure is not kept: the next batch asks again.
    asked.catch(() => cache.community.delete(key));
  }
  return { ...evaluation, community: await asked };
}

function keep(kept: Map<string, Promise<CommunityFacts>>, key: string, asked: Promise<CommunityFacts>): void {
  kept.set(key, asked);
  for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest);
}
