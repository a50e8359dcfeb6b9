import type { Queryable } from "../database.ts";
import { insertMessages } from "./activity-statements.ts";

/** Notes that messages of a source came. Answers which of them had not come before. */
export async function recordMessages(
  transaction: Queryable,
  source: string,
  messageIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const [row] = await transaction.query<{ messageIds: string[] | null }>(insertMessages(source, messageIds));
  return new Set(row?.messageIds ?? messageIds);
}
