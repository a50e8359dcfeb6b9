import { join } from "node:path";
import type { Command } from "commander";
import { findMember } from "../audience/explaining/find-member.ts";
import { findRule } from "../audience/find-rule.ts";
import { previewRule, type RulePreview } from "../audience/preview-rule.ts";
import { oneLine } from "../core/plain-text.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import type { Sample } from "../digest/render-sample.ts";
import type { CommandContext } from "./context.ts";
import { minuteIn } from "./minute-in.ts";
import { parseCount, parseInstant } from "./options.ts";
import { countOf, layOutTable, paint } from "./terminal.ts";
import { makeOut, writeOut } from "./write-out.ts";

/** Without `--limit`, what a person can look through; `--json` answers everyone. */
const MEMBERS_SHOWN = 10;
const SAMPLES_WRITTEN = 5;

interface PreviewOptions {
  readonly at?: Date;
  readonly member?: string;
  readonly limit?: number;
  readonly out?: string;
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
    .option("--json", "as JSON")
    .action((name: string, options: PreviewOptions) =>
      context.withServices(async (services) => {
        const at = options.at ?? context.wallClock();
        const loaded = await services.loadRules();
        const preview = await previewRule(services.audiences, loaded, name, at);
        const rule = findRule(loaded.rules, name);
        const chosen = preview.members.filter(({ id }) => options.member === undefined || id === options.member);
        if (options.member !== undefined && chosen.length === 0) {
          await findMember(services.explained, options.member);
          terminal.warn(
            `${options.member} would get nothing. Why: rekindle rules explain ${options.member} --rule ${name} --at ${at.toISOString()}`,
          );
        }
        const limit = options.limit ?? (options.json === true ? chosen.length : MEMBERS_SHOWN);
        const members = chosen.slice(0, limit);
        const subject = { loaded, rule, at };
        const memberIds = members.map(({ memberId }) => memberId);
        const proposed = new Map((await services.proposePicks(subject, memberIds)).map((one) => [one.memberId, one]));
        if (options.out !== undefined && memberIds.length === 0)
          terminal.warn(`Nothing is written to ${options.out}: nobody would get a mail.`);
        else if (options.out !== undefined) {
          await makeOut(context, options.out);
          for (const memberId of memberIds.slice(0, SAMPLES_WRITTEN)) {
            const sample = await services.renderSample(subject, memberId);
            if (sample !== null) terminal.warn(`Wrote ${await writeSample(options.out, sample)}`);
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
        terminal.print(paint(terminal, "bold", `${name}: ${sayWho(preview)} at ${minuteIn(at, timezone)}`));
        terminal.print(
          layOutTable(
            ["", ""],
            Object.entries(funnel).filter(([name, count]) => name === "matched" || count > 0),
          ).trimStart(),
        );
        if (preview.held > 0) {
          const which = preview.held === funnel.planned ? "All" : countOf(preview.held, "digest");
          terminal.print(paint(terminal, "yellow", `${which} of them would be held, until: rekindle release ${name}`));
        }
        for (const { id, arm, memberId } of members) {
          const digest = proposed.get(memberId);
          terminal.print(`\n${id}${arm === "held_out" ? " (held out: withheld)" : ""}`);
          for (const { says, title } of digest?.tells ?? [])
            terminal.print(`  ${says}${title === null ? "" : `: ${title}`}`);
          for (const pick of digest?.picks ?? [])
            terminal.print(`  ${oneLine(pick.title)} (${pick.kind}): ${pick.says}`);
          if (digest?.skipped != null) terminal.print(`  no mail: ${SKIPPED_WORDS[digest.skipped]}`);
        }
        if (chosen.length > members.length) terminal.print(`\n… and ${chosen.length - members.length} more (--limit).`);
        terminal.print(`\nNext due: ${preview.next === null ? whenDue(rule) : minuteIn(preview.next, timezone)}.`);
      }),
    );
}

/** The held out are planned too, and get none. */
function sayWho({ funnel, heldOut }: RulePreview): string {
  const mailed = `${countOf(funnel.planned - heldOut, "member")} would get a digest`;
  return heldOut === 0 ? mailed : `${mailed}, ${countOf(heldOut, "more is", "more are")} held out,`;
}

/** Without a date: a rule that is not live, that waits for something, or for which there is no moment or nobody. */
function whenDue({ state, upon }: CheckedRule): string {
  if (state !== "live") return `never, the rule is ${state}`;
  return upon === null ? "never as things stand: its last moment has passed, or there is no member" : "when it happens";
}

const SKIPPED_WORDS = {
  already_proposed: "what is left unseen was proposed before",
  nothing_open: "too little unseen content",
} as const;

/** Answers the file of the mail's HTML; its subject and text stand beside it. */
async function writeSample(directory: string, { externalId, subject, html, text }: Sample): Promise<string> {
  const file = join(directory, externalId.replace(/[^\w.-]/g, "_"));
  await writeOut(`${file}.html`, html);
  await writeOut(`${file}.txt`, `Subject: ${subject}\n\n${text}`);
  return `${file}.html`;
}
