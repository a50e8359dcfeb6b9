import type { LiftReport } from "./lift-report.ts";

/** Every figure, both kinds of interval, each phase; for programs and for whoever checks. */
export function presentJson(report: LiftReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
