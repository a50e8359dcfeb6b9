import { RekindleError } from "../../core/errors.ts";
import { lastOf, type Mark, mergeMarks } from "../../core/submission-mark.ts";
import { judgeMarks } from "./judge-marks.ts";
import type { MarkKeeper, RestoredHold, RestoredStore, SubmissionTally } from "./ports.ts";

export interface WatchDeps {
  readonly store: RestoredStore;
  readonly keepers: readonly MarkKeeper[];
  /** This folder of data, for ever. */
  readonly submitter: string;
  /** A place that cannot be read or written stops nothing; it is told once. */
  readonly onTrouble: (error: unknown) => void;
}

export interface RestoredWatch {
  readonly tally: SubmissionTally;
  /** Compares the database with all that is known outside. Rejects with `configuration` while a person has to confirm. */
  verify(): Promise<Verified>;
  /** Writes what is known. */
  close(): Promise<void>;
}

export interface Verified {
  /** Community time until which digests may have left that this database knows nothing of; null: it was never restored. */
  readonly sentUntil: Date | null;
}

/** Between two writings outside the database, so that a thousand mails a second cost one. */
const WRITE_EVERY_MS = 1_000;
/** By then every other process at work has written what it knows. */
const OTHERS_WRITE_WITHIN_MS = 2 * WRITE_EVERY_MS;

/** Keeps the mark outside the database, and holds all sending when the database turns out to be an older one. */
export async function watchRestored(deps: WatchDeps): Promise<RestoredWatch> {
  const { store, submitter } = deps;
  const keepers = deps.keepers.map((keeper) => tolerate(keeper, deps.onTrouble));
  const { identity } = await store.read();
  await store.addSubmitter(submitter);
  let memory: Mark = { server: null, submitters: new Map() };
  let timer: NodeJS.Timeout | null = null;

  const remember = (mark: Mark): void => {
    memory = mergeMarks([memory, mark]);
  };
  const write = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    await Promise.all(keepers.map((keeper) => keeper.write(identity, submitter, memory)));
  };
  const known = (): number => memory.submitters.get(submitter)?.submissions ?? 0;
  /** What is known is read before the database is: it grows behind the database, and must not be ahead for that. */
  const judge = async () => {
    const marks = [...(await Promise.all(keepers.map((keeper) => keeper.read(identity)))), memory].filter(
      (mark) => mark !== null,
    );
    const database = await store.read();
    return { marks, database, judgement: judgeMarks(database, marks) };
  };

  const verify = async (): Promise<Verified> => {
    let seen = await judge();
    if (seen.judgement.kind === "restored" && seen.judgement.sign === "server" && seen.database.hold === null) {
      await new Promise((resolve) => setTimeout(resolve, OTHERS_WRITE_WITHIN_MS));
      seen = await judge();
    }
    const { database, judgement, marks } = seen;
    if (judgement.kind === "restored") await store.hold(judgement.sign, mergeMarks(marks));
    const hold = judgement.kind === "restored" ? (await store.read()).hold : database.hold;
    if (hold !== null) throw heldError(hold);
    const { server, presentServer, submitters, sentUntil } = database;
    if (judgement.kind === "whole" && judgement.moved) await store.settle(server, presentServer);
    const before = memory;
    remember({ server: presentServer, submitters });
    if (isNew(memory, before)) await write();
    return { sentUntil };
  };

  let verifying: Promise<Verified> | null = null;
  return {
    tally: {
      submitter,
      known,
      noted: (submissions, lastAt) => {
        remember({ server: null, submitters: new Map([[submitter, { submissions, lastAt }]]) });
        timer ??= setTimeout(() => void write(), WRITE_EVERY_MS);
      },
    },
    verify: () => {
      verifying ??= verify().finally(() => {
        verifying = null;
      });
      return verifying;
    },
    close: async () => {
      await write();
      await Promise.all(keepers.map((keeper) => keeper.close()));
    },
  };
}

/** The same judgement for whoever only looks. */
export async function findRestored(
  store: Pick<RestoredStore, "read">,
  keepers: readonly MarkKeeper[],
): Promise<RekindleError | null> {
  const { identity } = await store.read();
  const marks = (await Promise.all(keepers.map((keeper) => keeper.read(identity)))).filter((mark) => mark !== null);
  const database = await store.read();
  if (database.hold !== null) return heldError(database.hold);
  const judgement = judgeMarks(database, marks);
  if (judgement.kind === "whole") return null;
  return heldError({ sign: judgement.sign, sentUntil: lastOf(mergeMarks(marks)) });
}

const WHY: Readonly<Record<RestoredHold["sign"], string>> = {
  mark: "digests were submitted of which it knows nothing",
  server:
    "it is not where it last was at work (another server, or put back into this one), and nothing outside tells whether it is complete",
};

function heldError({ sign, sentUntil }: Pick<RestoredHold, "sign" | "sentUntil">): RekindleError {
  const until = sentUntil === null ? "" : ` (the last known at ${sentUntil.toISOString()})`;
  return new RekindleError(
    "configuration",
    `This database seems to be restored from a backup: ${WHY[sign]}${until}. Nothing is planned or sent until you confirm it.`,
    "If it is the database to go on with: rekindle resume --restored. Digests that it knows of and that may have left become unknown, and what was due by then is not planned again.",
  );
}

function isNew(now: Mark, before: Mark): boolean {
  return (
    now.server !== before.server ||
    [...now.submitters].some(([id, { submissions }]) => submissions !== before.submitters.get(id)?.submissions)
  );
}

function tolerate(keeper: MarkKeeper, onTrouble: (error: unknown) => void): MarkKeeper {
  let told = false;
  const tell = (error: unknown): null => {
    if (!told) onTrouble(error);
    told = true;
    return null;
  };
  return {
    read: (identity) => keeper.read(identity).catch(tell),
    write: (identity, own, mark) => keeper.write(identity, own, mark).catch((error: unknown) => void tell(error)),
    close: keeper.close,
  };
}
