import type { DigestKey } from "../../../src/core/community.ts";
import { drawWith, hashKeys } from "../../../src/simulate/draw.ts";

/** Where a process may be when it is killed. */
export const KILL_POINTS = [
  /** The claim has been committed. */
  "claimed",
  /** `submitting` has been committed, and no byte has left. */
  "marked",
  /** After the server's 354, half of the message has left. */
  "amid data",
  /** The final dot has left, and no answer was read. */
  "dotted",
  /** The server's 250 was read, and nothing is written down yet. */
  "answered",
] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

export interface Kill {
  readonly point: KillPoint;
  readonly nth: number;
  /** Instead of dying it does nothing at all for so long: not even its timers run. */
  readonly blockMs?: number;
}

/** Workers in processes of their own, some of which are killed. */
export interface KillSchedule {
  readonly seed: number;
  readonly digests: number;
  readonly lanes: number;
  readonly slowMs: number;
  readonly pipelining: boolean;
  /** For each worker where it is killed; null: it lives. At least one is. */
  readonly kills: readonly (Kill | null)[];
}

export interface KilledWorkerOptions {
  readonly name: string;
  readonly databaseUrl: string;
  readonly smtpUrl: string;
  readonly lanes: number;
  readonly leaseMs: number;
  readonly kill: Kill | null;
  /** One after the other; the jobs within one at the same time. */
  readonly jobs: readonly (readonly (readonly DigestKey[])[])[];
}

const WORKERS = [1, 2, 4] as const;

/** Points and numbers of workers take turns with the seeds of kills, every fifth of all, so that each meets each. */
export function drawKill(seed: number): KillSchedule {
  const hash = hashKeys(seed, 96, 0, 0);
  let drawn = 0;
  const uniform = (): number => drawWith(hash, drawn++);
  const between = (low: number, high: number): number => low + Math.floor(uniform() * (high - low + 1));
  const turn = Math.floor(seed / 5);
  const workers = WORKERS[turn % WORKERS.length] ?? 1;
  const first = KILL_POINTS[turn % KILL_POINTS.length] ?? "claimed";
  const killAt = (point: KillPoint): Kill => ({ point, nth: point === "claimed" ? 1 : between(1, 3) });
  const digests = between(8, 20);
  const kills = Array.from({ length: workers }, (_, index) => {
    if (index === 0) return killAt(first);
    return uniform() < 0.5 ? null : killAt(KILL_POINTS[between(0, KILL_POINTS.length - 1)] as KillPoint);
  });
  return {
    seed,
    digests,
    lanes: between(1, 4),
    slowMs: uniform() < 0.5 ? 0 : 40,
    pipelining: uniform() < 0.5,
    kills,
  };
}
