import { DAY_MS } from "../../core/calendar.ts";

/** A site may be quiet for so long without anything being wrong. */
const QUIET_MS = 2 * DAY_MS;

/** How a site that has told of nothing for long leaves a period; null: it told of enough, or never told of anything. */
export function silenceOf(
  latestActAt: string | null,
  { from, to }: { readonly from: string | null; readonly to: string },
): "since" | "before" | null {
  if (latestActAt === null || Date.parse(to) - Date.parse(latestActAt) <= QUIET_MS) return null;
  return from !== null && Date.parse(latestActAt) < Date.parse(from) ? "before" : "since";
}
