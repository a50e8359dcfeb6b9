import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createContext } from "../../src/app.ts";
import { inOrder } from "../../src/audience/due-moments.ts";
import type { DemoDependencies } from "../../src/cli/demo/demo.ts";
import { createFeed } from "../../src/cli/demo/demo-feed.ts";
import { liveThrough } from "../../src/cli/demo/demo-loop.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { readConfig } from "../../src/config.ts";
import { PLANTED_EFFECT } from "../../src/simulate/behaviour.ts";
import {
  type Community,
  type CommunityOptions,
  createCommunity,
  endOfProgramme,
} from "../../src/simulate/community.ts";
import { type Programme, type ProgrammeRun, runProgramme } from "../../src/simulate/programme.ts";
import { makeOpenFolder } from "../support/open-folder.ts";

/** Says nothing, so that what it was told can be looked at. */
function silentTerminal(): Terminal & { readonly told: string[] } {
  const told: string[] = [];
  const keep = (text: string) => void told.push(text);
  return {
    colour: false,
    live: false,
    told,
    print: keep,
    warn: keep,
    write: () => undefined,
    progress: () => undefined,
  };
}

export interface DemoWorld {
  readonly community: Community;
  readonly endedAt: Date;
  /** By when everything of the programme has been received. */
  readonly now: Date;
  readonly deps: DemoDependencies;
  /** The same weeks in memory. */
  readonly inMemory: ProgrammeRun;
  /** What was said about trouble. */
  readonly told: readonly string[];
}

/** A small community through the real pipeline and, beside it, in memory; in a folder that is removed afterwards. */
export async function withDemoWorld(
  options: Pick<CommunityOptions, "seed" | "members" | "weeks">,
  work: (world: DemoWorld) => Promise<void>,
): Promise<void> {
  const folder = makeOpenFolder("rekindle-e2e-");
  const terminal = silentTerminal();
  const context = createContext({ ...readConfig({}), port: 0, demoDirectory: join(folder, "demo") }, terminal);
  try {
    await context.withDemo(async (deps) => {
      const { loaded, mailbox, findTargets, runCycle } = deps;
      const community = createCommunity({ ...options, start: "2026-09-07", historyWeeks: 4, contentsPerWeekday: 3 });
      const feed = createFeed(community, deps.ingest);
      await liveThrough({ community, loaded, feed, mailbox, findTargets, runCycle, onProgress: () => undefined });
      const endedAt = endOfProgramme(community);
      const live = loaded.rules.filter(({ state }) => state === "live");
      const programme: Programme = { settings: loaded.settings, rules: inOrder(live, loaded.settings.order) };
      await work({
        community,
        endedAt,
        now: new Date(endedAt.getTime() + 48 * 3_600_000),
        deps,
        inMemory: runProgramme(community, programme, PLANTED_EFFECT),
        told: terminal.told,
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
