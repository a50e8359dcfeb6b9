import pg from "pg";
import { RekindleError } from "../../../core/errors.ts";
import type { Database } from "../database.ts";

/** Held shared by every process on the wall clock, alone by one whose time is given. */
const CLOCK_LOCK = 7_305_002;

/** Wall clocks of several hosts, and processes that come to it in another order than they looked at theirs. */
const WALL_CLOCKS_DIFFER_S = 300;

export interface ClockGuard {
  /** Refuses an instant before the last one at which this database was driven, else records it. */
  advance(at: Date): Promise<void>;
  /** The instant of the cycle before; null: there was none. */
  previous(): Promise<Date | null>;
  release(): Promise<void>;
}

/**
 * Sees to it that one community clock at a time drives the database: either wall clocks, or one given time.
 * @param url of a session that no pooler shares: the lock lives as long as it
 * @throws RekindleError `clock` when another clock is at work
 */
export async function takeClock(url: string, database: Database, kind: "wall" | "given"): Promise<ClockGuard> {
  const session = new pg.Client({ connectionString: url });
  session.on("error", () => undefined);
  await session.connect();
  const take = kind === "wall" ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
  const { rows } = await session.query<{ taken: boolean }>(`SELECT ${take}($1) AS taken`, [CLOCK_LOCK]);
  if (rows[0]?.taken !== true) {
    await session.end();
    throw new RekindleError(
      "clock",
      kind === "given"
        ? "Another process drives this database; a second clock (--at) beside it would plan digests out of order."
        : "A process with a given time (--at) drives this database just now.",
      kind === "given"
        ? "Add --dry-run to look without sending, or stop the other process."
        : "Wait until it has ended.",
    );
  }
  return {
    advance: async (at) => {
      const [row] = await database.query<{ clock_at: Date }>({
        text: `UPDATE installation SET clock_at = greatest(clock_at, $1::timestamptz), clock_kind = $2
WHERE clock_at IS NULL OR clock_at <= $1::timestamptz + make_interval(secs => $3) RETURNING clock_at`,
        values: [at, kind, kind === "wall" ? WALL_CLOCKS_DIFFER_S : 0],
      });
      if (row !== undefined) return;
      const [stored] = await database.query<{ clock_at: Date; clock_kind: string }>({
        text: "SELECT clock_at, clock_kind FROM installation",
        values: [],
      });
      throw isBefore(at, kind, stored?.clock_at.toISOString() ?? "unknown", stored?.clock_kind ?? "given");
    },
    previous: async () => {
      const [row] = await database.query<{ clock_at: Date | null }>({
        text: "SELECT clock_at FROM installation",
        values: [],
      });
      return row?.clock_at ?? null;
    },
    release: () => session.end(),
  };
}

/**
 * Up to when cycles took this database's history; null: there was none.
 * @throws RekindleError `clock` when that is ahead of the wall clock, so that nothing is planned
 */
export async function checkClock(database: Database, now: Date): Promise<Date | null> {
  const [row] = await database.query<{ at: Date | null; kind: string | null; isAhead: boolean | null }>({
    text: `SELECT clock_at AS at, clock_kind AS kind, clock_at > $1::timestamptz + make_interval(secs => $2) AS "isAhead" FROM installation`,
    values: [now, WALL_CLOCKS_DIFFER_S],
  });
  if (row?.isAhead === true && row.at !== null) throw isBefore(now, "wall", row.at.toISOString(), row.kind ?? "given");
  return row?.at ?? null;
}

/** On the wall clock the text does not depend on the instant, so that who says it every minute can say it once. */
function isBefore(at: Date, kind: "wall" | "given", until: string, drivenBy: string): RekindleError {
  if (kind === "given") {
    return new RekindleError(
      "clock",
      `${at.toISOString()} is before the last planned moment, ${until}: what was planned then is already part of this history.`,
      "Use a later --at, or add --dry-run to look without sending.",
    );
  }
  const driver = drivenBy === "wall" ? "a machine whose clock is ahead of this one's" : "rekindle run --at";
  return new RekindleError(
    "clock",
    `Nothing is planned before ${until}: ${driver} took this database's history up to that moment.`,
    drivenBy === "wall"
      ? "Set the clocks of both machines; planning goes on by itself once that moment is reached."
      : "Planning goes on by itself once that moment is reached. To plan now, go back to a backup made before that run; for trials use --dry-run, or a database of their own (DATABASE_URL).",
  );
}
