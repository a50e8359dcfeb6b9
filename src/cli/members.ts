import type { Command } from "commander";
import { RekindleError } from "../core/errors.ts";
import type { CommandContext } from "./context.ts";
import { layOutTable, paint } from "./terminal.ts";

export function addMembersCommands(program: Command, { terminal, withServices }: CommandContext): void {
  program
    .command("members")
    .description("what is known of a member")
    .command("show")
    .description("visits, views, themes and digests of one member")
    .argument("<id>", "the site's own id")
    .option("--json", "as JSON")
    .action((id: string, options: { json?: boolean }) =>
      withServices(async ({ members }) => {
        const member = await members.find(id);
        if (member === null) {
          throw new RekindleError(
            "not_found",
            `There is no member "${id}".`,
            "Give the id that the site uses, as it was imported.",
          );
        }
        if (options.json === true) return terminal.print(JSON.stringify(member));
        const { visits, consent } = member;
        const interval = visits.usualIntervalDays;
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
              ["visits", `${visits.count}, the last ${visits.last?.toISOString() ?? "never"}`],
              ["usual interval", interval === null ? "not known yet" : `every ${interval.toFixed(1)} days`],
              ["views", String(member.views.count)],
              ["themes", member.themes.map(({ theme, views }) => `${theme} (${views})`).join(", ") || "-"],
            ],
          ).trimStart(),
        );
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

function sayConsent({
  subscribed,
  suppressed,
  at,
}: {
  subscribed: boolean | null;
  suppressed: string | null;
  at: Date | null;
}) {
  if (subscribed === false) return "unsubscribed";
  if (suppressed !== null) return `suppressed: ${suppressed}`;
  return at === null ? "may be mailed: never said no" : `said yes on ${at.toISOString().slice(0, 10)}`;
}
