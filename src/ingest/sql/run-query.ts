import type { CursorValue, SqlConnector, SqlQuery, SqlQueryName } from "../../core/connectors/sql-schema.ts";
import { SqlTrouble } from "../../core/connectors/sql-trouble.ts";
import { sayMistakes } from "../../core/tracking/reading.ts";
import { addCounts, type Counts, NO_COUNTS } from "../counts.ts";
import type { ImportKind } from "../import-rows.ts";
import type { IngestDeps, RejectedCall, RejectedCallStore } from "../ports.ts";
import { rejectedCall } from "../rejections/rejected-call.ts";
import type { SiteDatabase, SqlSourceStore } from "./ports.ts";
import { type RowReader, rowReader } from "./read-rows.ts";
import { withRowKind } from "./row-kinds.ts";

/** Why something was not read, and what to do. */
export interface SaidTrouble {
  readonly message: string;
  readonly remedy: string;
}

export interface RanQuery extends Counts {
  readonly query: SqlQueryName;
  readonly refused: number;
  /** The first rows that were refused, with their reasons. */
  readonly refusals: readonly string[];
  /** What is odd about rows that were taken all the same, and of how many. */
  readonly warnings: readonly { readonly says: string; readonly count: number }[];
  readonly notices: readonly string[];
  /** null: it was read to its end. What came before is stored. */
  readonly trouble: SaidTrouble | null;
}

export interface QueryDeps extends IngestDeps {
  readonly rejected: RejectedCallStore;
  readonly sources: Pick<SqlSourceStore, "renew" | "keepCursor">;
}

/** Rows that are stored before more of them are asked for. */
const PAGE_ROWS = 2_000;
const MOST_REFUSALS = 5;
/** Said where a query is tried, not each time that it runs. */
const IS_PLAIN = / is read as /;

/**
 * Reads a query to its end, page by page: a page is durable before its cursor moves, so that a run which breaks off goes on
 * there. Rows that are read once more change nothing.
 * @throws whatever our own database does
 */
export async function runQuery(
  deps: QueryDeps,
  site: SiteDatabase,
  connector: SqlConnector,
  query: SqlQuery,
  from: CursorValue | null,
  options: RunOptions,
): Promise<RanQuery> {
  return withRowKind(deps, connector, query.name, (kind) => runAs(deps, site, connector, query, kind, from, options));
}

interface RunOptions {
  readonly leaseMs: number;
  readonly signal: AbortSignal | undefined;
  readonly onRows: (rows: number) => void;
}

async function runAs<T>(
  deps: QueryDeps,
  site: SiteDatabase,
  connector: SqlConnector,
  query: SqlQuery,
  kind: ImportKind<T>,
  from: CursorValue | null,
  { leaseMs, signal, onRows }: RunOptions,
): Promise<RanQuery> {
  const warnings = new Map<string, { says: string; count: number }>();
  const refusals: string[] = [];
  let reader: RowReader<T> | null = null;
  let counts: Counts = NO_COUNTS;
  let refused = 0;
  let rows = 0;
  let trouble: SaidTrouble | null = null;
  try {
    for await (const page of site.read(query, from, PAGE_ROWS)) {
      reader ??= rowReader(connector, query, kind, page.columns);
      const taken: T[] = [];
      const rejected: RejectedCall[] = [];
      const receivedAt = deps.clock.now();
      for (const row of page.rows) {
        rows += 1;
        const read = reader.read(row);
        if ("value" in read) {
          taken.push(read.value);
          for (const { code, says } of read.warnings) {
            const known = warnings.get(code) ?? { says, count: 0 };
            warnings.set(code, { ...known, count: known.count + 1 });
          }
          continue;
        }
        refused += 1;
        const { fields, mistakes } = read;
        if (refusals.length < MOST_REFUSALS) refusals.push(`${nameOf(fields, rows)}: ${sayMistakes(mistakes)}`);
        rejected.push(
          rejectedCall(`sql ${connector.name}`, receivedAt, { mistakes, isTaken: false }, JSON.stringify(fields)),
        );
      }
      counts = addCounts(counts, await kind.record(taken));
      if (rejected.length > 0) await deps.rejected.keep(rejected);
      if (query.cursor !== null && page.last !== null) {
        const cursor = { column: query.cursor.column, value: page.last, place: site.place };
        await deps.sources.keepCursor(connector.name, query.name, cursor);
      }
      await deps.sources.renew(connector.name, leaseMs);
      onRows(rows);
      if (signal?.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof SqlTrouble)) throw error;
    if (error.isDown && rows === 0) throw error;
    if (!signal?.aborted) trouble = { message: error.message, remedy: error.remedy };
  }
  return {
    query: query.name,
    ...counts,
    refused,
    refusals,
    warnings: [...warnings.values()],
    notices: (reader?.notices ?? []).filter((notice) => !IS_PLAIN.test(notice)),
    trouble,
  };
}

function nameOf({ messageId, id }: Readonly<Record<string, unknown>>, row: number): string {
  const own = messageId ?? id;
  return own === undefined || own === null || own === "" ? `row ${row}` : `row ${row}, id ${String(own).slice(0, 60)}`;
}
