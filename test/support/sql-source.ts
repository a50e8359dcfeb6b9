import { readConnectors } from "../../src/core/connectors/read-connectors.ts";
import type { SqlConnector } from "../../src/core/connectors/sql-schema.ts";
import type { SourceDeps } from "../../src/ingest/sql/run-sources.ts";
import { openSite } from "../../src/platform/connectors/sql/open-site.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import { createArrivalStore } from "../../src/platform/postgres/ingest/arrival-store.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createRejectedCallStore } from "../../src/platform/postgres/ingest/rejected-call-store.ts";
import { createSqlSourceStore } from "../../src/platform/postgres/ingest/sql-source-store.ts";

/** A connector named `site` of this YAML, below its kind and URL. */
export function sqlConnector(url: string, text: string): SqlConnector {
  const file = { file: "site.yaml", text: `kind: sql\nurl: $SITE\n${text}` };
  const { connectors, mistakes } = readConnectors([file], () => url);
  const [found] = connectors;
  if (found?.kind !== "sql") throw new Error(`no connector: ${JSON.stringify(mistakes)}`);
  return found;
}

export function sourceDeps(database: Database, now: Date): SourceDeps {
  return {
    store: createIngestStore(database),
    clock: { now: () => now },
    settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
    rejected: createRejectedCallStore(database),
    sources: createSqlSourceStore(database),
    arrivals: createArrivalStore(database),
    openSite,
  };
}
