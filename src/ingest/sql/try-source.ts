import type { SqlConnector, SqlQuery, SqlQueryName } from "../../core/connectors/sql-schema.ts";
import { SqlTrouble } from "../../core/connectors/sql-trouble.ts";
import { sayMistakes } from "../../core/tracking/reading.ts";
import type { IngestDeps } from "../ports.ts";
import type { OpenSite, SiteDatabase } from "./ports.ts";
import { rowReader } from "./read-rows.ts";
import { withRowKind } from "./row-kinds.ts";
import type { SaidTrouble } from "./run-query.ts";

export interface TriedQuery {
  readonly query: SqlQueryName;
  /** As they would be taken, or why not. */
  readonly rows: readonly ({ readonly taken: unknown } | { readonly refused: string })[];
  readonly notices: readonly string[];
  readonly trouble: SaidTrouble | null;
}

const FIRST_ROWS = 3;

/** Reads the first rows of each query from its beginning, and stores nothing. @throws SqlTrouble when the database is not to be had */
export async function trySource(
  deps: IngestDeps & { readonly openSite: OpenSite },
  connector: SqlConnector,
  signal: AbortSignal | undefined,
): Promise<readonly TriedQuery[]> {
  const site = await deps.openSite(connector, signal);
  try {
    const tried: TriedQuery[] = [];
    for (const query of connector.queries) tried.push(await tryQuery(deps, site, connector, query));
    return tried;
  } finally {
    await site.close();
  }
}

async function tryQuery(
  deps: IngestDeps,
  site: SiteDatabase,
  connector: SqlConnector,
  query: SqlQuery,
): Promise<TriedQuery> {
  const nothing: TriedQuery = { query: query.name, rows: [], notices: [], trouble: null };
  return withRowKind(deps, connector, query.name, async (kind) => {
    try {
      const from = query.cursor?.start ?? null;
      for await (const page of site.read(query, from, FIRST_ROWS + 1, FIRST_ROWS)) {
        const { read, notices } = rowReader(connector, query, kind, page.columns);
        const rows = page.rows.map((row) => {
          const found = read(row);
          return "value" in found ? { taken: found.value } : { refused: sayMistakes(found.mistakes) };
        });
        return { ...nothing, rows, notices };
      }
      return nothing;
    } catch (error) {
      if (!(error instanceof SqlTrouble) || error.isDown) throw error;
      return { ...nothing, trouble: { message: error.message, remedy: error.remedy } };
    }
  });
}
