import { LEAVING_REASONS } from "../../core/preferences.ts";
import type { PreferenceDeps } from "./ports.ts";
import { type PreferencesView, viewPreferences } from "./preferences-view.ts";

/** Keeps why somebody left, the last answer only. Null for a token that is not ours. */
export async function giveReason(
  deps: PreferenceDeps,
  token: string,
  given: string | null,
): Promise<PreferencesView | null> {
  const key = deps.links.verify(token, "preferences");
  if (key === null) return null;
  const reason = LEAVING_REASONS.find((one) => one === given);
  if (reason === undefined) return viewPreferences(deps, key.memberId, null, ["reason"]);
  await deps.store.keepReason(key.memberId, reason, deps.clock.now());
  return viewPreferences(deps, key.memberId, "thanks");
}
