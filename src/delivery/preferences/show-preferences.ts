import type { PreferenceDeps } from "./ports.ts";
import { type FormMistake, type PreferencesView, viewPreferences } from "./preferences-view.ts";

/**
 * Reads, never acts. Null for a token that is not ours.
 * @param mistakes what was wrong with a form of which nothing was taken
 */
export async function showPreferences(
  deps: PreferenceDeps,
  token: string,
  mistakes: readonly FormMistake[] = [],
): Promise<PreferencesView | null> {
  const key = deps.links.verify(token, "preferences");
  return key && viewPreferences(deps, key.memberId, null, mistakes);
}
