import { setTimeout as sleep } from "node:timers/promises";
import type { LoadedRules } from "../../audience/load-rules.ts";
import { DAY_MS, localDateOf } from "../../core/calendar.ts";
import type { LocalDate } from "../../core/community.ts";
import type { Forecast } from "../../report/forecast/forecast.ts";
import { type ForecastDeps, foreseeWeeks } from "../../report/forecast/foresee-weeks.ts";

export interface ForecastKeeperOptions {
  readonly forecast: (loaded: LoadedRules) => Omit<ForecastDeps, "pause">;
  /** The community's time. */
  readonly now: () => Date;
  readonly onTrouble: (error: unknown) => void;
}

export interface ForecastKeeper {
  /**
   * What was foreseen of these rules today, or at most yesterday; null: nothing yet. Never waits: a newer one is made in the
   * meantime.
   */
  read(loaded: LoadedRules): Forecast | null;
  /** Resolves once nothing is being foreseen any more. */
  stop(): Promise<void>;
}

interface Kept {
  readonly rules: string;
  readonly date: LocalDate;
  readonly at: Date;
  readonly forecast: Forecast | null;
}

const DAYS = 30;
/** Older than that, it is of another time. */
const GOOD_FOR_MS = 2 * DAY_MS;
/** For each millisecond of work, so many in which whatever else there is comes first. */
const PAUSE_FACTOR = 3;
const LONGEST_PAUSE_MS = 1_000;

class Stopped extends Error {}

/** Foresees once a day, and when the rules have changed, as soon as somebody asks; beside everything else. */
export function keepForecast({ forecast, now, onTrouble }: ForecastKeeperOptions): ForecastKeeper {
  let kept: Kept | null = null;
  let running: Promise<void> | null = null;
  let stopped = false;
  const foresee = async (loaded: LoadedRules, made: Omit<Kept, "forecast">): Promise<void> => {
    let since = performance.now();
    const pause = async (): Promise<void> => {
      await sleep(Math.min(LONGEST_PAUSE_MS, PAUSE_FACTOR * (performance.now() - since)));
      since = performance.now();
      if (stopped) throw new Stopped();
    };
    try {
      kept = { ...made, forecast: await foreseeWeeks({ ...forecast(loaded), pause }, { at: made.at, days: DAYS }) };
    } catch (error) {
      if (error instanceof Stopped) return;
      // What fails today is not tried again at each request.
      kept = { ...made, forecast: null };
      onTrouble(error);
    }
  };
  return {
    read: (loaded) => {
      const at = now();
      const date = localDateOf(at, loaded.settings.timezone);
      const rules = loaded.versions.map(({ hash }) => hash).join(" ");
      const isOfThese = kept !== null && kept.rules === rules;
      if (!(isOfThese && kept?.date === date) && running === null && !stopped) {
        running = foresee(loaded, { rules, date, at }).finally(() => {
          running = null;
        });
      }
      if (kept === null || !isOfThese || at.getTime() - kept.at.getTime() > GOOD_FOR_MS) return null;
      return kept.forecast;
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}
