import { ACCEPTED_STATES, type DigestState } from "../core/community.ts";

export const OUTCOMES = [
  "accepted",
  "deferred",
  "failed",
  "unknown",
  "suppressed",
  "withheld",
  "already_proposed",
  "nothing_open",
  "capped",
  "withdrawn",
  "expired",
  "abandoned",
  "held",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How many digests of a slot ended where. Their sum is the funnel's `planned`. */
export type CycleOutcome = Readonly<Record<Outcome, number>>;

/** `held`: nothing prevents the digest but a pause, quiet hours, `sending`, or that nobody came to it yet. */
export function outcomeOf(
  counts: readonly { readonly state: DigestState; readonly reason: string | null; readonly members: number }[],
): CycleOutcome {
  const outcome = Object.fromEntries(OUTCOMES.map((name) => [name, 0])) as Record<Outcome, number>;
  for (const { state, reason, members } of counts) outcome[nameOf(state, reason)] += members;
  return outcome;
}

function nameOf(state: DigestState, reason: string | null): Outcome {
  if (state === "skipped") return OUTCOMES.find((name) => name === reason) ?? "nothing_open";
  if ((ACCEPTED_STATES as readonly DigestState[]).includes(state)) return "accepted";
  return OUTCOMES.find((name) => name === state) ?? "held";
}
