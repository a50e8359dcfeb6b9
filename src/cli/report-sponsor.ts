import { RekindleError } from "../core/errors.ts";
import { measureSponsor } from "../report/sponsor/measure-sponsor.ts";
import { presentSponsor, SPONSOR_FORMATS, type SponsorFormat } from "../report/sponsor/present-sponsor.ts";
import type { Services } from "./context.ts";

interface Asked {
  readonly from: Date | null;
  readonly to: Date | null;
  readonly rule: string | null;
  readonly now: Date;
  readonly format: string;
  readonly language: "en" | "fr";
}

/** The sponsor's page of `report --sponsor`. */
export async function writeSponsorPage(
  services: Services,
  loaded: Awaited<ReturnType<Services["loadRules"]>>,
  { format, language, rule, ...input }: Asked,
): Promise<string> {
  if (rule !== null) {
    throw new RekindleError(
      "usage",
      "--sponsor is about the community as a whole, --rule about one rule.",
      "Leave one of them out.",
    );
  }
  const known = SPONSOR_FORMATS.find((candidate): candidate is SponsorFormat => candidate === format);
  if (known === undefined) {
    throw new RekindleError(
      "usage",
      `The sponsor's page is not written as ${format}.`,
      `Choose one of ${SPONSOR_FORMATS.join(", ")}.`,
    );
  }
  return presentSponsor(await measureSponsor(services.sponsor(loaded), input), known, language);
}
