import type { Services } from "../../cli/context.ts";
import { holdsOut } from "../../core/rules/holds-out.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { limitTime, REPORT_LIMIT_MS } from "../../platform/postgres/limit-time.ts";
import { createComparisonStore } from "../../platform/postgres/report/comparisons/comparison-store.ts";
import { createIndicatorStore } from "../../platform/postgres/report/indicators/indicator-store.ts";
import { createReportStore } from "../../platform/postgres/report/report-store.ts";
import { createSectionStore } from "../../platform/postgres/report/sections/section-store.ts";
import { createSponsorStore } from "../../platform/postgres/report/sponsor/sponsor-store.ts";

export type Reporting = Pick<Services, "report" | "sponsor">;

/** What reports are made from, by way of this database. A statement that takes longer than `limitMs` is given up. */
export function createReporting(unlimited: Database, limitMs = REPORT_LIMIT_MS): Reporting {
  const database = limitTime(unlimited, limitMs);
  const report: Reporting["report"] = (loaded) => ({
    store: createReportStore(database),
    indicators: createIndicatorStore(database),
    sections: createSectionStore(database),
    comparisons: createComparisonStore(database),
    settings: loaded.settings,
    holdsOut: holdsOut(loaded),
  });
  return {
    report,
    sponsor: (loaded) => ({
      ...report(loaded),
      sponsor: createSponsorStore(database),
      community: loaded.settings.brand.name,
      worth: loaded.settings.worth,
    }),
  };
}
