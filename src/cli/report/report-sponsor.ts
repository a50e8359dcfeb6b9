import { RekindleError } from "../../core/errors.ts";
import { refuseFormat } from "../../report/prepared-report.ts";
import { SPONSOR_FORMATS } from "../../report/sponsor/present-sponsor.ts";

/** The sponsor's page is of the whole community, and has fewer forms than the report. */
export function refuseBesideSponsor(rule: string | null, format: string): void {
  if (rule !== null) {
    throw new RekindleError(
      "usage",
      "--sponsor is about the community as a whole, --rule about one rule.",
      "Leave one of them out.",
    );
  }
  if (SPONSOR_FORMATS.some((candidate) => candidate === format)) return;
  throw refuseFormat("The sponsor's page", format, SPONSOR_FORMATS);
}
