import type { SponsorStore, ThemeSet } from "../../../../report/sponsor/ports.ts";
import type { Database } from "../../database.ts";
import { querySums } from "../sum-units.ts";
import { listThemeSets } from "./list-theme-sets.ts";
import { sumAtRisk } from "./sum-at-risk.ts";

export function createSponsorStore(database: Database): SponsorStore {
  return {
    sumAtRisk: (window) => querySums(database, sumAtRisk(window)),
    listThemeSets: (window) => database.query<ThemeSet>(listThemeSets(window)),
  };
}
