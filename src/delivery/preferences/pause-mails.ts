import { endOfMonthsPause } from "../../core/preferences.ts";
import { PREFERENCE_PAGE, type PreferenceDeps } from "./ports.ts";
import { type PreferencesView, viewPreferences } from "./preferences-view.ts";

/**
 * No mail for a calendar month, where the member lives, not even of what is queued. Repeated on the same day it changes
 * nothing, and it never shortens a pause. Null for a token that is not ours.
 */
export async function pauseMails(deps: PreferenceDeps, token: string): Promise<PreferencesView | null> {
  const key = deps.links.verify(token, "preferences");
  if (key === null) return null;
  const at = deps.clock.now();
  const [member, { timezone }] = await Promise.all([deps.store.find(key.memberId), deps.settings()]);
  const until = endOfMonthsPause(at, member?.timezone ?? timezone);
  await deps.store.change(
    key.memberId,
    (standing) => ({
      ...standing,
      pausedUntil: standing.pausedUntil !== null && standing.pausedUntil > until ? standing.pausedUntil : until,
    }),
    { by: PREFERENCE_PAGE, at },
  );
  return viewPreferences(deps, key.memberId, "paused");
}
