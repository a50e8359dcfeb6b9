import type { CommandContext } from "../cli/context.ts";
import type { MailTemplates } from "../digest/mails/ports.ts";

/** What lies in files beside the code: rules and templates. Templates are compiled when they are first asked for. */
export interface Folders {
  readonly templates: () => Promise<MailTemplates>;
  readonly ruleFiles: CommandContext["ruleFiles"];
  readonly folderOptions: CommandContext["folderOptions"];
  readonly terminal: CommandContext["terminal"];
}
