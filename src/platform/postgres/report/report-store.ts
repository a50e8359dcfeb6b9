import type { Statement } from "../../../core/statement.ts";
import type {
  CommunityFacts,
  DigestCount,
  ExposedCount,
  Measure,
  PhaseFacts,
  ReportStore,
  ReportWindow,
  RevisitFacts,
  ThemeFacts,
  UnseenContent,
  UnsubscribeCount,
  WeekVisits,
} from "../../../report/ports.ts";
import type { Database } from "../database.ts";
import { countDigests } from "./count-digests.ts";
import { countExposed } from "./count-exposed.ts";
import { countUnsubscribes } from "./count-unsubscribes.ts";
import { countWeekVisits } from "./count-week-visits.ts";
import { describeCommunity } from "./describe-community.ts";
import { describeRevisits } from "./describe-revisits.ts";
import { listThemes } from "./list-themes.ts";
import { listUnseen } from "./list-unseen.ts";
import { sumCameBack } from "./sum-came-back.ts";
import { sumPickVisibility } from "./sum-pick-visibility.ts";
import { querySums } from "./sum-units.ts";
import { sumVisibility } from "./sum-visibility.ts";
import { sumVisits } from "./sum-visits.ts";
import { queryReturns } from "./time-returns.ts";

const STATEMENT_OF: Readonly<Record<Measure, (window: ReportWindow) => Statement>> = {
  visits: sumVisits,
  came_back: sumCameBack,
  visibility: sumVisibility,
  pick_visibility: sumPickVisibility,
};

const LIST_PHASES = `
SELECT experiment, phase, share, "by", opened_at AS "openedAt" FROM experiment_phase ORDER BY experiment, phase`;

const NOBODY: RevisitFacts = { members: 0, came: 0, weekly: 0, daily: 0, medianUsualDays: null, withUsual: 0 };

export function createReportStore(database: Database): ReportStore {
  return {
    listPhases: () => database.query<PhaseFacts>({ text: LIST_PHASES, values: [] }),
    countExposed: (window) => database.query<ExposedCount>(countExposed(window)),
    sumMeasure: (measure, window) => querySums(database, STATEMENT_OF[measure](window)),
    timeReturns: (window) => queryReturns(database, window),
    countWeekVisits: (window) => database.query<WeekVisits>(countWeekVisits(window)),
    countDigests: (window) => database.query<DigestCount>(countDigests(window)),
    countUnsubscribes: (window) => database.query<UnsubscribeCount>(countUnsubscribes(window)),
    describeCommunity: async (to, team) => {
      const [row] = await database.query<CommunityFacts>(describeCommunity(to, team));
      return row ?? { members: 0, meanVisits: null, varianceOfVisits: null, latestActAt: null };
    },
    describeRevisits: async (window) => {
      const [row] = await database.query<RevisitFacts>(describeRevisits(window));
      return row ?? NOBODY;
    },
    listThemes: (window) => database.query<ThemeFacts>(listThemes(window)),
    listUnseen: (window) => database.query<UnseenContent>(listUnseen(window)),
  };
}
