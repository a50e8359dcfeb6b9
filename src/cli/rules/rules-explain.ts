import { type Command, Option } from "commander";
import { explainMembers } from "../../audience/explaining/explain-members.ts";
import { findMember } from "../../audience/explaining/find-member.ts";
import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";
import type { CommandContext } from "../context.ts";
import { parseInstant } from "../options.ts";
import { explanationJson } from "./explanation-json.ts";
import { printExplanation } from "./explanation-text.ts";

interface ExplainOptions {
  readonly rule?: string;
  readonly at?: Date;
  readonly lang: SpokenLanguage;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function addExplainCommand(rules: Command, context: CommandContext): void {
  const { terminal } = context;
  rules
    .command("explain")
    .description(
      "why each rule mails a member or does not: conditions, consent, limits, order, contents, and when they are next due",
    )
    .argument("<member>", "the site's own id")
    .option("--rule <rule>", "only this rule")
    .option("--at <instant>", "as of this instant (default: now)", parseInstant)
    .addOption(new Option("--lang <language>", "in English or in French").choices(["en", "fr"]).default("en"))
    .option("--all", "every content that is left out, not only the first ten")
    .option("--json", "as JSON")
    .action((externalId: string, options: ExplainOptions) =>
      context.withServices(async (services) => {
        const at = options.at ?? context.wallClock();
        const loaded = await services.loadRules();
        const memberId = await findMember(services.explained, externalId);
        const [explanation] = await explainMembers(
          {
            audiences: services.audiences,
            members: services.explained,
            picks: { propose: (rule, instant, ids) => services.proposePicks({ loaded, rule, at: instant }, ids, true) },
          },
          { loaded, memberIds: [memberId], at, rule: options.rule ?? null, language: options.lang },
        );
        if (explanation === undefined) throw new Error(`Member ${externalId} went away.`);
        const outside = await services.explained.loadOutside(at);
        if (options.json === true) {
          return terminal.print(JSON.stringify(explanationJson(explanation, outside, at, options.lang)));
        }
        printExplanation(terminal, explanation, { outside, at, language: options.lang, all: options.all ?? false });
      }),
    );
}
