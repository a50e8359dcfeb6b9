import { type FieldMistake, sayExpected, sayFoundIn } from "../../core/tracking/reading.ts";
import type { RejectedCall } from "../ports.ts";
import { TAKEN_WITHOUT } from "./ports.ts";

/** Of a call that could not be taken: enough to see what it was. */
const MOST_KEPT = 4_096;

/** What is kept of a call, as JSON text, that could not be taken for these mistakes, or was taken without these fields. */
export function rejectedCall(
  source: string,
  receivedAt: Date,
  { mistakes, isTaken }: { readonly mistakes: readonly FieldMistake[]; readonly isTaken: boolean },
  text: string,
): RejectedCall {
  return {
    source,
    receivedAt,
    reason: `${isTaken ? TAKEN_WITHOUT : ""}${plain(sayExpected(mistakes))}`,
    found: plain(sayFoundIn(mistakes)),
    event: beginningOf(plain(text)),
  };
}

/** What no text of a database holds, and what a terminal would obey: a field may have any name, which no JSON escapes here. */
function plain(text: string): string {
  return text.replaceAll("\\u0000", "").replace(/[\p{Cc}\p{Cs}]/gu, "");
}

/** Ends between two values: half an address would be found by nobody who erases its member. */
function beginningOf(text: string): string {
  return text.length <= MOST_KEPT ? text : text.slice(0, text.lastIndexOf('"', MOST_KEPT - 1) + 1);
}
