import { formatDigestKey } from "../../core/digest-key.ts";
import { PREFERENCE_PAGE, type PreferenceDeps } from "./ports.ts";
import { type PreferencesView, viewPreferences } from "./preferences-view.ts";

/**
 * Takes back an unsubscribing, for everyone for whom it was one; never a complaint, and no address that mail comes back
 * from. It is a yes of the member's own, with its date. Repeating it changes nothing. Null for a token that is not ours.
 */
export async function resubscribe(deps: PreferenceDeps, token: string): Promise<PreferencesView | null> {
  const key = deps.links.verify(token, "preferences");
  if (key === null) return null;
  const at = deps.clock.now();
  await deps.consents.resubscribe(key.memberId, `${PREFERENCE_PAGE}, digest ${formatDigestKey(key)}`, at);
  const view = await viewPreferences(deps, key.memberId, "resubscribed");
  return view.standing === "on" || view.standing === "paused" ? view : { ...view, said: null };
}
