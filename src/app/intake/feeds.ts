import { sayTrouble } from "../../cli/connectors/connectors.ts";
import type { Services } from "../../cli/context.ts";
import type { Config } from "../../config.ts";
import { RekindleError } from "../../core/errors.ts";
import { type PolledFeed, pollFeeds } from "../../ingest/feeds/poll-feeds.ts";
import { type CycleKeeper, keepCycling } from "../../jobs/keep-cycling.ts";
import { fetchFeed } from "../../platform/connectors/fetch-feed.ts";
import { loadConnectors } from "../../platform/connectors/load-connectors.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { createFeedStore } from "../../platform/postgres/ingest/feed-store.ts";
import { createIngestStore } from "../../platform/postgres/ingest/ingest-store.ts";

const CHECK = "See them with: rekindle connectors check";

/** @throws RekindleError `usage` when there is no such feed */
export async function pollFeedsOf(
  config: Config,
  database: Database,
  { names = [], all = false }: { readonly names?: readonly string[]; readonly all?: boolean },
): Promise<readonly PolledFeed[]> {
  const { connectors } = await loadConnectors(config);
  const feeds = connectors.filter((connector) => connector.kind === "rss");
  const unknown = names.filter((name) => !feeds.some((feed) => feed.name === name));
  if (unknown.length > 0) {
    const known = feeds.map(({ name }) => name).join(", ") || "none";
    throw new RekindleError(
      "usage",
      `There is no feed ${unknown.map((name) => `"${name}"`).join(", ")}.`,
      `Feeds of ${config.connectorsDirectory} without a mistake: ${known}.`,
    );
  }
  const deps = {
    store: createIngestStore(database),
    clock: { now: () => new Date() },
    feeds: createFeedStore(database),
    fetchFeed: (request: Parameters<typeof fetchFeed>[0]) => fetchFeed(request),
  };
  return pollFeeds(deps, names.length === 0 ? feeds : feeds.filter(({ name }) => names.includes(name)), { all });
}

/**
 * Asks the feeds that are due every minute. Several workers share them: each is asked by one. Mistakes in the folder are told
 * once, and again when they have changed.
 */
export function keepPolling(
  config: Config,
  services: Pick<Services, "pollFeeds">,
  onTrouble: (error: unknown) => void,
): CycleKeeper {
  let told = "";
  return keepCycling(async () => {
    const { mistakes } = await loadConnectors(config);
    const says = mistakes.map(({ file, line, message }) => `${file}:${line}: ${message}`).join("; ");
    if (says !== told && says !== "") {
      onTrouble(new RekindleError("configuration", `Connectors with a mistake are left out: ${says}.`, CHECK));
    }
    told = says;
    for (const feed of await services.pollFeeds({})) {
      if (feed.trouble === null) continue;
      const remedy = "It is asked again, less and less often; rekindle connectors poll asks at once.";
      onTrouble(new RekindleError("unreachable", sayTrouble(feed), remedy));
    }
  }, onTrouble);
}
