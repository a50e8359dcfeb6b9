import type { FastifyInstance } from "fastify";
import { holdMailing, releaseMailing, showMailing } from "../../audience/holding/hold-mailing.ts";
import type { Services } from "../../cli/context.ts";
import type { Config } from "../../config.ts";
import type { CommunityClock } from "../../core/clock.ts";
import { showCalendar } from "../../delivery/calendar/show-calendar.ts";
import { followLink } from "../../delivery/clicks/follow-link.ts";
import { keepOpen } from "../../delivery/clicks/keep-open.ts";
import { showUnsubscribe } from "../../delivery/preferences/show-unsubscribe.ts";
import { unsubscribe } from "../../delivery/preferences/unsubscribe.ts";
import { showUseful, voteUseful } from "../../delivery/votes/vote-useful.ts";
import { createCalendarStore } from "../../platform/postgres/delivery/calendar-store.ts";
import { createClickStore } from "../../platform/postgres/delivery/click-store.ts";
import { createFeedbackStore } from "../../platform/postgres/delivery/feedback-store.ts";
import { createOpenStore } from "../../platform/postgres/delivery/open-store.ts";
import { createUnsubscribeStore } from "../../platform/postgres/delivery/unsubscribe-store.ts";
import { createVoteStore } from "../../platform/postgres/delivery/vote-store.ts";
import { fetchText } from "../../platform/webhooks/fetch-text.ts";
import type { Outcome } from "../../report/lift/lift-report.ts";
import { saveReport } from "../../report/saved/save-report.ts";
import { showSaved } from "../../report/saved/show-saved.ts";
import type { Inbox, PageAccess } from "../../web/dependencies.ts";
import { snippetRoutes } from "../../web/intake/snippet-routes.ts";
import { calendarRoutes } from "../../web/members/calendar-routes.ts";
import { clickRoutes } from "../../web/members/click-routes.ts";
import { openRoutes } from "../../web/members/open-routes.ts";
import { preferencesRoutes } from "../../web/members/preferences-routes.ts";
import { unsubscribeRoutes } from "../../web/members/unsubscribe-routes.ts";
import { usefulRoutes } from "../../web/members/useful-routes.ts";
import { createPages } from "../../web/pages.ts";
import { createServer } from "../../web/server.ts";
import { reviewRoutes } from "../../web/team/review-routes.ts";
import type { Connection } from "../connection.ts";
import { forumHooks } from "../intake/forum-hooks.ts";
import { openReceivers } from "../intake/receivers.ts";
import { openTracking } from "../intake/track.ts";
import { openLinksOf, openReturnPathsOf } from "../links.ts";
import { keepForecast } from "../reports/keep-forecast.ts";
import { keepReports } from "../reports/report-pages.ts";
import { openWebhooks } from "../sending/webhooks.ts";
import { openPreferences } from "./preferences.ts";

export interface PageOptions {
  readonly access: PageAccess;
  /** The community's time. */
  readonly clock: CommunityClock;
  /** The clock of reports, and where what they tell of ends; null: it goes on. */
  readonly reported: { readonly now: () => Date; readonly end: Date | null };
  readonly inbox: Inbox | null;
  /** The true effects; null outside the demo. */
  readonly planted: ReadonlyMap<Outcome, number> | null;
  readonly onTrouble: (error: unknown) => void;
}

/** Pages for the team, and the links of the digests. Listens to nothing yet. */
export async function openPages(
  config: Config,
  { database }: Connection,
  services: Services,
  options: PageOptions,
): Promise<FastifyInstance> {
  const { clock } = options;
  const links = await openLinksOf(config, database);
  const keeper = keepForecast({ forecast: services.forecast, now: clock.now, onTrouble: options.onTrouble });
  const charts = await services.openCharts();
  const reports = keepReports({
    database,
    loadRules: services.loadRules,
    charts,
    writeWorkbook: services.writeWorkbook,
    ...options.reported,
  });
  const pages = createPages({
    loadRules: services.loadRules,
    audiences: services.audiences,
    rules: services.rules,
    brakes: services.brakes,
    measure: reports.measure,
    foreseen: keeper.read,
    charts,
    countStates: services.outbox.countStates,
    isRestored: async () => (await services.restored.read()).hold !== null,
    slotsSince: services.audiences.slotsSince,
    now: clock.now,
    planted: options.planted,
  });
  const server = createServer({
    ...pages,
    report: reports.pages,
    saved: {
      keep: (report) => saveReport(services.savedReports, report),
      list: services.savedReports.list,
      show: (id, format) => showSaved(services.savedReports, id, format),
    },
    access: options.access,
    isReady: async () => (await database.query({ text: "SELECT 1 AS one", values: [] })).length === 1,
    inbox: options.inbox,
    onTrouble: options.onTrouble,
  });
  server.addHook("onClose", keeper.stop);
  server.addHook("onClose", reports.stop);
  const store = createUnsubscribeStore(database);
  const deps = { store, links, clock, language: "en" as const };
  await server.register(
    unsubscribeRoutes({
      brand: async () => (await services.loadRules()).settings.brand,
      show: (token) => showUnsubscribe(deps, token),
      unsubscribe: (token) => unsubscribe(deps, token),
    }),
  );
  await server.register(preferencesRoutes(openPreferences(database, links, clock, services)));
  const mailings = { brakes: services.brakes, links, clock };
  await server.register(
    reviewRoutes({
      brand: async () => (await services.loadRules()).settings.brand,
      show: (token) => showMailing(mailings, token),
      hold: (token) => holdMailing(mailings, token),
      release: (token) => releaseMailing(mailings, token),
    }),
  );
  const calendars = createCalendarStore(database);
  await server.register(
    calendarRoutes(async (token, contentId) => {
      const { from } = (await services.loadRules()).settings;
      return showCalendar({ store: calendars, links, sender: from.address }, token, contentId);
    }),
  );
  const votes = { links, store: createVoteStore(database), clock, language: "en" as const };
  await server.register(
    usefulRoutes({
      brand: async () => (await services.loadRules()).settings.brand,
      show: (token) => showUseful(votes, token),
      vote: (token, useful) => voteUseful(votes, token, useful),
    }),
  );
  const known = new Map<number, string>();
  const { onTrouble } = options;
  const feedback = createFeedbackStore(database);
  const clicks = { links, store: createClickStore(database), feedback, clock, known, onTrouble };
  await server.register(clickRoutes((token, visitor) => followLink(clicks, token, visitor)));
  const readSettings = async () => (await services.loadRules()).settings;
  await server.register(
    openTracking(
      database,
      readSettings,
      clock,
      onTrouble,
      openReceivers(config, forumHooks(database, readSettings, clock)),
    ),
  );
  await server.register(snippetRoutes);
  const opens = { links, store: createOpenStore(database), onTrouble };
  await server.register(openRoutes((token, visitor) => keepOpen(opens, token, visitor)));
  await server.register(
    openWebhooks({
      secrets: config.webhooks,
      database,
      store: feedback,
      clock,
      machineNow: () => new Date(),
      fetchText,
      own: { links, returnPaths: await openReturnPathsOf(config, database) },
      onTrouble,
    }),
  );
  return server;
}
