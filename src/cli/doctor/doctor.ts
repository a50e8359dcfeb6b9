import type { Command } from "commander";
import type { CommandContext, Finding } from "../context.ts";
import { COLUMNS, paint, wrapText } from "../terminal.ts";

/** Below what was looked at. A remedy is further in, and on one line, to be copied. */
const INDENT = "     ";

export function addDoctorCommand(program: Command, { terminal, examine }: CommandContext): void {
  program
    .command("doctor")
    .description("looks at configuration, database, queue, mail server, DNS and rules, and says what to mend")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => {
      const findings = await examine();
      if (options.json === true) terminal.print(JSON.stringify(findings));
      else {
        for (const { what, ok, says, remedy } of tellOnce(findings)) {
          const mark =
            ok === null
              ? paint(terminal, "yellow", "?   ")
              : ok
                ? paint(terminal, "green", "ok  ")
                : paint(terminal, "red", "mend");
          const lines = `${what}: ${says}`.split("\n").flatMap((line) => wrapText(line, COLUMNS - INDENT.length));
          terminal.print(`${mark} ${lines.join(`\n${INDENT}`)}`);
          if (remedy !== null) terminal.print(`       ${remedy}`);
        }
      }
      if (findings.some(({ ok }) => ok === false)) process.exitCode = 1;
    });
}

/** What cannot be looked at for one reason, such as a database that is away, is named together: the reason stands once. */
export function tellOnce(findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding, index): Finding[] => {
    const same = findings.filter(({ ok, says }) => ok === false && says === finding.says);
    if (finding.ok !== false || same.length === 1) return [finding];
    if (findings.findIndex(({ ok, says }) => ok === false && says === finding.says) !== index) return [];
    const others = same.slice(1).map(({ what }) => what);
    return [finding, { what: others.join(", "), ok: null, says: "not looked at, for the same reason", remedy: null }];
  });
}
