import type { Command } from "commander";
import type { ShownMember } from "../audience/explaining/ports.ts";
import type { CommandContext } from "./context.ts";
import { noSuchMember } from "./find-member.ts";
import { addMemberChoices } from "./members-choices.ts";
import { addMemberPrivacy } from "./members-privacy.ts";
import { parseInstant } from "./options.ts";
import { fitTable, layOutTable, paint, type Terminal } from "./terminal.ts";

export function addMembersCommands(program: Command, context: CommandContext): void {
  const { terminal, withServices, wallClock } = context;
  const commands = program.command("members").description("what is known of a member, and what they chose");
  addMemberChoices(commands, context);
  addMemberPrivacy(commands, context);
  commands
    .command("show")
    .description("visits, views, themes and digests of one member")
    .argument("<id>", "the site's own id")
    .option("--at <instant>", "interest in themes as of this instant", parseInstant)
    .option("--json", "as JSON")
    .action((id: string, options: { readonly json?: boolean; readonly at?: Date }) =>
      withServices(async ({ members }) => {
        const member = await members.find(id, options.at ?? wallClock());
        if (member === null) throw noSuchMember(id);
        if (options.json === true) return terminal.print(JSON.stringify(member));
        const { visits, consent } = member;
        terminal.print(
          paint(
            terminal,
            "bold",
            `${member.id} ${member.email === null ? "(no e-mail: never mailed)" : `<${member.email}>`}`,
          ),
        );
        terminal.print(
          layOutTable(
            ["", ""],
            [
              ["joined", member.joinedAt.toISOString()],
              ["locale, timezone", `${member.locale ?? "-"}, ${member.timezone ?? "that of settings.yaml"}`],
              ["mail", sayConsent(consent)],
              ...sayChoices(member),
              ["visits", `${visits.count}, the last ${visits.last?.toISOString() ?? "never"}`],
              ["usual interval", sayInterval(visits)],
              ["its trend", sayTrend(visits.intervalTrend)],
              ["views", String(member.views.count)],
            ],
          ).trimStart(),
        );
        printAffinities(terminal, member.themes);
        if (member.digests.length === 0) return terminal.print("\nNo digest was planned for this member yet.");
        terminal.print(
          `\n${layOutTable(
            ["digest", "rule", "period", "arm", "state", "subject"],
            member.digests.map(({ id: key, rule, period, arm, state, reason, subject }) => [
              key,
              rule,
              period,
              arm,
              reason === null ? state : `${state} (${reason})`,
              subject ?? "-",
            ]),
          )}`,
        );
      }),
    );
}

/** As picks go by them: with each day that nothing is viewed they fade, halving in sixty. */
function printAffinities(terminal: Terminal, themes: ShownMember["themes"]): void {
  if (themes.length === 0) return;
  const rows = themes.map(({ theme, affinity, views, lastViewedAt }) => [
    theme,
    `${Math.round(affinity * 100)}%`,
    views,
    lastViewedAt.toISOString().slice(0, 10),
  ]);
  terminal.print(`\n${fitTable(["theme", "affinity", "views", "the last"], rows)}`);
}

function sayConsent({ subscribed, suppressed, at, source }: ShownMember["consent"]) {
  if (subscribed === false) {
    return `unsubscribed${at === null ? "" : ` on ${at.toISOString()}`}${source === null ? "" : `, by ${source}`}`;
  }
  if (suppressed !== null) return `suppressed: ${suppressed}`;
  return at === null ? "may be mailed: never said no" : `said yes on ${at.toISOString().slice(0, 10)}`;
}

function sayChoices({ preferences, left }: ShownMember): string[][] {
  const rows: string[][] = [];
  if (preferences !== null) {
    const { frequency, language, pausedUntil, themesOff, changedAt, changedBy } = preferences;
    const choices = [
      frequency === "any" ? "as often as there is something" : `${frequency} at most`,
      ...(language === null ? [] : [`in ${language}`]),
      ...(pausedUntil === null ? [] : [`no mail before ${pausedUntil.toISOString()}`]),
      ...(themesOff.length === 0 ? [] : [`nothing on ${themesOff.join(", ")}`]),
    ];
    rows.push(["wants", choices.join("; ")], ["chosen", `${changedAt.toISOString()}, ${changedBy}`]);
  }
  if (left !== null) rows.push(["once left", `${left.at.toISOString()}: ${left.reason}`]);
  return rows;
}

type Visits = ShownMember["visits"];

function sayInterval({ usualIntervalDays, meanIntervalDays }: Visits): string {
  if (usualIntervalDays === null) return "not known yet";
  const mean = meanIntervalDays === null ? "" : ` (${meanIntervalDays.toFixed(1)} on average)`;
  return `every ${usualIntervalDays.toFixed(1)} days${mean}`;
}

/** Within a quarter of what it was, an interval is said to be the same: five are few to go by. */
const SAME_UNTIL = 1.25;

function sayTrend(trend: number | null): string {
  if (trend === null) return "not known before the seventh visit";
  if (trend > SAME_UNTIL) return `rarer: the last five intervals are ${trend.toFixed(1)} times as long as those before`;
  if (trend < 1 / SAME_UNTIL)
    return `more often: the last five intervals are ${trend.toFixed(1)} times as long as those before`;
  return "steady";
}
