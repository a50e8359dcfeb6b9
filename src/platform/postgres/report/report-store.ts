import type {
  CommunityFacts,
  DigestCount,
  ExposedCount,
  PhaseFacts,
  ReportStore,
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
import { createOutcomes } from "./measure-together.ts";

const LIST_PHASES = `
SELECT experiment, phase, share, "by", opened_at AS "openedAt" FROM experiment_phase ORDER BY experiment, phase`;

const NOBODY: RevisitFacts = { members: 0, came: 0, weekly: 0, daily: 0, medianUsualDays: null, withUsual: 0 };

export function createReportStore(database: Database): ReportStore {
  return {
    listPhases: () => database.query<PhaseFacts>({ text: LIST_PHASES, values: [] }),
    countExposed: (window) => database.query<ExposedCount>(countExposed(window)),
    ...createOutcomes(database),
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
