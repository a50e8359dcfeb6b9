import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { createWriteKey, listWriteKeys, revokeWriteKey } from "../ingest/write-keys.ts";
import type { CommandContext } from "./context.ts";
import { paint } from "./terminal.ts";

const newKey = () => `rk_${randomBytes(24).toString("base64url")}`;

export function addKeysCommands(program: Command, { terminal, withServices, wallClock }: CommandContext): void {
  const keys = program.command("keys").description("keys with which a site sends events, and can do nothing else");
  keys
    .command("create")
    .description("makes a key and shows it, once")
    .argument("<name>", "what it is for, such as site or forum")
    .option("--browser", "for the snippet in your pages: sends what members do themselves, and nothing else")
    .action((name: string, options: { browser?: boolean }) =>
      withServices(async ({ writeKeys: store }) => {
        const isForBrowsers = options.browser === true;
        const key = await createWriteKey({ store, newKey, now: wallClock() }, name, isForBrowsers);
        terminal.print(key);
        terminal.warn(
          isForBrowsers
            ? "This key is not shown again. Put it into the snippet as data-key: docs/connect.md."
            : "This key is not shown again, and belongs on servers only: it can change members and contents. docs/connect.md",
        );
      }),
    );
  keys
    .command("list")
    .description("the names of all keys")
    .option("--json", "as JSON")
    .action((options: { json?: boolean }) =>
      withServices(async ({ writeKeys }) => {
        const all = await listWriteKeys(writeKeys);
        if (options.json === true) return terminal.print(JSON.stringify(all));
        if (all.length === 0) terminal.print("There is no key yet. Make one: rekindle keys create site");
        for (const { name, isForBrowsers, createdAt, revokedAt } of all) {
          const made = `${name}  for ${isForBrowsers ? "browsers" : "servers"}, made ${createdAt.toISOString().slice(0, 10)}`;
          terminal.print(
            revokedAt === null
              ? made
              : paint(terminal, "dim", `${made}, revoked ${revokedAt.toISOString().slice(0, 10)}`),
          );
        }
      }),
    );
  keys
    .command("revoke")
    .description("ends a key; it is refused within seconds")
    .argument("<name>")
    .action((name: string) =>
      withServices(async ({ writeKeys }) => {
        await revokeWriteKey(writeKeys, name, wallClock());
        terminal.print(`The key "${name}" is good for nothing any more.`);
      }),
    );
}
