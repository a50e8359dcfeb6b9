import type { Command } from "commander";
import type { CommandContext } from "./context.ts";
import { paint } from "./terminal.ts";

export function addDoctorCommand(program: Command, { terminal, examine }: CommandContext): void {
  program
    .command("doctor")
    .description("looks at configuration, database, queue, mail server, DNS and rules, and says what to mend")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => {
      const findings = await examine();
      if (options.json === true) terminal.print(JSON.stringify(findings));
      else {
        for (const { what, ok, says, remedy } of findings) {
          const mark =
            ok === null
              ? paint(terminal, "yellow", "?   ")
              : ok
                ? paint(terminal, "green", "ok  ")
                : paint(terminal, "red", "mend");
          terminal.print(`${mark} ${what}: ${says}`);
          if (remedy !== null) terminal.print(`       ${remedy}`);
        }
      }
      if (findings.some(({ ok }) => ok === false)) process.exitCode = 1;
    });
}
