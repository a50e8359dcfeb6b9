import Fastify, { type FastifyInstance } from "fastify";
import { openPreferences } from "../../src/app/service/preferences.ts";
import type { Services } from "../../src/cli/context.ts";
import type { DigestKey } from "../../src/core/community.ts";
import { showUnsubscribe } from "../../src/delivery/preferences/show-unsubscribe.ts";
import { unsubscribe } from "../../src/delivery/preferences/unsubscribe.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import { createUnsubscribeStore } from "../../src/platform/postgres/delivery/unsubscribe-store.ts";
import { preferencesRoutes } from "../../src/web/members/preferences-routes.ts";
import { unsubscribeRoutes } from "../../src/web/members/unsubscribe-routes.ts";
import { LINKS, NOW } from "./outbox.ts";

export const BRAND = { name: "Café & <Co>", colour: "#0b5fff" };

/** The two pages that members reach from their mails, over a database, at an instant that the test moves. */
export async function openMemberPages(
  database: Database,
  { languages = ["en", "fr"] }: { readonly languages?: readonly string[] } = {},
): Promise<{ readonly server: FastifyInstance; at: Date }> {
  const scene = { server: Fastify(), at: NOW };
  const clock = { now: () => scene.at };
  const settings = { languages, timezone: "Europe/Paris", brand: BRAND };
  const loadRules = (async () => ({ settings })) as unknown as Services["loadRules"];
  const deps = { store: createUnsubscribeStore(database), links: LINKS, clock, language: "en" as const };
  await scene.server.register(
    unsubscribeRoutes({
      brand: async () => BRAND,
      show: (token) => showUnsubscribe(deps, token),
      unsubscribe: (token) => unsubscribe(deps, token),
    }),
  );
  await scene.server.register(preferencesRoutes(openPreferences(database, LINKS, clock, { loadRules })));
  return scene;
}

export const preferencesPath = (key: DigestKey): string => new URL(LINKS.preferencesUrl(key)).pathname;
export const unsubscribePath = (key: DigestKey): string => new URL(LINKS.unsubscribeUrl(key)).pathname;
