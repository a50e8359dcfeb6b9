import type { ReturnedFacts } from "../notices/notice.ts";
import type { ReturnWatch } from "./ports.ts";

/**
 * What receivers put up with. Complaints: Gmail and Yahoo ask senders to stay under 0.3%
 * (https://support.google.com/a/answer/81126); they come for days after a mailing. Dead addresses: Amazon SES puts senders
 * under review at 5%; well kept lists stay under 2%. One or two of a small mailing say nothing of the others.
 */
const BOUNDS = [
  { what: "hard_bounce", days: 1, bound: 0.02, atLeast: 5 },
  { what: "complaint", days: 7, bound: 0.003, atLeast: 3 },
] as const;

/** What of the digests of the days before `at` came back more often than it may. */
export async function judgeReturns(returns: ReturnWatch, at: Date): Promise<ReturnedFacts[]> {
  const counted = await returns.countReturns(
    at,
    BOUNDS.map(({ days }) => days),
    Math.min(...BOUNDS.map(({ atLeast }) => atLeast)),
  );
  return BOUNDS.flatMap(({ what, days, bound, atLeast }) => {
    const found = counted.find((one) => one.days === days);
    if (found === undefined) return [];
    const count = what === "complaint" ? found.complaints : found.hardBounces;
    if (count < atLeast || count <= bound * found.mailed) return [];
    return [{ kind: "returned" as const, what, count, mailed: found.mailed, days, bound }];
  });
}
