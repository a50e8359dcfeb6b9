import type { LoadedRules } from "../audience/load-rules.ts";
import type { Notice } from "../delivery/notices/notice.ts";
import { findWeekly, type WeeklyDependencies } from "./find-weekly.ts";

export interface TellWeeklyDependencies extends WeeklyDependencies {
  /** Does this while no other process does; does nothing where one does already. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly send: (loaded: LoadedRules, at: Date, notices: readonly Notice[]) => Promise<unknown>;
  readonly onTrouble: (error: unknown) => void;
}

export interface WeeklyTeller {
  /** Tells what there is to tell at `at`, unless that is being done already. Resolves once it is done, and never rejects. */
  tell(loaded: LoadedRules, at: Date, sentUntil: Date | null): Promise<void>;
  /** Begins nothing more. Resolves once nothing is being done. */
  stop(): Promise<void>;
}

/** What could not be measured is not measured again every minute: that may be most of what a database can do. */
const AGAIN_AFTER_MS = 10 * 60_000;

/** The report of the week, measured by one process at a time, and beside its cycles: it may take longer than a minute. */
export function createWeeklyTeller(deps: TellWeeklyDependencies): WeeklyTeller {
  let running: Promise<void> | null = null;
  let notBefore = 0;
  let stopped = false;
  const tell = async (loaded: LoadedRules, at: Date, sentUntil: Date | null) => {
    const notices = await findWeekly(deps, loaded, at, sentUntil);
    if (notices.length > 0) await deps.alone(async () => void (await deps.send(loaded, at, notices)));
  };
  return {
    tell: (loaded, at, sentUntil) => {
      if (running !== null) return running;
      if (stopped || at.getTime() < notBefore) return Promise.resolve();
      running = tell(loaded, at, sentUntil)
        .catch((error: unknown) => {
          notBefore = at.getTime() + AGAIN_AFTER_MS;
          if (!stopped) deps.onTrouble(error);
        })
        .finally(() => {
          running = null;
        });
      return running;
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}
