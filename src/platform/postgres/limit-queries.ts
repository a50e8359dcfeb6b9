import type { Database } from "./database.ts";

/** The same database for work that may wait: at most so many of its statements at once, so that others find a connection. */
export function limitQueries(database: Database, most: number): Database {
  let running = 0;
  const waiting: (() => void)[] = [];
  const limited = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes this place over.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  return {
    ...database,
    query: (statement) => limited(() => database.query(statement)),
    transaction: (work) => limited(() => database.transaction(work)),
  };
}
