import { PREFERENCE_PAGE, type PreferenceDeps } from "./ports.ts";
import { type PreferencesView, viewPreferences } from "./preferences-view.ts";

/**
 * Takes back the change of that version, as long as it is the last one; repeating it changes nothing. Null for a token
 * that is not ours.
 */
export async function undoPreferences(
  deps: PreferenceDeps,
  token: string,
  version: string | null,
): Promise<PreferencesView | null> {
  const key = deps.links.verify(token, "preferences");
  if (key === null) return null;
  if (version === null || !/^[1-9]\d{0,8}$/.test(version)) return viewPreferences(deps, key.memberId, null, ["form"]);
  const act = { by: PREFERENCE_PAGE, at: deps.clock.now() };
  const undone = await deps.store.undo(key.memberId, Number(version), act);
  return viewPreferences(deps, key.memberId, undone ? "undone" : "unchanged");
}
