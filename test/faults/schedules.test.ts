import { afterAll, describe, expect, it } from "vitest";
import { drawSchedule } from "../support/faults/draw-schedule.ts";
import { runSchedule } from "../support/faults/run-schedule.ts";
import { schedulesOf } from "../support/faults/seeds.ts";
import { openWorlds } from "../support/faults/worlds.ts";

const worlds = openWorlds();
afterAll(() => worlds.close());

const { seeds, done } = schedulesOf("storm");

describe("whatever goes wrong, no digest is sent twice, none is lost, and each doubt has its reason", () => {
  it.concurrent.each(seeds)("seed %i", { timeout: 120_000 }, async (seed) => {
    const schedule = drawSchedule(seed);
    const broken = await worlds.use((world) => runSchedule(world, schedule));
    done(seed, broken);
    expect(broken, `npm run test:faults -- --seed ${seed} --runs 1\n${JSON.stringify(schedule)}`).toEqual([]);
  });
});
