import { type Command, Option } from "commander";
import { findRule } from "../../audience/find-rule.ts";
import type { LoadedRules } from "../../audience/load-rules.ts";
import type { LocalDate } from "../../core/community.ts";
import { RekindleError } from "../../core/errors.ts";
import { adviseHoldout } from "../../report/advice/advise-holdout.ts";
import { presentAdvice } from "../../report/advice/present-advice.ts";
import { choosePeriod, refuseEmptyPeriod } from "../../report/choose-period.ts";
import { AGAINST, type Against } from "../../report/indicators/period-before.ts";
import { makeReport, type ReportInput, type WholeReport } from "../../report/make-report.ts";
import { prepareReport } from "../../report/prepare-report.ts";
import { REPORT_FORMATS } from "../../report/present-report.ts";
import { saveReport } from "../../report/saved/save-report.ts";
import { measureSponsor } from "../../report/sponsor/measure-sponsor.ts";
import { prepareSponsor } from "../../report/sponsor/prepare-sponsor.ts";
import type { CommandContext, Services } from "../context.ts";
import { parseInstant, parseInstantOrDay } from "../options.ts";
import { checkOut, writeOut } from "../write-out.ts";
import { mailReport } from "./report-mail.ts";
import { parseSaved, printSaved, type Saved, tellSaved } from "./report-saved.ts";
import { refuseBesideSponsor } from "./report-sponsor.ts";

const FORMATS = [...REPORT_FORMATS, "xlsx"] as const;

interface ReportOptions {
  readonly period?: string;
  readonly from?: Date | LocalDate;
  readonly to?: Date | LocalDate;
  readonly rule?: string;
  readonly against: Against;
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
  readonly lang: "en" | "fr";
  readonly at?: Date;
  readonly json?: boolean;
  readonly advise?: boolean;
  readonly sponsor?: boolean;
  readonly save?: boolean;
  readonly saved?: Saved;
  readonly before?: number;
  readonly mail?: string;
}

export function addReportCommand(program: Command, context: CommandContext): void {
  program
    .command("report")
    .description("what the digests changed: lift in visits and visibility, with intervals")
    .option("--period <period>", "last-month, last-quarter, 2026-Q3 or 2026-10")
    .option("--from <day>", "the first day of the period, or an instant", parseInstantOrDay)
    .option("--to <day>", "its last day, or the instant of its end (default: now)", parseInstantOrDay)
    .option("--rule <rule>", "only members first exposed by this rule")
    .option("--at <instant>", "the community's time (default: now)", parseInstant)
    .addOption(
      new Option("--against <period>", "what the indicators are held against").choices(AGAINST).default("previous"),
    )
    .addOption(
      new Option("--format <format>", "how it is written; csv: the indicators; xlsx: a workbook")
        .choices(FORMATS)
        .default("text"),
    )
    .addOption(new Option("--lang <language>", "in English or in French").choices(["en", "fr"]).default("en"))
    .option("--out <file>", "write it there")
    .option("--json", "same as --format json")
    .option("--save", "and keep a copy of it, in every format, that never changes")
    .option("--saved [id]", "instead, what was saved: the newest as a list, or one as it was", parseSaved)
    .option("--before <id>", "of the list of --saved, those saved before this one", parseSaved)
    .option("--sponsor", "instead, the page for who pays for the community: one sheet, as text, html or json")
    .option("--advise", "instead, the holdout and the duration that this community needs to see a lift of 10%")
    .option("--mail <address>", "instead, send the weekly report to this address now, to see what it is like")
    .action((options: ReportOptions, command: Command) =>
      context.withServices(async (services) => {
        const { terminal } = context;
        const format = options.json === true ? "json" : options.format;
        if (format === "xlsx" && options.out === undefined) refuseTerminal();
        if (options.out !== undefined) await checkOut(options.out);
        if (options.saved !== undefined) {
          refuseBesideSaved(command);
          const { saved, before = null, out = null } = options;
          const asked = { saved, before, format, json: options.json === true, out };
          return printSaved(terminal, services.savedReports, asked);
        }
        if (options.before !== undefined) refuseBefore();
        const loaded = await services.loadRules();
        const now = options.at ?? context.wallClock();
        if (options.mail !== undefined) {
          refuseBesideMail(command);
          const language = command.getOptionValueSource("lang") === "cli" ? options.lang : null;
          return mailReport(terminal, services, loaded, { to: options.mail, at: now, language });
        }
        const colour = terminal.colour && options.out === undefined;
        const print = async (content: string | Uint8Array): Promise<void> => {
          if (options.out === undefined) {
            return typeof content === "string" ? terminal.print(content) : terminal.write(content);
          }
          await writeOut(options.out, content);
          terminal.warn(`Wrote ${options.out}`);
        };
        if (options.advise === true) {
          refuseBesideAdvice(command, format);
          const advice = await adviseHoldout(services.advice(loaded), now);
          return print(
            format === "json" ? JSON.stringify(advice, null, 2) : presentAdvice(advice, options.lang, colour),
          );
        }
        const period = choosePeriod(options, now, loaded.settings.timezone);
        refuseEmptyPeriod(period, now);
        if (options.sponsor === true) refuseBesideSponsor(options.rule ?? null, format);
        const report =
          options.sponsor === true
            ? prepareSponsor(await measureSponsor(services.sponsor(loaded), { ...period, now }), options.lang)
            : prepareReport(
                await makeKnown(services, loaded, {
                  ...period,
                  now,
                  rule: options.rule ?? null,
                  against: options.against,
                }),
                options.lang,
                services.openCharts,
                services.writeWorkbook,
              );
        await print(await report.write(format, { colour }));
        if (options.save !== true) return;
        terminal.warn(tellSaved(await saveReport(services.savedReports, report)));
      }),
    );
}

