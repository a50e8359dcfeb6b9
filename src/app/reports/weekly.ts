import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { LoadedRules } from "../../audience/load-rules.ts";
import type { Services, WeeklyMailing } from "../../cli/context.ts";
import { type Config, SHIPPED_EMAILS } from "../../config.ts";
import { RekindleError } from "../../core/errors.ts";
import { domainOf } from "../../core/mail.ts";
import { lastReportWeek, type ReportWeek } from "../../core/report-week.ts";
import type { SubmitOutcome } from "../../core/smtp-replies.ts";
import type { TeamMail } from "../../delivery/notices/notice.ts";
import { openSmtpTransport } from "../../platform/mail/smtp/smtp-transport.ts";
import { createTeamMailWriter } from "../../platform/mail/smtp/team-message.ts";
import { foreseeWeeks } from "../../report/forecast/foresee-weeks.ts";
import { measureWeek } from "../../report/weekly/measure-week.ts";
import { writeWeek } from "../../report/weekly/write-week.ts";
import type { ReportLanguage } from "../../report/words/words.ts";
import { baseUrlOf } from "../links.ts";
import { openSigner } from "../sending/dkim.ts";

const FORECAST_DAYS = 30;

/** Without `forecast`, none is made. */
type WeeklyServices = Pick<Services, "report"> & Partial<Pick<Services, "forecast">>;

/** Measures a week and writes its mail. A forecast that fails costs its lines, and is told. */
export async function writeWeeklyMail(
  config: Config,
  services: WeeklyServices,
  loaded: LoadedRules,
  week: ReportWeek,
  language: ReportLanguage,
  onTrouble: (error: unknown) => void,
): Promise<TeamMail> {
  // Charts and templates take memory: a process that writes no report never loads them.
  const [{ openChartPainter }, { openWeekPage }] = await Promise.all([
    import("../../platform/charts/chart-painter.ts"),
    import("../../platform/mail/templates/week-page.ts"),
  ]);
  const { brand } = loaded.settings;
  const { forecast } = services;
  const foresee = async (at: Date) => {
    if (forecast === undefined) return null;
    const pause = async () => void (await setImmediate());
    return foreseeWeeks({ ...forecast(loaded), pause }, { at, days: FORECAST_DAYS }).catch((error: unknown) => {
      onTrouble(error);
      return null;
    });
  };
  const report = await measureWeek({ ...services.report(loaded), community: brand.name, foresee }, week);
  const page = await openWeekPage(SHIPPED_EMAILS, brand);
  const reportUrl = `${baseUrlOf(config)}/report?lang=${language}`;
  return writeWeek({ painter: await openChartPainter(), page, reportUrl }, report, language);
}

/** The same mail again for whoever is told later: it takes long to measure, and all get the same figures. */
export function rememberWeekly(
  config: Config,
  services: WeeklyServices,
  onTrouble: (error: unknown) => void,
): (loaded: LoadedRules, week: ReportWeek) => Promise<TeamMail> {
  let kept: { readonly name: string; readonly mail: TeamMail } | null = null;
  return async (loaded, week) => {
    const { language } = loaded.settings.reports;
    const name = `${week.sentOn} ${language}`;
    if (kept?.name === name) return kept.mail;
    const mail = await writeWeeklyMail(config, services, loaded, week, language, onTrouble);
    kept = { name, mail };
    return mail;
  };
}

/** Sends the last week's report to one address at once, whoever has had it: nothing is kept of it. */
export async function mailWeekly(
  config: Config,
  services: WeeklyServices,
  loaded: LoadedRules,
  { to, at, language, onTrouble }: WeeklyMailing,
): Promise<SubmitOutcome> {
  if (config.smtpUrl === null) {
    throw new RekindleError(
      "configuration",
      "SMTP_URL is not set, so no mail can be sent.",
      "Set it, such as smtp://user:password@smtp.example.org:587",
    );
  }
  const { reports, timezone, from } = loaded.settings;
  const week = lastReportWeek({ ...reports, timezone }, at);
  const mail = await writeWeeklyMail(config, services, loaded, week, language ?? reports.language, onTrouble);
  const messageId = `<w.${randomUUID()}@${domainOf(from.address)}>`;
  const built = await createTeamMailWriter(await openSigner(config)).build({ ...mail, messageId, from, to, date: at });
  if ("kind" in built) return built;
  const transport = openSmtpTransport({ url: config.smtpUrl, lanes: 1 });
  try {
    const lane = await transport.reserve();
    if (lane === null) throw new RekindleError("unreachable", "The mail server cannot be reached.", "Check SMTP_URL.");
    if ("kind" in lane) return lane;
    return await lane.submit(built).finally(lane.release);
  } finally {
    await transport.close(0);
  }
}
