import { hash } from "node:crypto";
import type { Queryable } from "../database.ts";
import { insertMessages } from "./activity-statements.ts";

/**
 * Notes that messages of a source came. Answers which of them had not come before. Kept of each are 16 bytes of SHA-256:
 * a text may be long, and may name somebody. Not `awaiting` costs less, and fails where one of them came before.
 */
export async function recordMessages(
  transaction: Queryable,
  source: string,
  messageIds: readonly string[],
  awaiting = true,
): Promise<ReadonlySet<string>> {
  const keys = new Map(messageIds.map((messageId) => [messageKey(source, messageId), messageId]));
  const [row] = await transaction.query<{ keys: string[] | null }>(insertMessages([...keys.keys()].sort(), awaiting));
  if (row === undefined || row.keys === null) return new Set(messageIds);
  return new Set(row.keys.map((key) => keys.get(key) ?? ""));
}

/** By which a message of a source is known again, as PostgreSQL writes a UUID. No source has a U+0000 in its name: it does not run into the id. */
export function messageKey(source: string, messageId: string): string {
  const hex = hash("sha256", `${source}\0${messageId}`, "hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
