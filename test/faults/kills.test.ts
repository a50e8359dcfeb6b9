import { afterAll, describe, expect, it } from "vitest";
import { drawKill, KILL_POINTS } from "../support/faults/draw-kill.ts";
import { runKill } from "../support/faults/run-kill.ts";
import { schedulesOf } from "../support/faults/seeds.ts";
import { openWorlds } from "../support/faults/worlds.ts";

const worlds = openWorlds();
afterAll(() => worlds.close());

/** `point, workers` of those that were killed. */
const seen = new Set<string>();
const { seeds, done } = schedulesOf("kill");

describe("workers that are killed (kill -9) leave no more in doubt than was in flight, and nothing lost", () => {
  it.concurrent.each(seeds)("seed %i", { timeout: 180_000 }, async (seed) => {
    const schedule = drawKill(seed);
    const { broken, killed } = await worlds.use((world) => runKill(world, schedule));
    done(seed, broken);
    const replay = `npm run test:faults -- --seed ${seed} --runs 1\n${JSON.stringify(schedule)}`;
    expect(broken, replay).toEqual([]);
    // With others beside it, a worker may find all mails taken before it comes to its point.
    if (schedule.kills.length === 1) expect(killed, replay).toHaveLength(1);
    for (const point of killed) seen.add(`${point}, ${schedule.kills.length}`);
  });

  it.skipIf(seeds.length < 40)("have been killed at every point, alone and with others", () => {
    for (const point of KILL_POINTS) {
      expect([...seen]).toContain(`${point}, 1`);
      expect([...seen].some((one) => one.startsWith(point) && !one.endsWith("1"))).toBe(true);
    }
  });
});
