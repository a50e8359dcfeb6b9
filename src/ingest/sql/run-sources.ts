import type { SqlConnector } from "../../core/connectors/sql-schema.ts";
import { SqlTrouble } from "../../core/connectors/sql-trouble.ts";
import type { ArrivalStore } from "../arrivals/ports.ts";
import { backOffMs } from "../back-off.ts";
import { findStarts } from "./find-starts.ts";
import type { OpenSite, SiteDatabase, SqlSourceStore } from "./ports.ts";
import { type QueryDeps, type RanQuery, runQuery, type SaidTrouble } from "./run-query.ts";

export interface SourceDeps extends QueryDeps {
  readonly sources: SqlSourceStore;
  readonly openSite: OpenSite;
  readonly arrivals: Pick<ArrivalStore, "note">;
}

export interface RanSource {
  readonly name: string;
  readonly queries: readonly RanQuery[];
  /** What is to be known of where it was read from. */
  readonly notices: readonly string[];
  /** Why the database could not be had at all; of a single query its own says it. */
  readonly trouble: SaidTrouble | null;
}

export interface SourceOptions {
  /** Also those that are not due. */
  readonly all?: boolean;
  /** From the beginning, whatever was read before. */
  readonly restart?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (name: string, query: string, rows: number) => void;
}

/** Beyond what the database may take for a page: a worker that is killed gives the source free for the next. */
const SPARE_MS = 120_000;

/**
 * Reads the sources that are due, one after the other. What is wrong with one, or with a query of one, keeps no other from
 * being read; it is read less and less often until it answers.
 */
export async function runSqlSources(
  deps: SourceDeps,
  connectors: readonly SqlConnector[],
  options: SourceOptions = {},
): Promise<readonly RanSource[]> {
  const ran: RanSource[] = [];
  for (const connector of connectors) {
    if (options.signal?.aborted) break;
    const { name } = connector;
    const leaseMs = connector.timeoutMs + SPARE_MS;
    // Each at its turn: while one is read, another worker may take the next.
    const failures = (await deps.sources.takeDue([name], leaseMs, options.all ?? false)).get(name);
    if (failures === undefined) continue;
    const source = await runSource(deps, connector, leaseMs, options);
    ran.push(source);
    const troubles = [source.trouble, ...source.queries.map(({ trouble }) => trouble)].filter((one) => one !== null);
    const said = troubles.map(({ message }) => message).join("; ");
    if (options.signal?.aborted) await deps.sources.keep(name, failures, null, 0);
    else if (troubles.length === 0) await deps.sources.keep(name, 0, null, connector.everyMs);
    else await deps.sources.keep(name, failures + 1, said, backOffMs(connector.everyMs, failures + 1));
  }
  return ran;
}

async function runSource(
  deps: SourceDeps,
  connector: SqlConnector,
  leaseMs: number,
  { restart = false, signal, onProgress }: SourceOptions,
): Promise<RanSource> {
  const { name } = connector;
  const queries: RanQuery[] = [];
  const notices: string[] = [];
  let site: SiteDatabase | null = null;
  try {
    site = await deps.openSite(connector, signal);
    const { starts, moved } = await findStarts(deps.sources, connector, site.place, restart);
    if (moved !== null) notices.push(moved);
    for (const query of connector.queries) {
      if (signal?.aborted) break;
      const from = starts.get(query.name) ?? null;
      await deps.sources.renew(name, leaseMs);
      const onRows = (rows: number) => onProgress?.(name, query.name, rows);
      const ran = await runQuery(deps, site, connector, query, from, { leaseMs, signal, onRows });
      queries.push(ran);
      const isOfEvents = query.name === "events" || query.name === "views";
      if (isOfEvents && ran.new > 0) await deps.arrivals.note([{ source: `sql ${name}`, events: ran.new }]);
    }
    return { name, queries, notices, trouble: null };
  } catch (error) {
    if (!(error instanceof SqlTrouble)) throw error;
    const trouble = signal?.aborted ? null : { message: error.message, remedy: error.remedy };
    return { name, queries, notices, trouble };
  } finally {
    await site?.close();
  }
}
