import type { Feedback, MailboxMail } from "./ports.ts";
import { readFeedback } from "./read-returned-mail.ts";
import type { TakeReturnedDeps } from "./take-returned-mail.ts";

export interface ImportedReturns {
  readonly mails: number;
  /** Reports that were not known yet; a mail may have one for each of several recipients. */
  readonly new: number;
  /** Of the new ones, those that nothing proves to be about a digest of ours: kept, and nothing follows from them. */
  readonly unmatched: number;
  readonly known: number;
  /** Mails that say nothing: letters, answers by machines, delays. */
  readonly notBounces: number;
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
  /** Addresses to which nothing is sent any more because of these. */
  readonly suppressed: number;
}

const MAILS_A_BATCH = 500;

/** Takes in a whole mailbox. Repeating it changes nothing. */
export async function importReturnedMail(
  deps: Pick<TakeReturnedDeps, "returnPaths" | "links" | "readMail" | "store" | "clock">,
  mailbox: AsyncIterable<MailboxMail>,
  onProgress: (mails: number) => void,
): Promise<ImportedReturns> {
  const counts = { mails: 0, new: 0, unmatched: 0, known: 0, notBounces: 0, suppressed: 0 };
  const unreadable: { name: string; reason: string }[] = [];
  let batch: Feedback[] = [];
  const record = async () => {
    const { recorded, unmatched, suppressed } = await deps.store.record(batch, deps.clock.now());
    counts.new += recorded;
    counts.known += batch.length - recorded;
    counts.unmatched += unmatched;
    counts.suppressed += suppressed;
    batch = [];
    onProgress(counts.mails);
  };
  for await (const { name, bytes } of mailbox) {
    counts.mails += 1;
    try {
      const mail = await deps.readMail(bytes);
      const { feedback } = readFeedback(deps, { mail, recipient: null, receivedAt: deps.clock.now() }, "mailbox");
      if (feedback.length === 0) counts.notBounces += 1;
      batch.push(...feedback);
    } catch (error) {
      unreadable.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
    if (counts.mails % MAILS_A_BATCH === 0) await record();
  }
  await record();
  return { ...counts, unreadable };
}
