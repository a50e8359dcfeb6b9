import type { Against } from "../../report/indicators/period-before.ts";
import type { WholeReport } from "../../report/make-report.ts";
import type { ChartRenderer } from "../../report/ports.ts";
import type { SponsorPage } from "../../report/sponsor/sponsor-page.ts";
import type { WorkbookWriter } from "../../report/workbook/ports.ts";
import type { Reading } from "../reading.ts";
import type { ReportSpan } from "./choose-report.ts";

/** Where the report's pages have their figures from. */
export interface ReportPages {
  /** The community's time, the end of it where it is over (else now), its timezone; and the names of its rules. */
  readonly calendar: () => Promise<{
    readonly now: Date;
    readonly end: Date;
    readonly timezone: string;
    readonly rules: readonly string[];
  }>;
  /** @param asked `rule` null: of all */
  readonly readReport: (
    asked: ReportSpan & { readonly against: Against; readonly rule: string | null },
  ) => Promise<Reading<WholeReport>>;
  readonly readSponsor: (asked: ReportSpan) => Promise<Reading<SponsorPage>>;
  readonly charts: ChartRenderer;
  readonly writeWorkbook: WorkbookWriter;
}
