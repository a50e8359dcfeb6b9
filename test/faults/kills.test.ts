import { afterAll, describe, expect, it } from "vitest";
import { drawKill } from "../support/faults/draw-kill.ts";
import { runKill } from "../support/faults/run-kill.ts";
import { schedulesOf } from "../support/faults/seeds.ts";
import { openWorlds } from "../support/faults/worlds.ts";

const worlds = openWorlds();
afterAll(() => worlds.close());

const { seeds, done } = schedulesOf("kill");

describe("workers that are killed (kill -9) leave no more in doubt than was in flight, and nothing lost", () => {
  it.concurrent.each(seeds)("seed %i", { timeout: 180_000 }, async (seed) => {
    const schedule = drawKill(seed);
    const { broken, killed } = await worlds.use((world) => runKill(world, schedule));
    done(seed, broken);
    const replay = `npm run test:faults -- --seed ${seed} --runs 1\n${JSON.stringify(schedule)}`;
    expect(broken, replay).toEqual([]);
    // With others beside it, a worker may find all mails taken before it comes to its point.
    if (schedule.kills.length === 1) expect(killed, replay).toBe(1);
  });
});
