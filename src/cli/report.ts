import { writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { LocalDate } from "../core/community.ts";
import { RekindleError } from "../core/errors.ts";
import { adviseHoldout } from "../report/advice/advise-holdout.ts";
import { presentAdvice } from "../report/advice/present-advice.ts";
import { choosePeriod } from "../report/choose-period.ts";
import { AGAINST, type Against } from "../report/indicators/period-before.ts";
import { makeReport } from "../report/make-report.ts";
import { presentReport, REPORT_FORMATS, type ReportFormat } from "../report/present-report.ts";
import type { CommandContext } from "./context.ts";
import { parseInstant, parseInstantOrDay } from "./options.ts";
import { writeSponsorPage } from "./report-sponsor.ts";

interface ReportOptions {
  readonly period?: string;
  readonly from?: Date | LocalDate;
  readonly to?: Date | LocalDate;
  readonly rule?: string;
  readonly against: Against;
  readonly format: ReportFormat;
  readonly out?: string;
  readonly lang: "en" | "fr";
  readonly at?: Date;
  readonly json?: boolean;
  readonly advise?: boolean;
  readonly sponsor?: boolean;
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
      new Option("--format <format>", "how it is written; csv: the indicators").choices(REPORT_FORMATS).default("text"),
    )
    .addOption(new Option("--lang <language>", "in English or in French").choices(["en", "fr"]).default("en"))
    .option("--out <file>", "write it there")
    .option("--json", "same as --format json")
    .option("--sponsor", "instead, the page for who pays for the community: one sheet, as text, html or json")
    .option("--advise", "instead, the holdout and the duration that this community needs to see a lift of 10%")
    .action((options: ReportOptions) =>
      context.withServices(async (services) => {
        const loaded = await services.loadRules();
        const now = options.at ?? context.wallClock();
        const format = options.json === true ? "json" : options.format;
        const colour = context.terminal.colour && options.out === undefined;
        const print = async (text: string): Promise<void> => {
          if (options.out === undefined) return context.terminal.print(text);
          await writeFile(options.out, text);
          context.terminal.warn(`Wrote ${options.out}`);
        };
        if (options.advise === true) {
          refuseBesideAdvice(options);
          const advice = await adviseHoldout(services.advice(loaded), now);
          return print(
            format === "json" ? JSON.stringify(advice, null, 2) : presentAdvice(advice, options.lang, colour),
          );
        }
        const period = choosePeriod(options, now, loaded.settings.timezone);
        const input = { ...period, rule: options.rule ?? null, now };
        if (options.sponsor === true) {
          return print(await writeSponsorPage(services, loaded, { ...input, format, language: options.lang }));
        }
        const { report, indicators } = await makeReport(services.report(loaded), {
          ...input,
          against: options.against,
        });
        const charts = format === "html" ? { charts: await services.openCharts() } : {};
        await print(presentReport(report, format, options.lang, { colour, indicators, ...charts }));
      }),
    );
}

/** The advice is of the whole community as it is: what chooses a part of the report would be passed over in silence. */
function refuseBesideAdvice({ period, from, to, rule, format, against }: ReportOptions): void {
  const given = Object.entries({ period, from, to, rule }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`],
  );
  if (format === "html" || format === "csv") given.push(`--format ${format}`);
  if (against !== "previous") given.push("--against");
  if (given.length === 0) return;
  throw new RekindleError(
    "usage",
    `--advise takes no ${given.join(", no ")}: it speaks of all members as they are now.`,
    "Write rekindle report --advise, with --at for another instant, --lang fr, --json or --out if you like.",
  );
}
