import { join } from "node:path";
import { type Command, Option } from "commander";
import { fixedClock } from "../../core/clock.ts";
import { DIGEST_STATES, type DigestState } from "../../core/community.ts";
import { RekindleError } from "../../core/errors.ts";
import type { PickReason } from "../../core/picks/pick.ts";
import { sayReason } from "../../core/picks/say-reason.ts";
import type { Settings } from "../../core/rules/settings.ts";
import { listOutbox } from "../../delivery/outbox/list-outbox.ts";
import { RESOLUTIONS, type Resolution, type ShownDigest } from "../../delivery/outbox/ports.ts";
import { resolveDigest, resolveUnknown } from "../../delivery/outbox/resolve-digest.ts";
import { showDigest } from "../../delivery/outbox/show-digest.ts";
import type { CommandContext, Services } from "../context.ts";
import { parseCount, parseInstant, parseSpan } from "../options.ts";
import { countOf } from "../terminal.ts";
import { makeOut, writeOut } from "../write-out.ts";
import { tellDigest, tellOutbox } from "./outbox-view.ts";
import { explainStates } from "./outbox-words.ts";

export function addOutboxCommands(program: Command, context: CommandContext): void {
  const outbox = program
    .command("outbox")
    .description("what became of every digest")
    .addOption(new Option("--state <state>", "only digests in this state").choices([...DIGEST_STATES]))
    .option("--limit <n>", "so many, those that wait for a person first, then the latest", parseCount, 20)
    .option("--json", "as JSON")
    .addHelpText("after", `\n${explainStates()}`)
    .action((options: { state?: DigestState; limit: number; json?: boolean }) =>
      context.withServices(async (services) => {
        const { outbox: store, waiting } = services;
        const filter = { state: options.state ?? null, limit: options.limit, sending: await sendingOf(services) };
        const result = await listOutbox({ store, waiting }, filter);
        if (options.json === true) return context.terminal.print(JSON.stringify(result));
        const isEmpty = Object.keys(result.states).length === 0;
        context.terminal.print(isEmpty ? "The outbox is empty: nothing has been planned yet." : tellOutbox(result));
      }),
    );
  addShow(outbox, context);
  addResolve(outbox, context);
}

/** Null: the rules folder has mistakes. */
export async function sendingOf({ loadRules }: Pick<Services, "loadRules">): Promise<Settings["sending"] | null> {
  return loadRules().then(
    ({ settings }) => settings.sending,
    () => null,
  );
}

function addShow(outbox: Command, context: CommandContext): void {
  const { terminal, wallClock, withServices } = context;
  outbox
    .command("show")
    .description("a digest's whole history, its picks with their reasons, its rule's version, and its mail")
    .argument("<id>")
    .option("--out <dir>", "writes the mail as files: ID.eml as it was sent, ID.html and ID.txt to look at")
    .option("--json", "as JSON")
    .action((id: string, options: { out?: string; json?: boolean }) =>
      withServices(async (services) => {
        const digest = await showDigest({ store: services.outbox }, id);
        const files =
          options.out === undefined
            ? []
            : await writeFiles(context, options.out, id, digest, await services.writeMail(digest, wallClock()));
        if (options.json === true) return terminal.print(JSON.stringify(digest));
        const picks = digest.picks.map(({ reason }) => ({ says: sayReason(reason as PickReason, "en") }));
        const holds = { sending: await sendingOf(services), open: await services.waiting.countOpen() };
        terminal.print(tellDigest(digest, picks, holds));
        if (files.length > 0) terminal.print(`\n${files.join("\n")}`);
        const { mail } = digest;
        if (mail === null) return terminal.print("\nIts mail is not written yet.");
        if (files.length > 0) return;
        terminal.print(`\nSubject: ${mail.subject}\nMessage-ID: ${mail.messageId}\n\n${mail.text}`);
      }),
    );
}

/** Answers the files. `bytes` null: there is nobody to whom it could go. */
async function writeFiles(
  context: Pick<CommandContext, "makeFolder">,
  directory: string,
  id: string,
  { mail }: ShownDigest,
  bytes: Uint8Array | null,
): Promise<string[]> {
  if (mail === null) return [];
  await makeOut(context, directory);
  const contents = { eml: bytes, html: mail.html, txt: mail.text };
  const files: string[] = [];
  for (const [ending, content] of Object.entries(contents)) {
    if (content === null) continue;
    const file = join(directory, `${id}.${ending}`);
    await writeOut(file, content);
    files.push(file);
  }
  return files;
}

/** Instead of an id: every digest whose fate is unknown. */
const ALL = "all";

function addResolve(outbox: Command, context: CommandContext): void {
  const { terminal } = context;
  outbox
    .command("resolve")
    .description("says what became of an uncertain digest; resend sends it again, at your own risk")
    .argument("<id>", `of one, or ${ALL}`)
    .argument("<resolution>", RESOLUTIONS.join(", "))
    .option("--older-than <duration>", `with ${ALL}: those that have been unknown for so long, such as 2d`, parseSpan)
    .option("--at <instant>", "community time (default: now)", parseInstant)
    .action((id: string, given: string, options: { at?: Date; olderThan?: number }) =>
      context.withServices(async ({ resolutions: store }) => {
        const resolution = readResolution(given);
        const clock = fixedClock(options.at ?? context.wallClock());
        const deps = { store, clock, person: context.person };
        if ((id === ALL) !== (options.olderThan !== undefined)) {
          throw new RekindleError(
            "usage",
            `--older-than goes with "${ALL}", and "${ALL}" with it: what has just become unknown may still be answered.`,
            `Write: rekindle outbox resolve ${ALL} ${given} --older-than 2d`,
          );
        }
        if (options.olderThan !== undefined) {
          const resolved = await resolveUnknown(deps, options.olderThan, resolution);
          return terminal.print(`${countOf(resolved, "digest")} resolved: ${resolution}.`);
        }
        await resolveDigest(deps, id, resolution);
        terminal.print(`Digest ${id} is resolved: ${resolution}.`);
      }),
    );
}

function readResolution(given: string): Resolution {
  const known = RESOLUTIONS.find((resolution) => resolution === given);
  if (known !== undefined) return known;
  throw new RekindleError("usage", `"${given}" is no resolution.`, `Choose one of ${RESOLUTIONS.join(", ")}.`);
}
