import type { SponsorStore } from "../../../../report/sponsor/ports.ts";
import type { Database } from "../../database.ts";
import { querySums } from "../sum-units.ts";
import { sumAtRisk } from "./sum-at-risk.ts";

const KNOWS_RENEWALS = `
SELECT EXISTS (SELECT FROM member WHERE renewal_at IS NOT NULL)
  OR EXISTS (SELECT FROM activity WHERE name IN ('Membership Renewed', 'Membership Ended')) AS known`;

export function createSponsorStore(database: Database): SponsorStore {
  return {
    knowsRenewals: async () => {
      const [row] = await database.query<{ known: boolean }>({ text: KNOWS_RENEWALS, values: [] });
      return row?.known ?? false;
    },
    sumAtRisk: (window) => querySums(database, sumAtRisk(window)),
  };
}
