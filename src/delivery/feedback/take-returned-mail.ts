import type { ReturnedMail } from "../../core/bounces/returned-mail.ts";
import type { CommunityClock } from "../../core/clock.ts";
import { RekindleError } from "../../core/errors.ts";
import type { Feedback, FeedbackStore, HandedMail, MailSpool } from "./ports.ts";
import { type ReadReturnedDeps, readFeedback } from "./read-returned-mail.ts";

export interface TakeReturnedDeps extends ReadReturnedDeps {
  /** Rejects for what cannot be taken apart. */
  readonly readMail: (bytes: Uint8Array) => Promise<ReturnedMail>;
  readonly store: Pick<FeedbackStore, "record">;
  readonly spool: MailSpool;
  readonly clock: CommunityClock;
  /** What a person should know of, though nothing is lost. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Once it resolves, what the mail says is stored, or the mail itself is kept on the disk: in the spool while the database
 * is away, set aside when nothing can be read in it. Rejects when neither can be done: the sender has to keep it.
 */
export async function takeReturnedMail(deps: TakeReturnedDeps, mail: HandedMail): Promise<"taken" | "kept"> {
  try {
    await takeIn(deps, mail);
    return "taken";
  } catch (error) {
    if (isAway(error)) await deps.spool.keep(mail);
    else await setAside(deps, mail, error);
    return "kept";
  }
}

/**
 * Takes in what waits, in the order in which it came, until the database is away again or the signal aborts. Answers how
 * many it took. One that was spoilt on the disk stays where it lies, and holds up no other.
 */
export async function drainSpool(deps: TakeReturnedDeps, signal?: AbortSignal): Promise<number> {
  let taken = 0;
  for (const name of await deps.spool.list()) {
    if (signal?.aborted === true) return taken;
    const mail = await deps.spool.read(name).catch((error: unknown) => {
      deps.onTrouble(error);
      return null;
    });
    if (mail === null) continue;
    try {
      await takeIn(deps, mail);
    } catch (error) {
      if (isAway(error)) return taken;
      await setAside(deps, mail, error);
    }
    await deps.spool.remove(name);
    taken += 1;
  }
  return taken;
}

async function takeIn(deps: TakeReturnedDeps, { bytes, recipients, receivedAt }: HandedMail): Promise<void> {
  const mail = await deps.readMail(bytes);
  const feedback = recipients.flatMap(
    (recipient): readonly Feedback[] => readFeedback(deps, { mail, recipient, receivedAt }, "smtp").feedback,
  );
  if (feedback.length > 0) await deps.store.record(feedback, deps.clock.now());
}

async function setAside({ spool, onTrouble }: TakeReturnedDeps, mail: HandedMail, error: unknown): Promise<void> {
  await spool.setAside(mail);
  onTrouble(
    new RekindleError(
      "configuration",
      `A mail that came back cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      "It lies in returned-mail/unreadable in DATA_DIR: look at it, and remove it.",
      error,
    ),
  );
}

function isAway(error: unknown): boolean {
  return error instanceof RekindleError && error.code === "unreachable";
}
