import type {
  CommunityFacts,
  DigestCount,
  ErasedCount,
  ExposedCount,
  ReportStore,
  RevisitFacts,
  ThemeFacts,
  UnseenContent,
  UnsubscribeCount,
} from "../../../report/ports.ts";
import type { Database } from "../database.ts";
import { countDigests } from "./count-digests.ts";
import { COUNT_ERASED, countExposed } from "./count-exposed.ts";
import { countUnsubscribes } from "./count-unsubscribes.ts";
import { countWeekVisits } from "./count-week-visits.ts";
import { describeCommunity } from "./describe-community.ts";
import { describeRevisits } from "./describe-revisits.ts";
import { listThemes } from "./list-themes.ts";
import { listUnseen } from "./list-unseen.ts";
import { createOutcomes } from "./measure-together.ts";
import { listPhases, poolProgrammes } from "./pool-programmes.ts";

const NOBODY: RevisitFacts = { members: 0, came: 0, weekly: 0, daily: 0, medianUsualDays: null, withUsual: 0 };

export function createReportStore(database: Database): ReportStore {
  return {
    listPhases: () => listPhases(database),
    countExposed: async (window) => poolProgrammes(await database.query<ExposedCount>(countExposed(window))),
    countErased: async () => poolProgrammes(await database.query<ErasedCount>({ text: COUNT_ERASED, values: [] })),
    ...createOutcomes(database),
    countWeekVisits: async (window) => poolProgrammes(await countWeekVisits(database, window)),
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
