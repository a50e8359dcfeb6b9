import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { CommandContext } from "../cli/context.ts";
import type { Config } from "../config.ts";
import { nameOfFile } from "../core/connectors/read-connectors.ts";
import type { WebhookConnector } from "../core/connectors/webhook/webhook-schema.ts";
import { RekindleError } from "../core/errors.ts";
import { checkFolder } from "../core/rules/read/check-folder.ts";
import { formatMistakes } from "../core/rules/text/format-mistakes.ts";
import { callReader } from "../core/tracking/call.ts";
import { tryDelivery } from "../ingest/hooks/try-delivery.ts";
import { checkProof } from "../platform/connectors/check-proof.ts";
import { loadConnectors } from "../platform/connectors/load-connectors.ts";
import type { Folders } from "./folders.ts";

/** @throws RekindleError `usage` when there is no such webhook or sample, `configuration` when a file has a mistake */
export async function trySample(
  config: Config,
  { ruleFiles, folderOptions }: Pick<Folders, "ruleFiles" | "folderOptions">,
  ...[name, path, headers]: Parameters<CommandContext["tryDelivery"]>
): ReturnType<CommandContext["tryDelivery"]> {
  const connector = await findWebhook(config, name);
  const body = await readSample(path);
  const { settings } = checkFolder(await ruleFiles.read(), await folderOptions());
  if (settings === null) {
    throw new RekindleError("configuration", "settings.yaml cannot be used.", "See why with: rekindle rules check");
  }
  const header = (wanted: string) => headers.get(wanted) ?? null;
  const tried = tryDelivery({ checkProof, readCall: callReader(settings) }, connector, {
    body,
    header,
    receivedAt: new Date(),
  });
  if (!("says" in tried)) return tried;
  throw new RekindleError("usage", `${path} is no delivery. ${tried.says}`, "Save the body as the sender posts it.");
}

async function findWebhook(config: Config, name: string): Promise<WebhookConnector> {
  const { connectors, mistakes } = await loadConnectors(config);
  const webhooks = connectors.filter((connector) => connector.kind === "webhook");
  const found = webhooks.find((webhook) => webhook.name === name);
  if (found !== undefined) return found;
  const own = mistakes.filter(({ file }) => nameOfFile(file) === name);
  if (own.length > 0) {
    const told = formatMistakes(own, { colour: false });
    throw new RekindleError("configuration", `The connector ${name} cannot be used:\n\n${told}`, "Correct its file.");
  }
  const known = webhooks.map((webhook) => webhook.name).join(", ") || "none";
  throw new RekindleError(
    "usage",
    `There is no connector "${name}" of kind webhook.`,
    `Those of ${config.connectorsDirectory} without a mistake: ${known}.`,
  );
}

async function readSample(path: string): Promise<Uint8Array> {
  if (path === "-") return buffer(process.stdin);
  return readFile(path).catch((error: unknown) => {
    throw new RekindleError("usage", `${path} cannot be read.`, "Give a file with the body of one delivery.", error);
  });
}
