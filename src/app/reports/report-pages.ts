import type { LoadedRules } from "../../audience/load-rules.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { limitQueries } from "../../platform/postgres/limit-queries.ts";
import { stampFacts } from "../../platform/postgres/report/stamp-facts.ts";
import type { LiftReport } from "../../report/lift/lift-report.ts";
import { measureLift } from "../../report/lift/measure-lift.ts";
import { makeReport } from "../../report/make-report.ts";
import type { ChartRenderer } from "../../report/ports.ts";
import { measureSponsor } from "../../report/sponsor/measure-sponsor.ts";
import type { ReportPages } from "../../web/report/report-pages.ts";
import { createReporting } from "./reporting.ts";
import { shareWork } from "./share-work.ts";

/** Of the ten connections of a process: ingest finds the others, however long a report takes. */
const MOST_STATEMENTS = 3;

export interface ReportPagesOptions {
  readonly database: Database;
  readonly loadRules: () => Promise<LoadedRules>;
  readonly charts: ChartRenderer;
  readonly writeWorkbook: ReportPages["writeWorkbook"];
  /** The community's time. */
  readonly now: () => Date;
  /** Where all that is to be reported ends, and the community's time stands; null: it goes on. */
  readonly end: Date | null;
  /** For how long a statement may go on; default: as in any report. */
  readonly limitMs?: number;
}

export interface KeptReports {
  readonly pages: ReportPages;
  /** The lift of everything until now. */
  readonly measure: (loaded: LoadedRules) => Promise<LiftReport>;
  /** Resolves once nothing is being computed. */
  readonly stop: () => Promise<void>;
}

/** Reports for the pages: each is computed once for all who ask, beside everything else. */
export function keepReports(options: ReportPagesOptions): KeptReports {
  const { database, loadRules, charts, writeWorkbook, now, end, limitMs } = options;
  const limited = limitQueries(database, MOST_STATEMENTS);
  const { report, sponsor } = createReporting(limited, limitMs);
  const shared = shareWork({ stamp: () => stampFacts(database), isStill: end !== null });
  const keyOf = (loaded: LoadedRules, ...asked: unknown[]) => JSON.stringify([...asked, loaded.settings]);
  const inputOf = ({ from, to }: { readonly from: Date | null; readonly to: Date | null }) => ({
    from,
    to: to ?? end,
    rule: null,
    now: now(),
  });
  return {
    pages: {
      calendar: async () => {
        const { settings, rules } = await loadRules();
        return { now: now(), end: end ?? now(), timezone: settings.timezone, rules: rules.map(({ name }) => name) };
      },
      readReport: async ({ against, rule, ...span }) => {
        const loaded = await loadRules();
        return shared.read(keyOf(loaded, "report", span, against, rule), () =>
          makeReport(report(loaded), { ...inputOf(span), against, rule }),
        );
      },
      readSponsor: async (span) => {
        const loaded = await loadRules();
        return shared.read(keyOf(loaded, "sponsor", span), () => measureSponsor(sponsor(loaded), inputOf(span)));
      },
      charts,
      writeWorkbook,
    },
    measure: async (loaded) => {
      const { kept, coming } = await shared.read(keyOf(loaded, "lift"), () =>
        measureLift(report(loaded), inputOf({ from: null, to: null })),
      );
      const made = (await coming) ?? kept;
      if (made === null) throw new Error("Nothing was measured");
      return made.value;
    },
    stop: shared.stop,
  };
}
