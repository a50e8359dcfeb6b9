import { CONTENT_PUBLISHED, LIVE_STARTING, OWN_ACTS, PASSIVE_EVENTS } from "../../tracking/event-names.ts";
import type { Upon, UponRecipient } from "../rule.ts";
import { firstLineOf } from "../text/check-shape.ts";
import type { Located } from "../text/document.ts";
import { nearestWord } from "../text/nearest-word.ts";
import { mistakeAt } from "../text/source.ts";
import type { Complain, RuleContext } from "./rule-context.ts";
import type { WrittenUpon } from "./rule-schema.ts";

/** A site's own names may resemble ours: only what is within two slips of one is taken for it. */
const MOST_SLIPS = 2;

/** Reads what a rule waits for; null when who is to be told cannot be known. */
export function readUpon(
  written: WrittenUpon,
  located: Located,
  { settings, doubtful, source, mistakes }: RuleContext,
  complain: Complain,
): Upon | null {
  const where = located.children.get("upon");
  const { activity, gather, before } = written;
  checkActivity(activity, settings.passiveEvents, complain);
  if (before !== undefined && activity !== LIVE_STARTING)
    complain(["upon", "before"], `"before" goes with "activity: ${LIVE_STARTING}"`, "remove it");
  if (located.children.get("digest")?.children.has("skip_below") === true)
    complain(
      ["digest", "skip_below"],
      '"skip_below" does not go with "upon"',
      "remove it: what happened is told without picks as well",
    );
  const known = [...OWN_ACTS, CONTENT_PUBLISHED, LIVE_STARTING];
  const passive =
    PASSIVE_EVENTS.includes(activity) ||
    settings.passiveEvents.includes(activity) ||
    (doubtful.has("passive_events") && !known.includes(activity));
  const [first, ...others] = written.to ?? (passive ? [{ role: "member" } as const] : []);
  if (first === undefined) {
    const span = where?.keySpan ?? firstLineOf(located);
    mistakes.push(mistakeAt(source, span, '"to" is missing', "write whom to tell: to: [author, participants]"));
    return null;
  }
  const to: Upon["to"] = [first, ...others];
  to.forEach((recipient, index) => {
    const wrong = refuse(activity, recipient);
    if (wrong === null) return;
    const list = where?.children.get("to")?.children.size ?? 0;
    complain(["upon", "to", ...(list > 0 ? [index] : [])], ...wrong);
  });
  return {
    activity,
    to,
    gather,
    before: activity === LIVE_STARTING ? (before ?? { count: 1, unit: "days" }) : null,
    types: written.types ?? null,
    themes: written.themes ?? null,
  };
}

function checkActivity(activity: string, passiveEvents: readonly string[], complain: Complain): void {
  const known = [...OWN_ACTS, ...PASSIVE_EVENTS, ...passiveEvents, CONTENT_PUBLISHED, LIVE_STARTING];
  if (known.includes(activity)) return;
  const near = nearestWord(activity, known, MOST_SLIPS);
  if (near !== null) complain(["upon", "activity"], `there is no activity "${activity}"`, `did you mean "${near}"?`);
}

/** Why nobody could ever be told that way: a message and a hint; null when somebody could. */
function refuse(activity: string, recipient: UponRecipient): [message: string, hint: string] | null {
  const ofCatalogue = activity === CONTENT_PUBLISHED || activity === LIVE_STARTING;
  if ("property" in recipient) {
    if (!ofCatalogue) return null;
    return [
      `"${activity}" has no property "${recipient.property}"`,
      "write whom to tell: followers, interested, registered",
    ];
  }
  if (recipient.role === "member" && ofCatalogue)
    return [`"${activity}" does not happen to a member`, "write whom to tell: followers, interested, registered"];
  if (recipient.role === "member" && OWN_ACTS.includes(activity))
    return [`who does "${activity}" is not told of it`, "write whom to tell: author, participants, followers"];
  if (recipient.role === "author" && activity === CONTENT_PUBLISHED)
    return ["an author is not told of their own content", "write whom to tell: followers, interested, registered"];
  return null;
}
