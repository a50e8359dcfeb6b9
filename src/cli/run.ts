import type { Command } from "commander";
import { FUNNEL_WORDS } from "../audience/funnel-words.ts";
import { listWaiting } from "../delivery/outbox/list-waiting.ts";
import { type CycleResult, rehearseCycle, runCycle } from "../jobs/run-cycle.ts";
import { OUTCOMES } from "../jobs/slot-outcome.ts";
import type { CommandContext, Services } from "./context.ts";
import { minuteIn } from "./minute-in.ts";
import { parseInstant, parseSpan } from "./options.ts";
import { sendingOf } from "./outbox/outbox.ts";
import { HOLDER_WORDS } from "./outbox/release.ts";
import { tellWaiting } from "./outbox/waiting-words.ts";
import { COLUMNS, countOf, layOutTable, paint, type Terminal, wrapText } from "./terminal.ts";

const DEFAULT_WAIT_MS = 60_000;
/** `--at` may be so much later than the clock before it is worth a warning. */
const AHEAD_MS = 60_000;

interface RunOptions {
  readonly at?: Date;
  readonly rule?: string;
  readonly dryRun?: boolean;
  readonly ignoreHour?: boolean;
  readonly catchUp?: number;
  readonly wait?: number;
  readonly json?: boolean;
}

export function addRunCommand(program: Command, context: CommandContext): void {
  program
    .command("run")
    .description("one cycle: plans what is due, sends it, and says what became of it")
    .option("--at <instant>", "the community's time, such as 2026-11-22T08:00:00Z (default: now)", parseInstant)
    .option("--rule <rule>", "plan only this rule; it is still ordered against all others")
    .option("--dry-run", "look, but plan and send nothing")
    .option("--ignore-hour", "plan today's slots of every timezone as if they were due now")
    .option(
      "--catch-up <duration>",
      "how late a slot may be and still be planned, such as 24h (default: as settings.yaml says)",
      parseSpan,
    )
    .option("--wait <duration>", "how long to wait for a mail server that defers (default: 60s)", parseSpan)
    .option("--json", "as JSON")
    .action((options: RunOptions) =>
      context.withServices(
        async (services) => {
          const cycleOptions = {
            at: options.at ?? context.wallClock(),
            rule: options.rule ?? null,
            ignoreHour: options.ignoreHour ?? false,
            catchUpMs: options.catchUp ?? null,
            waitMs: options.wait ?? DEFAULT_WAIT_MS,
            onProgress: context.terminal.progress,
            signal: context.interrupted,
          };
          if (options.dryRun === true) {
            const result = await rehearseCycle(services, cycleOptions);
            return await printCycle(context.terminal, services, result, options);
          }
          const pipeline = await services.openPipeline(options.at ?? null);
          if (cycleOptions.at.getTime() > context.wallClock().getTime() + AHEAD_MS) {
            context.terminal.warn(paint(context.terminal, "yellow", sayAhead(cycleOptions.at)));
          }
          try {
            const result = await runCycle(pipeline.cycle, cycleOptions);
            context.terminal.progress(null);
            await printCycle(context.terminal, services, result, options);
            const waits = result.slots.some(({ outcome }) => outcome.held > 0);
            if (waits && options.json !== true) await printWaiting(context.terminal, services);
          } finally {
            if (context.interrupted.aborted) context.terminal.warn("Interrupted: what is in flight is finished first.");
            await pipeline.stop();
          }
        },
        { graceful: true },
      ),
    );
}

function sayAhead(at: Date): string {
  return `--at is in the future: this run takes the database's history up to ${at.toISOString()}, and until then start, worker and run plan nothing by the clock. To look only, add --dry-run; for trials use a database of their own (DATABASE_URL).`;
}

