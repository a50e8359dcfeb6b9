import type { LoadedRules } from "../../audience/load-rules.ts";
import type { Services } from "../../cli/context.ts";
import type { Config } from "../../config.ts";
import type { SqlConnector } from "../../core/connectors/sql-schema.ts";
import { SqlTrouble } from "../../core/connectors/sql-trouble.ts";
import { RekindleError } from "../../core/errors.ts";
import { type RanSource, runSqlSources, type SourceOptions } from "../../ingest/sql/run-sources.ts";
import { type TriedQuery, trySource } from "../../ingest/sql/try-source.ts";
import { type CycleKeeper, keepCycling } from "../../jobs/keep-cycling.ts";
import { loadConnectors } from "../../platform/connectors/load-connectors.ts";
import { openSite } from "../../platform/connectors/sql/open-site.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { createArrivalStore } from "../../platform/postgres/ingest/arrival-store.ts";
import { createIngestStore } from "../../platform/postgres/ingest/ingest-store.ts";
import { createRejectedCallStore } from "../../platform/postgres/ingest/rejected-call-store.ts";
import { createSqlSourceStore } from "../../platform/postgres/ingest/sql-source-store.ts";
import type { Log } from "../service/log.ts";

/** Runs the SQL sources of the connectors folder: those due, or all; the one named, or every one. @throws RekindleError `usage` when there is no such source */
export async function runSourcesOf(
  config: Config,
  database: Database,
  load: () => Promise<LoadedRules>,
  { name, ...options }: SourceOptions & { readonly name?: string },
): Promise<readonly RanSource[]> {
  const sources = await findSources(config, name);
  if (sources.length === 0) return [];
  const { settings } = await load();
  return runSqlSources({ ...depsOf(database), settings }, sources, options);
}

/** @throws RekindleError `usage` when there is no such source, `unreachable` when its database is not to be had */
export async function trySourceOf(
  config: Config,
  database: Database,
  load: () => Promise<LoadedRules>,
  name: string,
  signal: AbortSignal,
): Promise<readonly TriedQuery[]> {
  const [source] = await findSources(config, name);
  if (source === undefined) return [];
  const { settings } = await load();
  try {
    return await trySource({ ...depsOf(database), settings }, source, signal);
  } catch (error) {
    if (!(error instanceof SqlTrouble)) throw error;
    throw new RekindleError("unreachable", `${name}: ${error.message}.`, error.remedy, error);
  }
}

function depsOf(database: Database) {
  return {
    store: createIngestStore(database),
    clock: { now: () => new Date() },
    rejected: createRejectedCallStore(database),
    sources: createSqlSourceStore(database),
    arrivals: createArrivalStore(database),
    openSite,
  };
}

async function findSources(config: Config, name: string | undefined): Promise<readonly SqlConnector[]> {
  const { connectors } = await loadConnectors(config);
  const sources = connectors.filter((connector) => connector.kind === "sql");
  if (name === undefined) return sources;
  const found = sources.filter((source) => source.name === name);
  if (found.length > 0) return found;
  const known = sources.map((source) => source.name).join(", ") || "none";
  throw new RekindleError(
    "usage",
    `There is no connector of kind sql named "${name}".`,
    `Those of ${config.connectorsDirectory} without a mistake: ${known}. See the others with: rekindle connectors check`,
  );
}

/** Reads the sources that are due every minute. Several workers share them: each is read by one. */
export function keepReading(
  services: Pick<Services, "runSources">,
  onTrouble: (error: unknown) => void,
  { warn, debug }: Pick<Log, "warn" | "debug">,
): CycleKeeper {
  const ending = new AbortController();
  const { wake, stop } = keepCycling(async () => {
    for (const source of await services.runSources({ signal: ending.signal })) {
      for (const notice of source.notices) warn(`${source.name}: ${notice}`);
      for (const { query, ...counts } of source.queries) {
        debug(`${source.name}, ${query}: ${counts.new} new, ${counts.changed} changed, ${counts.unchanged} unchanged`);
      }
      for (const trouble of [source.trouble, ...source.queries.map((query) => query.trouble)]) {
        if (trouble === null) continue;
        onTrouble(new RekindleError("unreachable", `${source.name}: ${trouble.message}.`, trouble.remedy));
      }
    }
  }, onTrouble);
  return {
    wake,
    stop: async () => {
      // What a site's database is still working out is not waited for; it is read the next time.
      ending.abort();
      await stop();
    },
  };
}
