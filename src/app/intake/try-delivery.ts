import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import type { CommandContext } from "../../cli/context.ts";
import type { Config } from "../../config.ts";
import type { DiscourseConnector } from "../../core/connectors/discourse/discourse-schema.ts";
import { NOTHING_KNOWN } from "../../core/connectors/discourse/forum.ts";
import { nameOfFile } from "../../core/connectors/read-connectors.ts";
import type { WebhookConnector } from "../../core/connectors/webhook/webhook-schema.ts";
import { RekindleError } from "../../core/errors.ts";
import { checkFolder } from "../../core/rules/read/check-folder.ts";
import { formatMistakes } from "../../core/rules/text/format-mistakes.ts";
import { callReader } from "../../core/tracking/call.ts";
import type { ForumStore } from "../../ingest/forum/ports.ts";
import { tryForumHook } from "../../ingest/forum/try-hook.ts";
import { tryDelivery } from "../../ingest/hooks/try-delivery.ts";
import { checkProof } from "../../platform/connectors/check-proof.ts";
import { loadConnectors } from "../../platform/connectors/load-connectors.ts";
import { createForumStore } from "../../platform/postgres/ingest/forum-store.ts";
import { connect, hasDatabase } from "../connection.ts";
import type { Folders } from "../folders.ts";
import { forumProof } from "./forum-hooks.ts";

/** @throws RekindleError `usage` when there is no such webhook or sample, `configuration` when a file has a mistake */
export async function trySample(
  config: Config,
  { ruleFiles, folderOptions }: Pick<Folders, "ruleFiles" | "folderOptions">,
  ...[name, path, headers]: Parameters<CommandContext["tryDelivery"]>
): ReturnType<CommandContext["tryDelivery"]> {
  const connector = await findReceiver(config, name);
  const body = await readSample(path);
  const { settings } = checkFolder(await ruleFiles.read(), await folderOptions());
  if (settings === null) {
    throw new RekindleError("configuration", "settings.yaml cannot be used.", "See why with: rekindle rules check");
  }
  const header = (wanted: string) => headers.get(wanted) ?? null;
  const posted = { body, header, receivedAt: new Date() };
  const deps = { checkProof, readCall: callReader(settings) };
  const tried =
    connector.kind === "webhook"
      ? tryDelivery(deps, connector, posted)
      : await withForum(config, (forum) => tryForumHook({ ...deps, forum }, connector, forumProof(connector), posted));
  if (!("says" in tried)) return tried;
  throw new RekindleError("usage", `${path} is no delivery. ${tried.says}`, "Save the body as the sender posts it.");
}

/** With what is known of forums; nothing is, where there is no database yet. */
async function withForum<T>(config: Config, work: (forum: Pick<ForumStore, "known">) => Promise<T>): Promise<T> {
  if (!(await hasDatabase(config))) return work({ known: async () => NOTHING_KNOWN });
  const connection = await connect(config);
  try {
    return await work(createForumStore(connection.database));
  } finally {
    await connection.close();
  }
}

async function findReceiver(config: Config, name: string): Promise<WebhookConnector | DiscourseConnector> {
  const { connectors, mistakes } = await loadConnectors(config);
  const receivers = connectors.filter((connector) => connector.kind === "webhook" || connector.kind === "discourse");
  const found = receivers.find((receiver) => receiver.name === name);
  if (found !== undefined) return found;
  const own = mistakes.filter(({ file }) => nameOfFile(file) === name);
  if (own.length > 0) {
    const told = formatMistakes(own, { colour: false });
    throw new RekindleError("configuration", `The connector ${name} cannot be used:\n\n${told}`, "Correct its file.");
  }
  const known = receivers.map((receiver) => receiver.name).join(", ") || "none";
  throw new RekindleError(
    "usage",
    `There is no connector "${name}" that is posted to.`,
    `Those of ${config.connectorsDirectory} without a mistake: ${known}.`,
  );
}

async function readSample(path: string): Promise<Uint8Array> {
  if (path === "-") return buffer(process.stdin);
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    const says = `${resolve(path)} cannot be read (${error.code}).`;
    throw new RekindleError("usage", says, "Give a file with the body of one delivery.", error);
  });
}
