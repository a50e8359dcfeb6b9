import { TookTooLong } from "../../core/errors.ts";
import type { Database, Queryable } from "./database.ts";

/** Longer than any honest statement of a report takes (docs/lift.md), short enough for whoever waits behind it. */
export const REPORT_LIMIT_MS = 5 * 60_000;

const LIMIT = "SELECT set_config('statement_timeout', $1, true)";
/** Also what a canceled statement answers: the time tells them apart, as messages are in the server's language. */
const QUERY_CANCELED = "57014";

/**
 * The same database, each of whose statements PostgreSQL ends after `limitMs`, whatever it waits for. Such a one rejects with
 * TookTooLong. The limit ends with the transaction, so a pooler between takes it to nobody else.
 */
export function limitTime(database: Database, limitMs: number): Database {
  const transaction: Database["transaction"] = (work) =>
    database.transaction(async (inner) => {
      await inner.query({ text: LIMIT, values: [`${limitMs}`] });
      return work({ query: (statement) => explainLimit(inner, statement, limitMs) });
    });
  return { ...database, transaction, query: (statement) => transaction((inner) => inner.query(statement)) };
}

async function explainLimit<Row>(
  inner: Queryable,
  statement: Parameters<Queryable["query"]>[0],
  limitMs: number,
): Promise<Row[]> {
  const since = performance.now();
  try {
    return await inner.query<Row>(statement);
  } catch (error) {
    const isCanceled = (error as { code?: unknown } | null)?.code === QUERY_CANCELED;
    // Timers of two processes differ by some milliseconds.
    if (isCanceled && performance.now() - since >= limitMs * 0.9) throw new TookTooLong(limitMs, error);
    throw error;
  }
}
