import type { ContentStatement } from "../core/tracking/content.ts";
import { mergeContent } from "../core/tracking/merge-content.ts";
import { batchesOf, type Counts, foldStatements, inBatches, NO_COUNTS } from "./counts.ts";
import type { IngestDeps } from "./ports.ts";

/** A word on a content that came as a message, so that it counts once. */
export interface ContentMessage {
  readonly messageId: string;
  readonly statement: ContentStatement;
}

/** Takes what is said of contents. For each field the latest word stands, whatever the order. */
export async function recordContents(
  { store }: Pick<IngestDeps, "store">,
  contents: readonly ContentStatement[],
): Promise<Counts> {
  return inBatches(contents, async (batch) => {
    let counts = NO_COUNTS;
    await store.changeContents(distinctIds(batch), null, (known) => {
      const folded = foldStatements(known, batch, mergeContent);
      counts = folded.counts;
      return folded.changed;
    });
    return counts;
  });
}

/** The same for events of the catalogue. Answers how many were never received before. */
export async function recordContentMessages(
  { store }: Pick<IngestDeps, "store">,
  source: string,
  messages: readonly ContentMessage[],
): Promise<number> {
  let count = 0;
  for (const batch of batchesOf(messages)) {
    const distinct = [...new Map(batch.map((message) => [message.messageId, message])).values()];
    const messageIds = distinct.map(({ messageId }) => messageId);
    let freshCount = 0;
    await store.changeContents(
      distinctIds(distinct.map(({ statement }) => statement)),
      { source, messageIds },
      (known, fresh) => {
        const said = distinct.filter(({ messageId }) => fresh.has(messageId)).map(({ statement }) => statement);
        freshCount = said.length;
        return foldStatements(known, said, mergeContent).changed;
      },
    );
    count += freshCount;
  }
  return count;
}

function distinctIds(batch: readonly ContentStatement[]): string[] {
  return [...new Set(batch.map(({ id }) => id))];
}
