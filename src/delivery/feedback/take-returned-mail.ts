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
    await record(deps, await readHanded(deps, mail));
    return "taken";
  } catch (error) {
    if (isAway(error)) await deps.spool.keep(mail);
    else await setAside(deps, mail, error);
    return "kept";
  }
}

/** Read and stored together. */
const DRAINED_TOGETHER = 100;

/**
 * Takes in what waits, in the order in which it came, until the database is away again or the signal aborts. Answers how
 * many it took. One that was spoilt on the disk stays where it lies, and holds up no other.
 */
export async function drainSpool(deps: TakeReturnedDeps, signal?: AbortSignal): Promise<number> {
  const names = await deps.spool.list();
  let taken = 0;
  const done = async (name: string) => {
    await deps.spool.remove(name);
    taken += 1;
  };
  for (let from = 0; from < names.length && signal?.aborted !== true; from += DRAINED_TOGETHER) {
    const waiting = await readWaiting(deps, names.slice(from, from + DRAINED_TOGETHER), done);
    try {
      await record(
        deps,
        waiting.flatMap(({ feedback }) => feedback),
      );
      for (const { name } of waiting) await done(name);
    } catch (error) {
      if (isAway(error)) return taken;
      // One of them cannot be stored: each by itself finds out which.
      for (const { name, mail, feedback } of waiting) {
        try {
          await record(deps, feedback);
        } catch (alone) {
          if (isAway(alone)) return taken;
          await setAside(deps, mail, alone);
        }
        await done(name);
      }
    }
  }
  return taken;
}

interface WaitingMail {
  readonly name: string;
  readonly mail: HandedMail;
  readonly feedback: readonly Feedback[];
}

async function readWaiting(
  deps: TakeReturnedDeps,
  names: readonly string[],
  done: (name: string) => Promise<void>,
): Promise<WaitingMail[]> {
  const waiting: WaitingMail[] = [];
  for (const name of names) {
    const mail = await deps.spool.read(name).catch((error: unknown) => {
      deps.onTrouble(error);
      return null;
    });
    if (mail === null) continue;
    try {
      waiting.push({ name, mail, feedback: await readHanded(deps, mail) });
    } catch (error) {
      await setAside(deps, mail, error);
      await done(name);
    }
  }
  return waiting;
}

async function readHanded(
  deps: TakeReturnedDeps,
  { bytes, recipients, receivedAt }: HandedMail,
): Promise<readonly Feedback[]> {
  const mail = await deps.readMail(bytes);
  return recipients.flatMap((recipient) => readFeedback(deps, { mail, recipient, receivedAt }, "smtp").feedback);
}

async function record({ store, clock }: TakeReturnedDeps, feedback: readonly Feedback[]): Promise<void> {
  if (feedback.length > 0) await store.record(feedback, clock.now());
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
