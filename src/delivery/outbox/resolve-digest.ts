import { DAY_MS } from "../../core/calendar.ts";
import type { CommunityClock } from "../../core/clock.ts";
import { parseDigestKey } from "../../core/digest-key.ts";
import { RekindleError } from "../../core/errors.ts";
import type { Resolution, ResolveRequest, ResolveStore } from "./ports.ts";
import { noSuchDigest, notAnId } from "./show-digest.ts";

/** Whoever asks for a digest again wants it to leave, quiet hours and an evening's expiry notwithstanding. */
const RESEND_WITHIN_MS = DAY_MS;

export interface ResolveDeps {
  readonly store: ResolveStore;
  readonly clock: CommunityClock;
  /** Who says so. */
  readonly person: string;
}

/**
 * A person says what became of an unknown digest: `accepted`, it arrived; `resend`, it did not, so it is due at once;
 * `abandon`, give its picks back. Throws `not_found`, or `usage` when the digest's fate is known.
 */
export async function resolveDigest(deps: ResolveDeps, id: string, resolution: Resolution): Promise<void> {
  const key = parseDigestKey(id);
  if (key === null) throw notAnId(id);
  if ((await deps.store.resolve([key], requestOf(deps, resolution))) === 1) return;
  const state = await deps.store.findState(key);
  if (state === null) throw noSuchDigest(id);
  throw new RekindleError(
    "usage",
    `Digest ${id} is ${state}: only a digest whose fate is unknown can be resolved.`,
    "See `rekindle outbox --state unknown` for those that wait for a person.",
  );
}

/** The same of all that have been unknown for so long; answers how many. */
export async function resolveUnknown(deps: ResolveDeps, olderThanMs: number, resolution: Resolution): Promise<number> {
  return deps.store.resolve(await deps.store.findUnknown(olderThanMs), requestOf(deps, resolution));
}

function requestOf({ clock, person }: ResolveDeps, resolution: Resolution): ResolveRequest {
  const at = clock.now();
  return { resolution, at, resendUntil: new Date(at.getTime() + RESEND_WITHIN_MS), by: `person ${person}` };
}
