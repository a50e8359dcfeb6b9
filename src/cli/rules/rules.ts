import { type Command, Option } from "commander";
import { findRule } from "../../audience/find-rule.ts";
import { listRules } from "../../audience/list-rules.ts";
import { localDateOf, localTimeOf } from "../../core/calendar.ts";
import { sayAbout } from "../../core/rules/about.ts";
import { communityNeeds } from "../../core/rules/community-needs.ts";
import { describeAudience } from "../../core/rules/describe-audience.ts";
import { describeTiming } from "../../core/rules/describe-timing.ts";
import { NOTHING_KNOWN } from "../../core/rules/evaluation.ts";
import { checkFolder } from "../../core/rules/read/check-folder.ts";
import { defaultSettings } from "../../core/rules/read/read-settings.ts";
import type { CommandContext } from "../context.ts";
import { parseInstant } from "../options.ts";
import { layOutTable, paint } from "../terminal.ts";
import { LIST_WORDS } from "./list-words.ts";
import { addCheckCommand } from "./rules-check.ts";

export function addRulesCommands(program: Command, context: CommandContext): Command {
  const { terminal } = context;
  const rules = program.command("rules").description("check, list, preview, explain and compare the rule files");

  addCheckCommand(rules, context);

  rules
    .command("list")
    .description("every rule, in the order in which they win a member, with when it is next due")
    .option("--at <instant>", "as of this instant", parseInstant)
    .addOption(new Option("--lang <language>", "in English or in French").choices(["en", "fr"]).default("en"))
    .option("--json", "as JSON")
    .action((options: { at?: Date; lang: "en" | "fr"; json?: boolean }) =>
      context.withServices(async (services) => {
        const loaded = await services.loadRules();
        const listing = await listRules(services, loaded, options.at ?? context.wallClock());
        const language = options.lang;
        const words = LIST_WORDS[language];
        const rows = listing.rules.map(({ rule, held, next, waiting }) => ({
          rule: rule.name,
          state: held ? ("paused by command" as const) : rule.state,
          next,
          upon: rule.upon !== null && rule.state === "live",
          waiting,
          when: describeAudience(rule, language),
          send: describeTiming(rule, language),
          about: sayAbout(rule.about, language),
        }));
        if (options.json === true) return terminal.print(JSON.stringify(rows.map(({ upon: _, ...row }) => row)));
        if (listing.paused) terminal.print(paint(terminal, "yellow", words.paused));
        if (rows.length === 0) return terminal.print(words.noRule(context.ruleFiles.folder));
        const { timezone } = loaded.settings;
        terminal.print(
          layOutTable(
            [words.rule, words.state, `${words.next} (${timezone})`],
            rows.map(({ rule, state, next, upon }) => [
              rule,
              words.states[state],
              next === null
                ? upon
                  ? words.whenItHappens
                  : "-"
                : `${localDateOf(next, timezone)} ${localTimeOf(next, timezone)}`,
            ]),
          ),
        );
        for (const row of rows) {
          terminal.print(`\n${paint(terminal, "bold", row.rule)}${words.colon}${row.send}\n  ${row.when}`);
          for (const held of row.waiting)
            terminal.print(paint(terminal, "yellow", `  ${words.held(held)} rekindle release ${row.rule}`));
        }
      }),
    );

  rules
    .command("sql")
    .description("the SQL that finds a rule's audience, and its parameters")
    .argument("<rule>")
    .option("--at <instant>", "as of this instant", parseInstant)
    .option("--json", "as JSON")
    .action(async (name: string, options: { at?: Date; json?: boolean }) => {
      const folder = checkFolder(await context.ruleFiles.read(), await context.folderOptions());
      const rule = findRule(folder.rules, name);
      const at = options.at ?? context.wallClock();
      const settings = folder.settings ?? defaultSettings();
      const question = { needs: communityNeeds([rule.when]), at, asOf: "facts", settings } as const;
      const community =
        question.needs.length === 0
          ? NOTHING_KNOWN
          : await context.withServices(({ audiences }) => audiences.communityFacts(question));
      const { timezone } = settings;
      const evaluation = {
        at,
        today: localDateOf(at, timezone),
        timezone,
        settings,
        asOf: "facts",
        community,
      } as const;
      const statement = context.ruleStatement(rule, evaluation, settings);
      if (options.json === true) return terminal.print(JSON.stringify({ rule: name, ...statement }));
      const values = statement.values.map((value, index) => `-- $${index + 1} = ${JSON.stringify(value)}`);
      terminal.print(`${statement.text};\n${values.join("\n")}`);
    });

  return rules;
}
