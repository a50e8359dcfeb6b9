import { setTimeout } from "node:timers/promises";
import { RekindleError } from "../../core/errors.ts";

export interface GroupCommitOptions<Request> {
  /** Of a group, in what `weigh` counts: it ends with the request that reaches it. */
  readonly maxWeight: number;
  /** Each request counts as one without it. */
  readonly weigh?: (request: Request) => number;
  /** How long a group waits for others to join it, from its first request on or from the last commit. */
  readonly gatherMs: number;
  /** How long a request waits for a database that cannot be reached before it fails. */
  readonly patienceMs: (request: Request) => number;
}

const RETRY_EVERY_MS = 250;
const DEADLOCK = "40P01";

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly deadline: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Requests made at about the same time, or while a commit is under way, go into one commit, so that a thousand mails a
 * second cost some hundred commits. None is written before one that was made earlier. `write` answers in the order of the requests, all or
 * none; it must be safe to repeat. Where it fails, the requests are written in halves, down to the one that fails alone.
 */
export function groupCommit<Request, Answer>(
  write: (requests: readonly Request[]) => Promise<readonly Answer[]>,
  { maxWeight, weigh = () => 1, gatherMs, patienceMs }: GroupCommitOptions<Request>,
): (request: Request) => Promise<Answer> {
  const queue: Waiting<Request, Answer>[] = [];
  let running = false;

  /** null: others may still join. */
  const lengthOfGroup = (): number | null => {
    let weight = 0;
    const last = queue.findIndex(({ request }) => {
      weight += weigh(request);
      return weight >= maxWeight;
    });
    return last === -1 ? null : last + 1;
  };

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      if (lengthOfGroup() === null) await setTimeout(gatherMs);
      await settle(queue.splice(0, lengthOfGroup() ?? queue.length), write);
    }
    running = false;
  };

  return (request) =>
    new Promise((resolve, reject) => {
      queue.push({ request, deadline: performance.now() + patienceMs(request), resolve, reject });
      if (running) return;
      running = true;
      void drain();
    });
}

/** Writes a group, again and again while the database is away; whose patience ends meanwhile is told so and left out. */
async function settle<Request, Answer>(
  group: readonly Waiting<Request, Answer>[],
  write: (requests: readonly Request[]) => Promise<readonly Answer[]>,
): Promise<void> {
  let waiting = group;
  while (waiting.length > 0) {
    try {
      const answers = await write(waiting.map(({ request }) => request));
      for (const [index, { resolve }] of waiting.entries()) resolve(answers[index] as Answer);
      return;
    } catch (error) {
      const isPassing = (error as { code?: string }).code === DEADLOCK || isUnreachable(error);
      if (!isPassing && waiting.length > 1) {
        // Whichever cannot be written keeps no other from it.
        const half = Math.ceil(waiting.length / 2);
        await settle(waiting.slice(0, half), write);
        waiting = waiting.slice(half);
        continue;
      }
      const now = performance.now();
      for (const { deadline, reject } of waiting) if (!isPassing || deadline <= now) reject(error);
      waiting = isPassing ? waiting.filter(({ deadline }) => deadline > now) : [];
      if (waiting.length > 0) await setTimeout(RETRY_EVERY_MS);
    }
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof RekindleError && error.code === "unreachable";
}
