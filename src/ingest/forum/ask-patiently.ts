import { ForumTrouble } from "../../core/connectors/discourse/forum-trouble.ts";
import type { AskForum } from "./ports.ts";

export interface PatienceDeps {
  readonly ask: AskForum;
  readonly pause: (ms: number) => Promise<void>;
}

/** Tries on end of one question; a forum that limits its key by the minute and by the day answers long before. */
const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 120_000;
/** A forum that asks for more is asked again by the next import. */
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * Asks until there is an answer: as late as the forum wants it, and otherwise after twice the time.
 * @throws ForumTrouble when the answer is no, or none comes
 */
export async function askPatiently({ ask, pause }: PatienceDeps, path: string): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask(path);
    } catch (error) {
      if (!(error instanceof ForumTrouble) || !error.isPassing || tries === MOST_TRIES) throw error;
      const backOffMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
      const waitMs = error.retryAfterMs ?? backOffMs;
      if (waitMs > LONGEST_WAIT_MS) throw error;
      await pause(waitMs);
    }
  }
}