async function printCycle(
  terminal: Terminal,
  { loadRules }: Services,
  result: CycleResult,
  options: RunOptions,
): Promise<void> {
  if (options.json === true) {
    terminal.print(JSON.stringify(result));
    return;
  }
  const dry = options.dryRun === true;
  const { timezone } = (await loadRules()).settings;
  if (result.slots.length === 0) terminal.print(`Nothing is due at ${minuteIn(result.at, timezone)}.`);
  for (const [rule, slots] of byRule(result)) {
    const where = slots.length === 1 ? slots[0]?.timezone : countOf(slots.length, "timezone");
    terminal.print(`${paint(terminal, "bold", rule)}, ${where}`);
    const lost = (key: keyof CycleResult["slots"][number]["funnel"]) =>
      slots.reduce((sum, { funnel }) => sum + (funnel[key] ?? 0), 0);
    const losses = (["unsubscribed", "suppressed", "no_email", "again_after", "capped", "outranked"] as const)
      .filter((key) => lost(key) > 0)
      .map((key) => `${lost(key)} ${FUNNEL_WORDS.en[key]}`);
    const minus = losses.length === 0 ? "" : ` − ${losses.join(" − ")}`;
    terminal.print(`  ${lost("matched")} matched${minus} = ${lost("planned")} ${dry ? "would be planned" : "planned"}`);
    const outcomes = OUTCOMES.map((name) => [name, slots.reduce((sum, { outcome }) => sum + outcome[name], 0)] as const)
      .filter(([, members]) => members > 0)
      .map(([name, members]) => [members, OUTCOME_WORDS[name]] as const);
    const held = slots.filter(({ heldBy }) => heldBy !== null);
    if (held.length > 0) terminal.print(paint(terminal, "yellow", `  ${sayHeld(rule, held, dry)}`));
    if (outcomes.length > 0) terminal.print(indent(layOutTable(["", ""], outcomes)));
  }
  if (result.expiredSlots > 0) {
    terminal.print(
      paint(
        terminal,
        "yellow",
        `${countOf(result.expiredSlots, "slot")} came too late to be planned: recorded as expired.`,
      ),
    );
  }
  if (result.next !== null) terminal.print(`The next send moment is ${minuteIn(result.next, timezone)}.`);
}

/** What holds back: of all digests, those of earlier cycles included. */
async function printWaiting(terminal: Terminal, services: Services): Promise<void> {
  for (const line of tellWaiting(await listWaiting(services.waiting, await sendingOf(services)))) {
    terminal.print(paint(terminal, "yellow", wrapText(`  ${line}`, COLUMNS).join("\n    ")));
  }
}

function sayHeld(rule: string, slots: CycleResult["slots"], dry: boolean): string {
  const holders = [...new Set(slots.flatMap(({ heldBy }) => (heldBy === null ? [] : [HOLDER_WORDS[heldBy]])))];
  const digests = slots.reduce((sum, { funnel, outcome }) => sum + (dry ? funnel.planned : outcome.held), 0);
  const by = `held by ${holders.join(" and ")}`;
  if (dry) return `${countOf(digests, "digest")} would be ${by}.`;
  return `${countOf(digests, "digest")} ${by}, until their day is over. Let go with: rekindle release ${rule}`;
}

const OUTCOME_WORDS: Readonly<Record<(typeof OUTCOMES)[number], string>> = {
  accepted: "accepted by the mail server",
  deferred: "deferred by the mail server: they are tried again",
  failed: "refused by the mail server for good",
  unknown: "uncertain: the connection was lost as they were handed over. See: rekindle outbox --state unknown",
  suppressed: "not sent: unsubscribed or suppressed since",
  withheld: "withheld: the members held out, with the picks they would have had",
  already_proposed: "without a mail: all that is left was proposed before",
  nothing_open: "without a mail: too little unseen content",
  capped: "not sent: a cap was reached since",
  withdrawn: "not sent: their contents were withdrawn",
  expired: "expired before they could be sent",
  abandoned: "abandoned by hand",
  held: "held, or waiting for their turn",
};

function byRule(result: CycleResult): Map<string, CycleResult["slots"]> {
  const rules = new Map<string, CycleResult["slots"]>();
  for (const slot of result.slots) rules.set(slot.rule, [...(rules.get(slot.rule) ?? []), slot]);
  return rules;
}

function indent(table: string): string {
  return table
    .split("\n")
    .slice(1)
    .map((line) => `    ${line}`)
    .join("\n");
}
