import { DAY_MS } from "../../../../core/calendar.ts";
import type {
  ComparisonHistory,
  ComparisonStore,
  CustomerGroup,
  DrawnCount,
  MatchedOthers,
  MemberGroup,
  TreatedSide,
} from "../../../../report/comparisons/ports.ts";
import type { Database } from "../../database.ts";
import { describeHistory } from "../indicators/describe-history.ts";
import { querySums } from "../sum-units.ts";
import { countDrawn, sumDrawnRenewals, sumDrawnReturns, sumDrawnVisits } from "./drawn.ts";
import { listCurrencies, sumDrawnPurchases } from "./drawn-purchases.ts";
import { groupCustomers } from "./group-customers.ts";
import { groupPurchases } from "./group-purchases.ts";
import { groupByActivity, groupByTraits } from "./measure-groups.ts";
import { beforeAfter, matchOthers } from "./treated.ts";

const NOBODY_ALIKE: MatchedOthers = {
  members: 0,
  before: null,
  after: null,
  others: 0,
  othersBefore: null,
  othersAfter: null,
};

const SUM_DRAWN = { visits: sumDrawnVisits, came_back: sumDrawnReturns, renewed: sumDrawnRenewals };

export function createComparisonStore(database: Database): ComparisonStore {
  return {
    describeHistory: async ({ from, to }, daysBefore) => {
      const before = new Date(from.getTime() - daysBefore * DAY_MS);
      const [row] = await database.query<ComparisonHistory>(describeHistory({ from: before, to }));
      return row ?? { hasVisits: false, activitiesFrom: null, latestActAt: null };
    },
    groupByActivity: (window, daysBefore) => database.query<MemberGroup>(groupByActivity(window, daysBefore)),
    groupCustomers: (window) => database.query<CustomerGroup>(groupCustomers(window)),
    groupPurchases: (window) => groupPurchases(database, window),
    groupByTraits: (window, traits) => database.query<MemberGroup>(groupByTraits(window, traits)),
    beforeAfter: (window, told) => database.query<TreatedSide>(beforeAfter(window, told)),
    matchOthers: async (window, told) => {
      const [row] = await database.query<MatchedOthers>(matchOthers(window, told));
      return row ?? NOBODY_ALIKE;
    },
    countDrawn: (window, draw, told, drawnOn) => database.query<DrawnCount>(countDrawn(window, draw, told, drawnOn)),
    sumDrawn: (measure, window, draw, drawnOn) => querySums(database, SUM_DRAWN[measure](window, draw, drawnOn)),
    listCurrencies: async () =>
      (await database.query<{ currency: string }>(listCurrencies())).map(({ currency }) => currency),
    sumDrawnPurchases: (figure, window, draw, drawnOn, timezone) =>
      querySums(database, sumDrawnPurchases(figure, window, draw, drawnOn, timezone)),
  };
}
