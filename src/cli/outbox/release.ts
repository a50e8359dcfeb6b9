import type { Command } from "commander";
import { findRule } from "../../audience/find-rule.ts";
import type { HeldSlot } from "../../audience/holding/ports.ts";
import type { CommandContext } from "../context.ts";
import { parseInstant } from "../options.ts";
import { countOf, layOutTable } from "../terminal.ts";

export function addReleaseCommand(program: Command, { terminal, wallClock, withServices }: CommandContext): void {
  program
    .command("release")
    .description("lets go what the brake, or a reader of the proof, holds of a rule")
    .argument("<rule>")
    .option("--at <instant>", "community time (default: now)", parseInstant)
    .option("--json", "as JSON")
    .action((name: string, options: { at?: Date; json?: boolean }) =>
      withServices(async (services) => {
        const rule = findRule((await services.loadRules()).rules, name).name;
        const released = await services.brakes.release(rule, null, options.at ?? wallClock());
        if (options.json === true) return terminal.print(JSON.stringify({ rule, released }));
        if (released.length === 0) return terminal.print(`Nothing of ${rule} is held.`);
        const digests = released.reduce((sum, slot) => sum + slot.digests, 0);
        terminal.print(
          `Released ${countOf(digests, "digest")} of ${rule}: ${digests === 1 ? "it leaves" : "they leave"} with the next cycle.`,
        );
        terminal.print(
          layOutTable(
            ["date", "timezone", "digests", "usually", "held by"],
            released.map((slot) => [
              slot.localDate,
              slot.timezone,
              slot.digests,
              usually(slot),
              HOLDER_WORDS[slot.heldBy],
            ]),
          ),
        );
      }),
    );
}

function usually({ usual }: HeldSlot): string {
  return usual === null ? "-" : String(Math.round(usual));
}

/** Who holds a slot, after "held by". */
export const HOLDER_WORDS = { brake: "the brake", review: "a reader of the proof" } as const;
