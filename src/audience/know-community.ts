import { communityNeeds } from "../core/rules/community-needs.ts";
import { type CommunityFacts, type Evaluation, NOTHING_KNOWN } from "../core/rules/evaluation.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import type { Settings } from "../core/rules/settings.ts";
import type { LoadedRules } from "./load-rules.ts";
import type { AudienceStore } from "./ports.ts";

export interface CommunityInput extends Pick<Evaluation, "at" | "asOf"> {
  readonly settings: Settings;
  readonly rules: readonly CheckedRule[];
  /** The run keeps a fit that it makes, for a day; whoever only looks leaves no trace, and gets the same one. */
  readonly keepFit?: boolean;
  /** Those that contents may be open to, where they are to be found anew. */
  readonly segments?: LoadedRules["segments"];
}

/** What these rules and the settings' own conditions have to know of the community, asked once for all moments of an instant. */
export async function knowCommunity(
  store: Pick<AudienceStore, "communityFacts">,
  { settings, rules, at, asOf, keepFit = false, segments }: CommunityInput,
): Promise<CommunityFacts> {
  // Where no rule is due, nobody asks for the settings' conditions either.
  if (rules.length === 0) return NOTHING_KNOWN;
  const ofSettings = [settings.holdout.never, ...settings.pinned.map((pin) => pin.for)];
  const ofSegments = [...(segments?.values() ?? [])].map(({ when }) => when);
  const conditions = [
    ...rules.map(({ when }) => when),
    ...ofSegments,
    ...ofSettings.filter((condition) => condition !== null),
  ];
  return store.communityFacts({ needs: communityNeeds(conditions), at, asOf, settings }, keepFit);
}
