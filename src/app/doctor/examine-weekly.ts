import type { Finding } from "../../cli/context.ts";
import { countOf } from "../../cli/terminal.ts";
import { DAY_MS } from "../../core/calendar.ts";
import { lastReportWeek, nextReportWeek, type ReportWeek } from "../../core/report-week.ts";
import type { Settings } from "../../core/rules/settings.ts";
import type { ToldWeekly, WeeklyFailure, WeeklyStore } from "../../delivery/notices/ports.ts";

type Found = Omit<Finding, "what" | "ok"> & { readonly ok?: Finding["ok"] };

/** When the weekly report was sent last, to how many, and what keeps it from being sent. Names no address. */
export async function examineWeekly(
  store: Pick<WeeklyStore, "findLast" | "findFailure">,
  { reports, timezone }: Pick<Settings, "reports" | "timezone">,
  hasMailServer: boolean,
  now: Date,
): Promise<Found> {
  if (reports.weekly.length === 0) return { says: "goes to nobody: settings.yaml names no address", remedy: null };
  if (!hasMailServer) {
    return { ok: false, says: "cannot leave: SMTP_URL is not set", remedy: "Set SMTP_URL, or empty reports.weekly." };
  }
  const hour = { ...reports, timezone };
  const due = lastReportWeek(hour, now);
  const next = `the next leaves on ${nextReportWeek(hour, now).sentOn} at ${reports.at} (${timezone})`;
  const failure = await store.findFailure(due.sentOn);
  if (failure !== null) return tellFailure(failure, due, now, next);
  const last = await store.findLast();
  if (last === null) return { ok: null, says: `no worker has looked after it yet; ${next}`, remedy: null };
  if (last.week >= due.sentOn) return { ...tellLast(last), says: `${tellStates(last)}; ${next}` };
  const sentBefore = `the last was that of ${last.week}`;
  if (now.getTime() - due.instant.getTime() < DAY_MS) {
    return {
      ok: null,
      says: `that of ${due.sentOn} has not left yet, and may within a day of its hour; ${sentBefore}`,
      remedy: "It leaves while start or worker runs and the mail server can be reached.",
    };
  }
  return {
    ok: null,
    says: `that of ${due.sentOn} did not leave: no worker could send it within a day of its hour; ${sentBefore}; ${next}`,
    remedy: "Keep start or worker running. To send that one by hand: rekindle report --mail ADDRESS",
  };
}

function tellFailure({ at, tries, reason }: WeeklyFailure, due: ReportWeek, now: Date, next: string): Found {
  const tried = `${countOf(tries, "try", "tries")}, the last at ${at.toISOString().slice(0, 16)}Z`;
  const goesOn = now.getTime() - due.instant.getTime() < DAY_MS;
  return {
    ok: false,
    says: `that of ${due.sentOn} could not be measured (${tried}): ${reason}${goesOn ? "" : `; ${next}`}`,
    remedy: `${goesOn ? "It is tried again every ten minutes within a day of its hour. " : ""}Once that is mended, send it by hand: rekindle report --mail ADDRESS`,
  };
}

const STATES: Readonly<Record<string, (recipients: string) => string>> = {
  accepted: (recipients) => `accepted for ${recipients}`,
  failed: (recipients) => `refused for ${recipients}`,
  due: (recipients) => `deferred for ${recipients}`,
  unknown: (recipients) => `uncertain for ${recipients}`,
  submitting: (recipients) => `broken off for ${recipients}`,
  before: (recipients) => `${recipients} named after its hour`,
};

function tellStates({ week, states, replies }: ToldWeekly): string {
  const told = Object.entries(STATES).flatMap(([state, say]) => {
    const recipients = states[state] ?? 0;
    if (recipients === 0) return [];
    const because = state === "failed" && replies.length > 0 ? ` (${replies.join(", ")})` : "";
    return [`${say(countOf(recipients, "address", "addresses"))}${because}`];
  });
  return `that of ${week}: ${told.join(", ")}`;
}

function tellLast({ states }: ToldWeekly): Pick<Found, "remedy"> & Pick<Finding, "ok"> {
  if ((states.failed ?? 0) > 0) {
    return { ok: false, remedy: "Correct or remove the address in settings.yaml, under reports." };
  }
  if ((states.unknown ?? 0) + (states.submitting ?? 0) > 0) {
    return { ok: null, remedy: "It may have arrived. To send it again by hand: rekindle report --mail ADDRESS" };
  }
  return { ok: (states.due ?? 0) > 0 ? null : true, remedy: null };
}
