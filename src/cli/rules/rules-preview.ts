import { join } from "node:path";
import { type Command, Option } from "commander";
import { findMember } from "../../audience/explaining/find-member.ts";
import { findRule } from "../../audience/find-rule.ts";
import { FUNNEL_WORDS } from "../../audience/funnel-words.ts";
import { previewRule } from "../../audience/preview-rule.ts";
import { oneLine } from "../../core/plain-text.ts";
import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";
import type { Sample } from "../../digest/render-sample.ts";
import type { CommandContext } from "../context.ts";
import { minuteIn } from "../minute-in.ts";
import { parseCount, parseInstant } from "../options.ts";
import { layOutTable, paint } from "../terminal.ts";
import { makeOut, writeOut } from "../write-out.ts";
import { PREVIEW_WORDS, type PreviewWords } from "./preview-words.ts";

/** Without `--limit`, what a person can look through; `--json` answers everyone. */
const MEMBERS_SHOWN = 10;
const SAMPLES_WRITTEN = 5;

interface PreviewOptions {
  readonly at?: Date;
  readonly member?: string;
  readonly limit?: number;
  readonly out?: string;
  readonly lang: SpokenLanguage;
  readonly json?: boolean;
}

export function addPreviewCommand(rules: Command, context: CommandContext): void {
  const { terminal } = context;
  rules
    .command("preview")
    .description("how many and who would be mailed, what falls out and why, and sample mails as files")
    .argument("<rule>")
    .option("--at <instant>", "as of this instant (default: now)", parseInstant)
    .option("--member <id>", "only this member")
    .option("--limit <n>", "at most so many members (default: 10; with --json all)", parseCount)
    .option("--out <dir>", "write sample mails there")
    .addOption(new Option("--lang <language>", "in English or in French").choices(["en", "fr"]).default("en"))
    .option("--json", "as JSON")
    .action((name: string, options: PreviewOptions) =>
      context.withServices(async (services) => {
        const words = PREVIEW_WORDS[options.lang];
        const at = options.at ?? context.wallClock();
        const loaded = await services.loadRules();
        const preview = await previewRule(services.audiences, loaded, name, at);
        const rule = findRule(loaded.rules, name);
        const chosen = preview.members.filter(({ id }) => options.member === undefined || id === options.member);
        if (options.member !== undefined && chosen.length === 0) {
          await findMember(services.explained, options.member);
          const lang = options.lang === "en" ? "" : ` --lang ${options.lang}`;
          const explain = `rekindle rules explain ${options.member} --rule ${name} --at ${at.toISOString()}${lang}`;
          terminal.warn(words.nothingFor(options.member, explain));
        }
        const limit = options.limit ?? (options.json === true ? chosen.length : MEMBERS_SHOWN);
        const members = chosen.slice(0, limit);
        const subject = { loaded, rule, at };
        const memberIds = members.map(({ memberId }) => memberId);
        const proposed = new Map((await services.proposePicks(subject, memberIds)).map((one) => [one.memberId, one]));
        if (options.out !== undefined && memberIds.length === 0) terminal.warn(words.nothingWritten(options.out));
        else if (options.out !== undefined) {
          await makeOut(context, options.out);
          for (const memberId of memberIds.slice(0, SAMPLES_WRITTEN)) {
            const sample = await services.renderSample(subject, memberId);
            if (sample !== null) terminal.warn(words.wrote(await writeSample(options.out, sample)));
          }
        }
        if (options.json === true) {
          const { matched, funnel } = preview;
          return terminal.print(
            JSON.stringify({
              rule: name,
              at,
              matched,
              funnel,
              members: members.map(({ id, arm, memberId }) => ({
                id,
                arm,
                picks: proposed.get(memberId)?.picks ?? [],
                ...(rule.upon === null ? {} : { tells: proposed.get(memberId)?.tells ?? [] }),
              })),
            }),
          );
        }
        const { funnel } = preview;
        const { timezone } = loaded.settings;
        const { heldOut, held } = preview;
        const when = minuteIn(at, timezone);
        terminal.print(paint(terminal, "bold", words.title(name, when, funnel.planned - heldOut, heldOut)));
        terminal.print(
          layOutTable(
            ["", ""],
            Object.entries(funnel)
              .filter(([step, count]) => step === "matched" || count > 0)
              .map(([step, count]) => [FUNNEL_WORDS[options.lang][step as keyof typeof funnel], count]),
          ).trimStart(),
        );
        if (held > 0) {
          const release = `rekindle release ${name}`;
          terminal.print(paint(terminal, "yellow", words.held(held === funnel.planned ? null : held, release)));
        }
        for (const { id, arm, memberId } of members) {
          const digest = proposed.get(memberId);
          terminal.print(`\n${id}${arm === "held_out" ? words.heldOut : ""}`);
          for (const { says, title } of digest?.tells ?? [])
            terminal.print(`  ${says}${title === null ? "" : `${words.colon}${title}`}`);
          for (const pick of digest?.picks ?? [])
            terminal.print(`  ${oneLine(pick.title)} (${words.kinds[pick.kind]})${words.colon}${pick.says}`);
          if (digest?.skipped != null) terminal.print(`  ${words.noMail[digest.skipped]}`);
        }
        if (chosen.length > members.length) terminal.print(`\n${words.more(chosen.length - members.length)}`);
        const next = preview.next === null ? whenDue(rule, words) : minuteIn(preview.next, timezone);
        terminal.print(`\n${words.next(next)}`);
      }),
    );
}

/** Without a date: a rule that is not live, that waits for something, or for which there is no moment or nobody. */
function whenDue({ state, upon }: CheckedRule, words: PreviewWords): string {
  if (state !== "live") return words.never[state];
  return upon === null ? words.neverAsThingsStand : words.whenItHappens;
}

/** Answers the file of the mail's HTML; its subject and text stand beside it. */
async function writeSample(directory: string, { externalId, subject, html, text }: Sample): Promise<string> {
  const file = join(directory, externalId.replace(/[^\w.-]/g, "_"));
  await writeOut(`${file}.html`, html);
  await writeOut(`${file}.txt`, `Subject: ${subject}\n\n${text}`);
  return `${file}.html`;
}
