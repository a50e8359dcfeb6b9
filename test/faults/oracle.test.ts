import { afterAll, describe, expect, it } from "vitest";
import { drawSchedule } from "../support/faults/draw-schedule.ts";
import { MUTATIONS } from "../support/faults/mutations.ts";
import { runSchedule } from "../support/faults/run-schedule.ts";
import { openWorlds } from "../support/faults/worlds.ts";

const worlds = openWorlds();
afterAll(() => worlds.close());

/** Schedules that are run until one notices. */
const MOST_SEEDS = 40;

describe("a sender that is wrong on purpose is caught, so the schedules can fail", () => {
  it.concurrent.each(MUTATIONS)("one that $name", { timeout: 300_000 }, async (mutation) => {
    const noticed: string[] = [];
    const first = mutation.seed ?? 1;
    for (let seed = first; seed < first + MOST_SEEDS && noticed.length === 0; seed += 1) {
      const broken = await worlds.use((world) => runSchedule(world, drawSchedule(seed), mutation));
      noticed.push(...broken.filter((words) => mutation.noticedAs.test(words)));
      if (noticed.length > 0) console.log(`${mutation.name}: seed ${seed}: ${noticed[0]}`);
    }
    expect(noticed).not.toEqual([]);
  });
});
