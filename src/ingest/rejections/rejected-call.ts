import { type FieldMistake, sayExpected, sayFoundIn } from "../../core/tracking/reading.ts";
import type { RejectedCall } from "../ports.ts";

/** Of a call that could not be taken: enough to see what it was. */
const MOST_KEPT = 4_096;

/** What is kept of a call, as JSON text, that could not be taken for these mistakes. */
export function rejectedCall(
  source: string,
  receivedAt: Date,
  mistakes: readonly FieldMistake[],
  text: string,
): RejectedCall {
  return {
    source,
    receivedAt,
    reason: sayExpected(mistakes),
    found: plain(sayFoundIn(mistakes)),
    event: beginningOf(plain(text)),
  };
}

/** What no text of a database holds is no use to a reader either. */
function plain(text: string): string {
  return text.replaceAll("\\u0000", "");
}

/** Ends between two values: half an address would be found by nobody who erases its member. */
function beginningOf(text: string): string {
  return text.length <= MOST_KEPT ? text : text.slice(0, text.lastIndexOf('"', MOST_KEPT - 1) + 1);
}
