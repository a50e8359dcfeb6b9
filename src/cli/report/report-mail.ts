import type { LoadedRules } from "../../audience/load-rules.ts";
import { RekindleError } from "../../core/errors.ts";
import type { Services, WeeklyMailing } from "../context.ts";
import type { Terminal } from "../terminal.ts";

/** `report --mail ADDRESS`: the weekly report, now, to see what it is like. */
export async function mailReport(
  terminal: Terminal,
  services: Pick<Services, "mailWeekly">,
  loaded: LoadedRules,
  mailing: Omit<WeeklyMailing, "onTrouble">,
): Promise<void> {
  terminal.progress("measuring the week…");
  const onTrouble = (error: unknown) =>
    terminal.warn(`The forecast is missing from it: ${error instanceof Error ? error.message : String(error)}`);
  const outcome = await services.mailWeekly(loaded, { ...mailing, onTrouble });
  terminal.progress(null);
  if (outcome.kind === "accepted") return terminal.print("The mail server has taken the report of the last week.");
  const said = outcome.text === "" ? "" : `: ${outcome.text}`;
  throw new RekindleError(
    "unreachable",
    outcome.kind === "unknown"
      ? `Nobody can tell whether the report has left${said}.`
      : `The report was not taken${said}.`,
    outcome.kind === "unknown" ? "Look into that mailbox before you send it again." : "Check the address and SMTP_URL.",
  );
}
