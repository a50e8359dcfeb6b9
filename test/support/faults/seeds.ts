/** Four in five storm through this process, the fifth kills processes. */
export type ScheduleKind = "storm" | "kill";

const KILL_EVERY = 5;
const PROGRESS_EVERY = 50;

export const kindOf = (seed: number): ScheduleKind => (seed % KILL_EVERY === 0 ? "kill" : "storm");

/**
 * The seeds of this run: 1 to 200, unless FAULT_RUNS and FAULT_SEED say otherwise (`npm run test:faults`). `done` says how
 * far it has come where there is more to do than CI does.
 */
export function schedulesOf(kind: ScheduleKind): {
  readonly seeds: readonly number[];
  done(seed: number, broken: readonly string[]): void;
} {
  const asked = process.env.FAULT_RUNS !== undefined;
  const runs = Number(process.env.FAULT_RUNS ?? 200);
  const first = Number(process.env.FAULT_SEED ?? 1);
  const seeds = Array.from({ length: runs }, (_, index) => first + index).filter((seed) => kindOf(seed) === kind);
  const failed: number[] = [];
  let finished = 0;
  return {
    seeds,
    done: (seed, broken) => {
      finished += 1;
      if (broken.length > 0) {
        failed.push(seed);
        if (asked) console.log(`BROKEN by seed ${seed}:\n  ${broken.join("\n  ")}`);
      }
      if (!asked || (finished % PROGRESS_EVERY !== 0 && finished !== seeds.length)) return;
      const failures = failed.length === 0 ? "none broken" : `broken by seeds ${failed.join(", ")}`;
      console.log(`${kind} schedules: ${finished} of ${seeds.length}, ${failures}`);
    },
  };
}
