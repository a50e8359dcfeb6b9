import { RekindleError } from "../../../core/errors.ts";

export interface GroupCommitOptions {
  readonly maxRequests: number;
  /** How long a request waits for a database that cannot be reached before it fails. */
  readonly patienceMs: number;
}

const RETRY_EVERY_MS = 250;
const DEADLOCK = "40P01";

/**
 * Requests made while a commit is under way go into the next one together, so that a thousand mails a second cost some
 * hundred commits. `write` answers in the order of the requests, all or none; it must be safe to repeat.
 */
export function groupCommit<Request, Answer>(
  write: (requests: readonly Request[]) => Promise<readonly Answer[]>,
  { maxRequests, patienceMs }: GroupCommitOptions,
): (request: Request) => Promise<Answer> {
  interface Waiting {
    readonly request: Request;
    readonly resolve: (answer: Answer) => void;
    readonly reject: (reason: unknown) => void;
  }
  const queue: Waiting[] = [];
  let running = false;

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const group = queue.splice(0, maxRequests);
      try {
        const answers = await patiently(() => write(group.map(({ request }) => request)), patienceMs);
        for (const [index, { resolve }] of group.entries()) resolve(answers[index] as Answer);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = false;
  };

  return (request) =>
    new Promise((resolve, reject) => {
      queue.push({ request, resolve, reject });
      if (running) return;
      running = true;
      // After whatever else this turn of the event loop brings.
      setImmediate(() => void drain());
    });
}

async function patiently<T>(work: () => Promise<T>, patienceMs: number): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const passing = (error as { code?: string }).code === DEADLOCK || isUnreachable(error);
      if (!passing || performance.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
    }
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof RekindleError && error.code === "unreachable";
}
