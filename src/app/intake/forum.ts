import { setTimeout as pause } from "node:timers/promises";
import type { LoadedRules } from "../../audience/load-rules.ts";
import type { Config } from "../../config.ts";
import type { DiscourseConnector } from "../../core/connectors/discourse/discourse-schema.ts";
import { ForumTrouble } from "../../core/connectors/discourse/forum-trouble.ts";
import { RekindleError } from "../../core/errors.ts";
import { type ForumImported, type ForumImportOptions, importForum } from "../../ingest/forum/import-forum.ts";
import { askForumAt } from "../../platform/connectors/ask-forum.ts";
import { loadConnectors } from "../../platform/connectors/load-connectors.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { createForumStore } from "../../platform/postgres/ingest/forum-store.ts";
import { createIngestStore } from "../../platform/postgres/ingest/ingest-store.ts";

/** @throws RekindleError `usage` when there is no such forum, `configuration` without its key, `unreachable` when it says no */
export async function importForumOf(
  config: Config,
  database: Database,
  load: () => Promise<LoadedRules>,
  name: string,
  options: ForumImportOptions,
): Promise<ForumImported> {
  const connector = await findForum(config, name);
  const { url, apiUser, allowPrivate } = connector;
  const apiKey = keyOf(connector);
  const { settings } = await load();
  const deps = {
    store: createIngestStore(database),
    clock: { now: () => new Date() },
    settings,
    forum: createForumStore(database),
    ask: askForumAt({ url, apiKey, apiUser, allowPrivate }),
    pause: (ms: number) => pause(ms),
  };
  try {
    return await importForum(deps, connector, options);
  } catch (error) {
    if (!(error instanceof ForumTrouble)) throw error;
    throw new RekindleError(
      isForbidden(error) ? "configuration" : "unreachable",
      `The forum ${name} was not taken in to its end: ${error.message}.`,
      remedyOf(error),
    );
  }
}

async function findForum(config: Config, name: string): Promise<DiscourseConnector> {
  const { connectors } = await loadConnectors(config);
  const forums = connectors.filter((connector) => connector.kind === "discourse");
  const found = forums.find((forum) => forum.name === name);
  if (found !== undefined) return found;
  const known = forums.map((forum) => forum.name).join(", ") || "none";
  throw new RekindleError(
    "usage",
    `There is no Discourse forum "${name}".`,
    `Those of ${config.connectorsDirectory} without a mistake: ${known}. See the others with: rekindle connectors check`,
  );
}

function keyOf({ name, apiKey }: DiscourseConnector): string {
  if (apiKey === null) {
    throw new RekindleError(
      "configuration",
      `The connector ${name} names no key of the forum's API.`,
      "Make one in Discourse (Admin, API keys), put it into a variable, and write api_key: $FORUM_API_KEY into its file.",
    );
  }
  return apiKey.reveal();
}

/** Discourse hides from others what only administrators may ask for. */
function isForbidden({ status }: ForumTrouble): boolean {
  return status === 403 || status === 404;
}

function remedyOf(error: ForumTrouble): string {
  if (isForbidden(error)) {
    return "The key has to be an administrator's, for all users or that of api_user, with the scope Global or read-only.";
  }
  return "What was taken in is kept: the same command goes on there.";
}
