import type { Services } from "../../cli/context.ts";
import type { CommunityClock } from "../../core/clock.ts";
import type { Links } from "../../core/links/token.ts";
import { endPause } from "../../delivery/preferences/end-pause.ts";
import { giveReason } from "../../delivery/preferences/give-reason.ts";
import { pauseMails } from "../../delivery/preferences/pause-mails.ts";
import { resubscribe } from "../../delivery/preferences/resubscribe.ts";
import { savePreferences } from "../../delivery/preferences/save-preferences.ts";
import { showPreferences } from "../../delivery/preferences/show-preferences.ts";
import { stopMails } from "../../delivery/preferences/stop-mails.ts";
import { undoPreferences } from "../../delivery/preferences/undo-preferences.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { createPreferenceStore } from "../../platform/postgres/delivery/preference-store.ts";
import { createUnsubscribeStore } from "../../platform/postgres/delivery/unsubscribe-store.ts";
import type { PreferencesRoutes } from "../../web/members/preferences-routes.ts";

/** All that the page of preferences can do. */
export function openPreferences(
  database: Database,
  links: Links,
  clock: CommunityClock,
  { loadRules }: Pick<Services, "loadRules">,
): PreferencesRoutes {
  const settings = async () => (await loadRules()).settings;
  const deps = {
    store: createPreferenceStore(database),
    consents: createUnsubscribeStore(database),
    links,
    clock,
    settings,
    language: "en" as const,
  };
  return {
    brand: async () => (await settings()).brand,
    show: (token, mistakes) => showPreferences(deps, token, mistakes),
    save: (token, given) => savePreferences(deps, token, given),
    pause: (token) => pauseMails(deps, token),
    endPause: (token) => endPause(deps, token),
    stop: (token) => stopMails(deps, token),
    resubscribe: (token) => resubscribe(deps, token),
    undo: (token, version) => undoPreferences(deps, token, version),
    giveReason: (token, reason) => giveReason(deps, token, reason),
  };
}
