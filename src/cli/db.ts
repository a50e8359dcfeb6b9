import type { Command } from "commander";
import type { CommandContext } from "./context.ts";
import { countOf, layOutTable } from "./terminal.ts";

export function addDatabaseCommands(program: Command, { terminal, migrations }: CommandContext): void {
  const db = program.command("db").description("the database's schema");
  db.command("migrate")
    .description("brings the schema of the database, and of the queue in it, up to date")
    .action(async () => {
      const applied = await migrations.migrate();
      terminal.print(
        applied.length === 0
          ? "The schema is up to date."
          : `Applied ${countOf(applied.length, "migration")}: ${applied.join(", ")}`,
      );
    });
  db.command("status")
    .description("which migrations are applied")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => {
      const statuses = await migrations.list();
      if (options.json === true) return terminal.print(JSON.stringify(statuses));
      terminal.print(
        layOutTable(
          ["migration", "state"],
          statuses.map(({ name, appliedAt }) => [
            name,
            appliedAt === null ? "not applied" : `applied ${appliedAt.toISOString()}`,
          ]),
        ),
      );
      if (statuses.some(({ appliedAt }) => appliedAt === null)) process.exitCode = 1;
    });
}
