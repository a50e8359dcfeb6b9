import { PREFERENCE_PAGE, type PreferenceDeps } from "./ports.ts";
import { type PreferencesView, viewPreferences } from "./preferences-view.ts";

/** Mails come again from now on. Null for a token that is not ours. */
export async function endPause(deps: PreferenceDeps, token: string): Promise<PreferencesView | null> {
  const key = deps.links.verify(token, "preferences");
  if (key === null) return null;
  const act = { by: PREFERENCE_PAGE, at: deps.clock.now() };
  await deps.store.change(key.memberId, (standing) => ({ ...standing, pausedUntil: null }), act);
  return viewPreferences(deps, key.memberId, "pause_ended");
}
