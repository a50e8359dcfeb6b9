import type { Mark } from "../../core/submission-mark.ts";
import type { DatabaseMark, RestoredHold, RestoredSign } from "./ports.ts";

export type Judgement =
  /** `moved`: on another server than before, for whose completeness a mark vouches. */
  { readonly kind: "whole"; readonly moved: boolean } | { readonly kind: "restored"; readonly sign: RestoredSign };

/**
 * Whether the database is all that it was. It is not when any mark knows more of a submitter than it does. Where it
 * stands elsewhere (a standby was promoted, an upgrade, or a restored copy, if in the same server), it is taken for whole only when one mark written beside
 * the former server knows every submission that the database knows: then nothing can be missing that was ever counted.
 */
export function judgeMarks(database: DatabaseMark, marks: readonly Mark[]): Judgement {
  if (marks.some((mark) => isAhead(mark, database))) return { kind: "restored", sign: "mark" };
  const { server, presentServer } = database;
  if (server === presentServer) return { kind: "whole", moved: false };
  if (server === null || isEarlierName(server, presentServer)) return { kind: "whole", moved: true };
  const hasSubmitted = [...database.submitters.values()].some(({ submissions }) => submissions > 0);
  const vouched = marks.some((mark) => mark.server === server && !isAhead(database, mark));
  return hasSubmitted && !vouched ? { kind: "restored", sign: "server" } : { kind: "whole", moved: true };
}

/** Earlier versions named the server alone, and not the database in it. */
function isEarlierName(server: string, presentServer: string): boolean {
  return server.split("/").length === 2 && presentServer.startsWith(`${server}/`);
}

/** Whether `one` knows of a submission that `other` does not. */
function isAhead(one: Mark, other: Mark): boolean {
  return [...one.submitters].some(
    ([id, { submissions }]) => submissions > (other.submitters.get(id)?.submissions ?? 0),
  );
}

/** The mark may be written a second after a submission, on a host whose clock is a little behind. */
const MARK_LAG_MS = 10_000;

/** Until when digests may have left that a restored database does not know of; where no mark tells, until now. */
export function confirmedUntil(hold: RestoredHold | null, now: Date): Date {
  if (hold === null || hold.sign === "server" || hold.sentUntil === null) return now;
  return new Date(hold.sentUntil.getTime() + MARK_LAG_MS);
}
