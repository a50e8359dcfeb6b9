import { formatDigestKey } from "../../core/digest-key.ts";
import { PREFERENCE_PAGE, type PreferenceDeps } from "./ports.ts";
import { type PreferencesView, viewPreferences } from "./preferences-view.ts";

/** Everything off: the same as unsubscribing by the link of that name. Null for a token that is not ours. */
export async function stopMails(deps: PreferenceDeps, token: string): Promise<PreferencesView | null> {
  const key = deps.links.verify(token, "preferences");
  if (key === null) return null;
  const act = { source: `digest ${formatDigestKey(key)}`, by: PREFERENCE_PAGE, at: deps.clock.now() };
  await deps.consents.unsubscribe(key.memberId, act);
  return viewPreferences(deps, key.memberId, "unsubscribed");
}
