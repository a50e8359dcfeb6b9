import { DAY_MS } from "../../../../core/calendar.ts";
import type {
  ComparisonHistory,
  ComparisonStore,
  CustomerGroup,
  MemberGroup,
} from "../../../../report/comparisons/ports.ts";
import type { Database } from "../../database.ts";
import { describeHistory } from "../indicators/describe-history.ts";
import { groupCustomers } from "./group-customers.ts";
import { groupByActivity } from "./measure-groups.ts";

export function createComparisonStore(database: Database): ComparisonStore {
  return {
    describeHistory: async ({ from }, daysBefore) => {
      const before = new Date(from.getTime() - daysBefore * DAY_MS);
      const [row] = await database.query<ComparisonHistory>(describeHistory({ from: before }));
      return row ?? { hasVisits: false, activitiesFrom: null, latestActAt: null };
    },
    groupByActivity: (window, daysBefore) => database.query<MemberGroup>(groupByActivity(window, daysBefore)),
    groupCustomers: (window) => database.query<CustomerGroup>(groupCustomers(window)),
  };
}
