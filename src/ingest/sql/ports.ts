import type { CursorValue, SqlConnector, SqlQuery, SqlQueryName } from "../../core/connectors/sql-schema.ts";

/** Rows as they came, in the order of the cursor where there is one. The first page comes always, be it empty. */
export interface SqlPage {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** The cursor of the last row that has one; null: none has. */
  readonly last: CursorValue | null;
}

/** A site's database, open for reading alone. Every method rejects with SqlTrouble. */
export interface SiteDatabase {
  /** Fingerprint of where it is, without who reads it: another database has another. */
  readonly place: string;
  /** A page at a time, however many rows there are. `from` null: the query has no cursor. `most` null: all rows. */
  read(query: SqlQuery, from: CursorValue | null, pageRows: number, most?: number | null): AsyncIterable<SqlPage>;
  close(): Promise<void>;
}

/** Rejects with SqlTrouble. At an interruption what runs in the database is broken off. */
export type OpenSite = (connector: SqlConnector, signal: AbortSignal | undefined) => Promise<SiteDatabase>;

/** How far a query of a site has been read: all up to this value is stored. */
export interface KnownCursor {
  readonly column: string;
  readonly value: CursorValue;
  /** Of which database it holds, as `SiteDatabase.place`; null: not known, since it was kept before places were. */
  readonly place: string | null;
}

export interface SqlSourceStore {
  /**
   * Takes the sources of these that are due by the machine's clock, or all of them: nobody else takes them for `leaseMs`.
   * Answers name → how often on end it has failed.
   */
  takeDue(names: readonly string[], leaseMs: number, all: boolean): Promise<ReadonlyMap<string, number>>;
  /** Keeps the source for oneself, for `leaseMs` from now. */
  renew(name: string, leaseMs: number): Promise<void>;
  /** Keeps what became of it, due again after `dueInMs`. `trouble` null: all went well. */
  keep(name: string, failures: number, trouble: string | null, dueInMs: number): Promise<void>;
  readCursors(name: string): Promise<ReadonlyMap<SqlQueryName, KnownCursor>>;
  keepCursor(name: string, query: SqlQueryName, cursor: KnownCursor): Promise<void>;
}
