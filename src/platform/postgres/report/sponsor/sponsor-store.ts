import type { SponsorStore } from "../../../../report/sponsor/ports.ts";
import type { Database } from "../../database.ts";
import { querySums } from "../sum-units.ts";
import { sumAtRisk } from "./sum-at-risk.ts";

export function createSponsorStore(database: Database): SponsorStore {
  return { sumAtRisk: (window) => querySums(database, sumAtRisk(window)) };
}
