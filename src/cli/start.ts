import type { Command } from "commander";
import type { CommandContext } from "./context.ts";

const ROLES = [
  ["start", "everything in one process: cycles every minute, sending, pages and unsubscribe links"],
  ["worker", "only cycles and sending"],
  ["web", "only pages and unsubscribe links"],
] as const;

export function addStartCommands(program: Command, context: CommandContext): void {
  for (const [name, description] of ROLES) {
    program
      .command(name)
      .description(description)
      .action(() =>
        context.withServices(
          async (services) => {
            const service = await services.openService({ worker: name !== "web", web: name !== "worker" });
            for (const line of service.announcement) context.terminal.print(line);
            await context.untilToldToStop();
            // Where LOG_LEVEL wants no announcement, it wants no farewell.
            if (service.announcement.length > 0)
              context.terminal.warn("Stopping: what is in flight is finished first.");
            await service.stop();
            process.exitCode = 0;
          },
          { graceful: true },
        ),
      );
  }
}