/** A rule that was taken away is reported as long as somebody was due its digests; a name that never was one is refused. */
async function makeKnown(services: Services, loaded: LoadedRules, input: ReportInput): Promise<WholeReport> {
  const whole = await makeReport(services.report(loaded), input);
  if (input.rule !== null && whole.report.experiments.length === 0) findRule(loaded.rules, input.rule);
  return whole;
}

function refuseTerminal(): never {
  throw new RekindleError(
    "usage",
    "A workbook is no text for a terminal.",
    "Say where it goes: rekindle report --format xlsx --out report.xlsx",
  );
}

function refuseBefore(): never {
  throw new RekindleError(
    "usage",
    "--before is of the list of saved reports.",
    "Write rekindle report --saved --before 40; for a period write --to DAY.",
  );
}

/** What else was asked for would be passed over in silence. */
function refuseBeside(command: Command, flag: string, allowed: readonly string[], why: string, remedy: string): void {
  const given = command.options.filter(
    (option) =>
      option.long !== flag &&
      !allowed.includes(option.long ?? "") &&
      command.getOptionValueSource(option.attributeName()) === "cli",
  );
  if (given.length === 0) return;
  throw new RekindleError("usage", `${flag} takes no ${given.map(({ long }) => long).join(", no ")}: ${why}`, remedy);
}

function refuseBesideAdvice(command: Command, format: string): void {
  const allowed = [
    "--at",
    "--lang",
    "--json",
    "--out",
    ...(format === "text" || format === "json" ? ["--format"] : []),
  ];
  refuseBeside(
    command,
    "--advise",
    allowed,
    "it speaks of all members as they are now.",
    "Write rekindle report --advise, with --at for another instant, --lang fr, --json or --out if you like.",
  );
}

function refuseBesideSaved(command: Command): void {
  refuseBeside(
    command,
    "--saved",
    ["--before", "--format", "--json", "--out"],
    "it shows what was saved, as it was.",
    "Write rekindle report --saved for the list, or rekindle report --saved 3 --format html --out FILE.",
  );
}

function refuseBesideMail(command: Command): void {
  refuseBeside(
    command,
    "--mail",
    ["--at", "--lang"],
    "it sends the report of the last week, as settings.yaml has it.",
    "Write rekindle report --mail ADDRESS, with --at for another instant or --lang fr if you like.",
  );
}
