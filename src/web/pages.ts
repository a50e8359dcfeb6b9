import type { BrakeStore } from "../audience/holding/ports.ts";
import { listRules, type RuleListing } from "../audience/list-rules.ts";
import type { LoadedRules } from "../audience/load-rules.ts";
import type { AudienceStore, RuleStore } from "../audience/ports.ts";
import { DAY_MS } from "../core/calendar.ts";
import type { DigestState } from "../core/community.ts";
import type { Forecast } from "../report/forecast/forecast.ts";
import type { LiftReport, Outcome } from "../report/lift/lift-report.ts";
import type { ChartRenderer } from "../report/ports.ts";
import type { SlotFunnel, WebDependencies } from "./dependencies.ts";
import { tellOverview } from "./team/tell-overview.ts";
import { tellRules } from "./team/tell-rules.ts";

/** Where the pages' answers come from: use cases and stores. */
export interface PageSources {
  readonly loadRules: () => Promise<LoadedRules>;
  readonly audiences: AudienceStore;
  readonly rules: RuleStore;
  readonly brakes: BrakeStore;
  readonly measure: (loaded: LoadedRules) => Promise<LiftReport>;
  /** What was foreseen of the weeks to come, today or yesterday; null: nothing yet. Never waits. */
  readonly foreseen: (loaded: LoadedRules) => Forecast | null;
  readonly charts: ChartRenderer;
  readonly countStates: () => Promise<Readonly<Partial<Record<DigestState, number>>>>;
  /** Whether a restored database waits to be confirmed. */
  readonly isRestored: () => Promise<boolean>;
  /** The slots planned since an instant. */
  readonly slotsSince: (since: Date) => Promise<readonly SlotFunnel[]>;
  /** The community's time. */
  readonly now: () => Date;
  /** The true effects, in the report's own units; null outside the demo. */
  readonly planted: ReadonlyMap<Outcome, number> | null;
}

const FUNNEL_DAYS = 7;

/** What the pages say, made afresh for each request. */
export function createPages(sources: PageSources): Pick<WebDependencies, "community" | "readOverview" | "readRules"> {
  return {
    community: async () => (await sources.loadRules()).settings.brand.name,
    readOverview: async (language) => {
      const loaded = await sources.loadRules();
      const [report, states, listing, isRestored] = await Promise.all([
        sources.measure(loaded),
        sources.countStates(),
        listRules(sources, loaded, sources.now()),
        sources.isRestored(),
      ]);
      return tellOverview(
        {
          report,
          states,
          loaded,
          listing,
          isRestored,
          forecast: sources.foreseen(loaded),
          charts: sources.charts,
          planted: sources.planted,
        },
        language,
      );
    },
    readRules: async (language) => {
      const loaded = await sources.loadRules();
      const since = new Date(sources.now().getTime() - FUNNEL_DAYS * DAY_MS);
      const [{ rules, paused }, slots] = await Promise.all([
        listRules(sources, loaded, sources.now()),
        sources.slotsSince(since),
      ]);
      return tellRules({ loaded, rules: rules.map((rule) => holdAll(rule, paused)), slots }, language);
    },
  };
}

function holdAll(listing: RuleListing, paused: boolean): RuleListing {
  return { ...listing, held: listing.held || paused };
}
