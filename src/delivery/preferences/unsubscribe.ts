import type { CommunityClock } from "../../core/clock.ts";
import { formatDigestKey } from "../../core/digest-key.ts";
import { showUnsubscribe, type UnsubscribeDeps, type UnsubscribeView } from "./show-unsubscribe.ts";

/**
 * Ends the digests of the member a token was signed for, of everyone with the same address, and what is already queued
 * for them. Repeating it changes nothing. Null for a token that is not ours.
 */
export async function unsubscribe(
  deps: UnsubscribeDeps & { readonly clock: CommunityClock },
  token: string,
): Promise<UnsubscribeView | null> {
  const key = deps.links.verify(token, "unsubscribe");
  if (key === null) return null;
  const source = `digest ${formatDigestKey(key)}`;
  await deps.store.unsubscribe(key.memberId, { source, by: "unsubscribe page", at: deps.clock.now() });
  const view = await showUnsubscribe(deps, token);
  return view && { ...view, unsubscribed: true };
}
