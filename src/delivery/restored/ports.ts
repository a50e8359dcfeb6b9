import type { Mark } from "../../core/submission-mark.ts";

/** Counts in the commit of each mark, so that the database is never behind what has left. */
export interface SubmissionTally {
  readonly submitter: string;
  /** What this process knows the count to have reached: a database that has less is not the one that it knew. */
  known(): number;
  /** Called before the first byte of these leaves. */
  noted(submissions: number, at: Date): void;
}

/** `mark`: submissions are known of which the database knows nothing; `server`: it stands elsewhere, and nobody vouches for it. */
export const RESTORED_SIGNS = ["mark", "server"] as const;
export type RestoredSign = (typeof RESTORED_SIGNS)[number];

export interface RestoredHold {
  readonly sign: RestoredSign;
  /** Machine time at which it was noticed. */
  readonly since: Date;
  /** Community time of the last submission that is known of; null: not known. */
  readonly sentUntil: Date | null;
}

/** The database's own side. */
export interface DatabaseMark extends Mark {
  /** Drawn once, when the database was made: copies of it have the same. */
  readonly identity: string;
  /** System identifier and timeline of the server that answers now, and the numbers of this database in it. */
  readonly presentServer: string;
  /** null: nothing holds it. */
  readonly hold: RestoredHold | null;
  /** Community time of the last submission that is known of, of the restoration that holds it or was confirmed; null: none. */
  readonly sentUntil: Date | null;
}

export interface RestoredStore {
  read(): Promise<DatabaseMark>;
  /** Adds a submitter that has not submitted yet; one that is there stays as it is. */
  addSubmitter(id: string): Promise<void>;
  /** Pauses all sending until `confirm`, and takes over the counts and the latest time; safe to repeat. */
  hold(sign: RestoredSign, known: Mark): Promise<void>;
  /** The database is at work on this server from now on, unless another process has said so of another. */
  settle(from: string | null, server: string): Promise<void>;
  /**
   * What was open by then becomes `unknown` (`restored`), ids go on far beyond those that the lost present may have used, and
   * sending goes on. `sentUntil`, community time: nothing due by then is planned any more. Answers how many digests became unknown;
   * null: nothing was held.
   */
  confirm(sentUntil: Date): Promise<number | null>;
}

/** A place outside the database that outlives it. */
export interface MarkKeeper {
  /** The mark of that installation; null: there is none. */
  read(identity: string): Promise<Mark | null>;
  /** Writes what is known, never less than what is kept. `own`: which of the submitters writes. */
  write(identity: string, own: string, mark: Mark): Promise<void>;
  close(): Promise<void>;
}
