import { type Command, InvalidArgumentError } from "commander";
import { isLocalDate, localDateOf } from "../../core/calendar.ts";
import type { LocalDate } from "../../core/community.ts";
import { RekindleError } from "../../core/errors.ts";
import { pauseMember } from "../../delivery/preferences/pause-member.ts";
import type { PreferenceMember } from "../../delivery/preferences/ports.ts";
import { standingOf } from "../../delivery/preferences/preferences-view.ts";
import type { CommandContext, Services } from "../context.ts";
import { findMember } from "./find-member.ts";

interface Options {
  readonly json?: boolean;
}

/** What support does for a member who asks: the same as on their own page, with the name of who did it. */
export function addMemberChoices(members: Command, context: CommandContext): void {
  const { terminal, withServices, wallClock } = context;
  const act = () => ({ by: `person ${context.person}`, at: wallClock() });
  const add = (name: string, description: string) =>
    members.command(name).description(description).argument("<id>", "the site's own id").option("--json", "as JSON");
  const tell = (json: unknown, text: string, options: Options) =>
    terminal.print(options.json === true ? JSON.stringify(json) : text);

  add("unsubscribe", "no more digests to a member, at once, also of what is queued").action(
    (id: string, options: Options) =>
      withServices(async (services) => {
        const { memberId, email } = await findMember(services, id);
        const { by, at } = act();
        await services.consents.unsubscribe(memberId, { source: by, by, at });
        const shared = email === null ? "" : ", and neither does anybody else with that address";
        tell({ member: id, standing: "unsubscribed" }, `${id} gets no more digests${shared}.`, options);
      }),
  );

  add("resubscribe", "takes an unsubscribing back, when the member asks for it").action(
    (id: string, options: Options) =>
      withServices(async (services) => {
        const { memberId } = await findMember(services, id);
        const { by, at } = act();
        await services.consents.resubscribe(memberId, by, at);
        const member = await services.preferences.find(memberId);
        const standing = member === null ? "gone" : standingOf(member, at);
        tell({ member: id, standing, suppressed: member?.suppressed ?? null }, sayBack(id, standing, member), options);
      }),
  );

  add("pause", "no mail to a member for a month, or until a day")
    .option(
      "--until <date>",
      "the first day on which mails come again: 2027-01-15, in the member's own calendar",
      parseDate,
    )
    .option("--end", "ends a pause")
    .action((id: string, options: Options & { readonly until?: LocalDate; readonly end?: boolean }) =>
      withServices(async (services) => {
        if (options.end === true && options.until !== undefined) {
          throw new RekindleError("usage", "--end and --until contradict each other.", "Leave one of them out.");
        }
        const member = await findMember(services, id);
        const timezone = await timezoneOf(services);
        const until = options.end === true ? "now" : (options.until ?? "month");
        const pausedUntil = await pauseMember(services.preferences, member, { ...act(), timezone, until });
        const day = pausedUntil && localDateOf(pausedUntil, member.timezone ?? timezone);
        const text = day === null ? `${id} is not paused: mails come.` : `${id} gets no mail before ${day}.`;
        tell({ member: id, pausedUntil, firstDay: day }, text, options);
      }),
    );
}

async function timezoneOf({ loadRules }: Services): Promise<string> {
  return (await loadRules()).settings.timezone;
}

function sayBack(id: string, standing: string, member: PreferenceMember | null): string {
  switch (standing) {
    case "on":
      return `${id} is subscribed.`;
    case "paused":
      return `${id} is subscribed, and paused: end the pause with rekindle members pause ${id} --end.`;
    default:
      return `${id} said yes, but no mail goes to the address: ${member?.suppressed ?? "nobody is there"}. A yes does not lift that.`;
  }
}

function parseDate(text: string): LocalDate {
  if (!isLocalDate(text)) throw new InvalidArgumentError("Expected a day such as 2027-01-15.");
  return text;
}
