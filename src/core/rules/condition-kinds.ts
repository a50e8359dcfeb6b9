import type { AnyConditionKind } from "./condition-kind.ts";
import { active } from "./conditions/active.ts";
import { all } from "./conditions/all.ts";
import { any } from "./conditions/any.ts";
import { did } from "./conditions/did.ts";
import { digests } from "./conditions/digests.ts";
import { inactive } from "./conditions/inactive.ts";
import { interestedIn } from "./conditions/interested-in.ts";
import { joined } from "./conditions/joined.ts";
import { laterThanUsual } from "./conditions/later-than-usual.ts";
import { leaving } from "./conditions/leaving.ts";
import { live } from "./conditions/live.ts";
import { member } from "./conditions/member.ts";
import { neverVisited } from "./conditions/never-visited.ts";
import { not } from "./conditions/not.ts";
import { renewal } from "./conditions/renewal.ts";
import { segment } from "./conditions/segment.ts";
import { unseen } from "./conditions/unseen.ts";
import { views } from "./conditions/views.ts";
import { visits } from "./conditions/visits.ts";

/** Every condition a rule may hold. */
const KINDS = [
  inactive,
  active,
  laterThanUsual,
  neverVisited,
  unseen,
  visits,
  views,
  did,
  member,
  joined,
  renewal,
  interestedIn,
  leaving,
  digests,
  live,
  segment,
  all,
  any,
  not,
];

export const CONDITION_KINDS: ReadonlyMap<string, AnyConditionKind> = new Map(KINDS.map((kind) => [kind.name, kind]));

/** @throws when a condition was not made by reading it. */
export function kindOf(name: string): AnyConditionKind {
  const kind = CONDITION_KINDS.get(name);
  if (kind === undefined) throw new Error(`There is no condition "${name}".`);
  return kind;
}
