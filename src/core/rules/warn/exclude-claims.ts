import { DAY_MS, type Duration, durationDays, durationMs, HOUR_MS } from "../../calendar.ts";
import type { Claim, Claims } from "../claims.ts";
import { dateColumn } from "../member-field.ts";
import { verdictsExclude } from "../member-operators.ts";

/** Whether no member can make all of these true. It errs on one side only: what it calls impossible is. */
export function isImpossible(claims: Claims): boolean {
  return claims.some((claim, index) => claims.slice(index + 1).some((other) => excludes(claim, other)));
}

function excludes(a: Claim, b: Claim): boolean {
  return excludesInOrder(a, b) || excludesInOrder(b, a);
}

function excludesInOrder(a: Claim, b: Claim): boolean {
  switch (a.on) {
    case "seen":
    case "joined": {
      if (b.on === "visited" || !isMoment(b) || !a.holds || b.holds) return false;
      // Since joining is never later than the last visit, what joined lately was seen lately.
      const comparable = a.on === b.on || (a.on === "joined" && b.on === "seen");
      return comparable && isNotLater(b.within, a.within);
    }
    case "visited":
      return b.on === "visited" && a.ever !== b.ever;
    case "count":
      return b.on === "count" && isPartOf(a, b) && b.most !== null && a.least > b.most;
    case "field":
      return b.on === "field" && a.field === b.field && verdictsExclude(a, b, dateColumn(a.field) !== null);
    case "condition":
      return b.on === "condition" && a.condition === b.condition && a.holds !== b.holds;
  }
}

type Moment = Extract<Claim, { on: "seen" | "joined" }>;
type Count = Extract<Claim, { on: "count" }>;

function isMoment(claim: Claim): claim is Moment {
  return claim.on === "seen" || claim.on === "joined";
}

/** Whether whatever `part` counts, `whole` counts as well. */
function isPartOf(part: Count, whole: Count): boolean {
  if (part.what !== whole.what || part.ahead !== whole.ahead) return false;
  if (!whole.narrowedBy.every((narrow) => part.narrowedBy.includes(narrow))) return false;
  if (whole.within === null) return true;
  if (part.within === null) return false;
  return part.ahead ? endsNoLater(part.within, whole.within) : isNotLater(whole.within, part.within);
}

/** Whether the first instant within `a` is surely not later than the first within `b`. */
function isNotLater(a: Duration, b: Duration): boolean {
  const [aDays, bDays] = [durationDays(a), durationDays(b)];
  if (aDays !== null && bDays !== null) return aDays >= bDays;
  if (aDays === null && bDays === null) return durationMs(a) >= durationMs(b);
  // N days begin at some midnight at least N-1 days ago; a change of clocks or a day that a timezone left out shortens them.
  if (aDays !== null) return (aDays - 1) * DAY_MS - 26 * HOUR_MS >= durationMs(b);
  // How long ago days may begin depends on how late a mailing is.
  return false;
}

/** The same ahead: whether what ends within `a` surely ends within `b`. */
function endsNoLater(a: Duration, b: Duration): boolean {
  const [aDays, bDays] = [durationDays(a), durationDays(b)];
  if (aDays !== null && bDays !== null) return aDays <= bDays;
  return aDays === null && bDays === null && durationMs(a) <= durationMs(b);
}
