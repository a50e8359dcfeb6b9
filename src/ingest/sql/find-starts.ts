import type { CursorValue, SqlConnector, SqlQueryName } from "../../core/connectors/sql-schema.ts";
import type { SqlSourceStore } from "./ports.ts";

export interface Starts {
  /** null: the query is read whole. */
  readonly starts: ReadonlyMap<SqlQueryName, CursorValue | null>;
  /** Says which queries begin anew because the source names another database; null: none does. */
  readonly moved: string | null;
}

/**
 * From where each query of a source is to be read: from its cursor, unless that is of another column or of another database.
 * The new place is kept at once, so that it is told once, and a database that answers no row is known all the same.
 */
export async function findStarts(
  sources: Pick<SqlSourceStore, "readCursors" | "keepCursor">,
  { name, url, queries }: SqlConnector,
  place: string,
  restart: boolean,
): Promise<Starts> {
  const cursors = await sources.readCursors(name);
  const starts = new Map<SqlQueryName, CursorValue | null>();
  const moved: SqlQueryName[] = [];
  for (const { name: query, cursor } of queries) {
    const known = cursors.get(query);
    if (cursor === null || restart || known === undefined || known.column !== cursor.column) {
      starts.set(query, cursor?.start ?? null);
      continue;
    }
    const isElsewhere = known.place !== null && known.place !== place;
    const value = isElsewhere ? cursor.start : known.value;
    if (isElsewhere) moved.push(query);
    if (known.place !== place) await sources.keepCursor(name, query, { column: cursor.column, value, place });
    starts.set(query, value);
  }
  const said = `${url} names another database than before: ${moved.join(", ")} read from the beginning`;
  return { starts, moved: moved.length === 0 ? null : said };
}
