import { PROGRAMME } from "../../core/assignment.ts";
import type { Settings } from "../../core/rules/settings.ts";
import type { PhaseFacts } from "../ports.ts";

/** Which holdout is in force; as doctor tells it. */
export interface OwnHoldout {
  readonly share: number;
  /** What settings say instead, for who is new from the next mailing on; null: the same. */
  readonly next: number | null;
  /** Other shares by which members were drawn before, who keep their groups. */
  readonly kept: readonly number[];
}

/** Settings change the draw of nobody who has been drawn: until the next mailing they are not even that of who is new. */
export function ownHoldout(
  phases: readonly PhaseFacts[],
  { share, by }: Pick<Settings["holdout"], "share" | "by">,
): OwnHoldout {
  const live = phases.filter(({ experiment, keptUntil }) => experiment === PROGRAMME && keptUntil === null);
  const last = live.at(-1);
  // The next mailing ends it, or draws anew.
  if (last === undefined || share === 0 || last.by !== by) return { share, next: null, kept: [] };
  const kept = new Set(live.map((phase) => phase.share));
  kept.delete(last.share);
  return { share: last.share, next: share === last.share ? null : share, kept: [...kept] };
}
