import { type FaultWorld, openFaultWorld } from "./fault-world.ts";

/** Worlds for schedules that run at the same time, each used by one of them at a time. */
export interface Worlds {
  use<T>(work: (world: FaultWorld) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** As many as are in use at once. */
export function openWorlds(): Worlds {
  const opened: Promise<FaultWorld>[] = [];
  const idle: FaultWorld[] = [];
  return {
    use: async (work) => {
      let world = idle.pop();
      if (!world) {
        const opening = openFaultWorld();
        opened.push(opening);
        world = await opening;
      }
      const result = await work(world);
      // After a schedule that failed half-way something of it may still be at work: nobody uses its world again.
      idle.push(world);
      return result;
    },
    close: async () => {
      for (const opening of opened) await (await opening).close();
    },
  };
}
