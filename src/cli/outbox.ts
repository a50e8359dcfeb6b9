import { type Command, Option } from "commander";
import { fixedClock } from "../core/clock.ts";
import { DIGEST_STATES, type DigestState } from "../core/community.ts";
import { formatDigestKey } from "../core/digest-key.ts";
import { RekindleError } from "../core/errors.ts";
import { listOutbox } from "../delivery/list-outbox.ts";
import { type OutboxEntry, RESOLUTIONS } from "../delivery/ports.ts";
import { resolveDigest } from "../delivery/resolve-digest.ts";
import { showDigest } from "../delivery/show-digest.ts";
import type { CommandContext } from "./context.ts";
import { parseCount, parseInstant } from "./options.ts";
import { HOLDER_WORDS } from "./release.ts";
import { layOutTable } from "./terminal.ts";

export function addOutboxCommands(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const outbox = program
    .command("outbox")
    .description("what became of every digest")
    .addOption(new Option("--state <state>", "only digests in this state").choices([...DIGEST_STATES]))
    .option("--limit <n>", "the latest so many", parseCount, 20)
    .option("--json", "as JSON")
    .action((options: { state?: DigestState; limit: number; json?: boolean }) =>
      context.withServices(async (services) => {
        const result = await listOutbox(
          { store: services.outbox },
          { state: options.state ?? null, limit: options.limit },
        );
        if (options.json === true) return terminal.print(JSON.stringify(result));
        const states = Object.entries(result.states);
        if (states.length === 0) return terminal.print("The outbox is empty: nothing has been planned yet.");
        terminal.print(layOutTable(["state", "digests"], states));
        terminal.print("");
        terminal.print(
          layOutTable(
            ["id", "member", "rule", "period", "state", "reason"],
            result.digests.map((digest) => [
              formatDigestKey(digest.key),
              digest.member,
              digest.rule,
              digest.period,
              digest.state,
              holdOf(digest) ?? digest.reason ?? digest.smtpText ?? "",
            ]),
          ),
        );
      }),
    );

  outbox
    .command("show")
    .description("a digest with its picks and reasons, its rule's version, and the mail exactly as sent")
    .argument("<id>")
    .option("--json", "as JSON")
    .action((id: string, options: { json?: boolean }) =>
      context.withServices(async (services) => {
        const digest = await showDigest({ store: services.outbox }, id);
        if (options.json === true) return terminal.print(JSON.stringify(digest));
        const { mail, picks, ruleVersion } = digest;
        terminal.print(
          layOutTable(
            ["", ""],
            [
              ["member", `${digest.member} ${digest.email === null ? "" : `<${digest.email}>`}`],
              [
                "rule",
                `${digest.rule}, version ${ruleVersion.hash.slice(0, 12)} of ${ruleVersion.file ?? "a file that is gone"}`,
              ],
              ["period", digest.period],
              ["arm", digest.arm],
              ["state", `${digest.state}${noteOf(holdOf(digest) ?? digest.reason)}`],
              ["server", `${digest.smtpCode ?? ""} ${digest.smtpText ?? ""}`.trim() || "-"],
            ],
          ).trimStart(),
        );
        for (const pick of picks)
          terminal.print(`  ${pick.position}. ${pick.title} [${pick.kind}, ${pick.score.toFixed(3)}]`);
        if (mail !== null) terminal.print(`\nSubject: ${mail.subject}\nMessage-ID: ${mail.messageId}\n\n${mail.text}`);
      }),
    );

  outbox
    .command("resolve")
    .description("says what became of an uncertain digest; resend sends it again, at your own risk")
    .argument("<id>")
    .argument("<resolution>", RESOLUTIONS.join(", "))
    .option("--at <instant>", "community time (default: now)", parseInstant)
    .action((id: string, resolution: string, options: { at?: Date }) =>
      context.withServices(async (services) => {
        const chosen = RESOLUTIONS.find((known) => known === resolution);
        if (chosen === undefined) {
          throw new RekindleError(
            "usage",
            `"${resolution}" is no resolution.`,
            `Choose one of ${RESOLUTIONS.join(", ")}.`,
          );
        }
        const clock = fixedClock(options.at ?? context.wallClock());
        await resolveDigest({ store: services.resolutions, clock }, id, chosen);
        terminal.print(`Digest ${id} is resolved: ${chosen}.`);
      }),
    );
}

function holdOf({ heldBy, rule }: OutboxEntry): string | null {
  return heldBy === null ? null : `held by ${HOLDER_WORDS[heldBy]}: rekindle release ${rule}`;
}

function noteOf(note: string | null): string {
  return note === null ? "" : ` (${note})`;
}
