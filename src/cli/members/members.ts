import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { parseInstant } from "../options.ts";
import { paint } from "../terminal.ts";
import { noSuchMember } from "./find-member.ts";
import { tellMember } from "./member-view.ts";
import { addMemberChoices } from "./members-choices.ts";
import { addMemberPrivacy } from "./members-privacy.ts";

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
      withServices(async ({ members, loadRules }) => {
        const member = await members.find(id, options.at ?? wallClock());
        if (member === null) throw noSuchMember(id);
        if (options.json === true) return terminal.print(JSON.stringify(member));
        const title = `${member.id} ${member.email === null ? "(no e-mail: never mailed)" : `<${member.email}>`}`;
        terminal.print(paint(terminal, "bold", title));
        terminal.print(tellMember(member, (await loadRules()).settings));
      }),
    );
}
