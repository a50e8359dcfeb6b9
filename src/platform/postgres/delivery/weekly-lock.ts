import pg from "pg";

/** Held by the process that measures the weekly report. */
const WEEKLY_LOCK = 7_305_003;

/**
 * Does `work` while no other process does, and nothing where one does already. A process that dies lets go by itself.
 * @param url of a session that no pooler shares: the lock lives as long as it
 */
export async function measureAlone(url: string, work: () => Promise<void>): Promise<void> {
  const session = new pg.Client({ connectionString: url, keepAlive: true });
  session.on("error", () => undefined);
  await session.connect();
  try {
    const { rows } = await session.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [WEEKLY_LOCK]);
    if (rows[0]?.taken === true) await work();
  } finally {
    await session.end().catch(() => undefined);
  }
}
