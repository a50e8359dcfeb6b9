import { DAY_MS } from "../calendar.ts";
import { canonicalText } from "./canonical-text.ts";
import { isOfCall } from "./consent.ts";
import { type MemberRecord, SINGLE_FIELDS } from "./member.ts";
import { timeOf } from "./merge-member.ts";

/** What a statement did to a record: nothing; said again what stands, at another time; said something else. */
export type Difference = "same" | "restated" | "changed";

/** Consent that calls repeat is as of the last of them, and no other. */
export function compareMembers(before: MemberRecord, after: MemberRecord): Difference {
  if (before === after) return "same";
  const isSame =
    SINGLE_FIELDS.every((name) => isEqual(before[name], after[name])) &&
    before.subscribed === after.subscribed &&
    before.consentSource === after.consentSource &&
    areEqual(before.attributes, after.attributes);
  const isSameConsent = isEqual(before.consentAt, after.consentAt);
  if (!isSame || !(isSameConsent || isOfCall(after.consentSource))) return "changed";
  return isSameConsent && areEqual(before.statedAt, after.statedAt) ? "same" : "restated";
}

/**
 * Whether what a source says again and again, without a time of its own, was last said less than a day before: that need not
 * be written, since the source will say it again. What a call of that day meant otherwise stands until then. A no is always
 * written.
 */
export function isSaidAgain(before: MemberRecord, after: MemberRecord): boolean {
  if (after.subscribed === false && after.statedAt.subscribed !== before.statedAt.subscribed) return false;
  return (
    Object.entries(after.statedAt).every(([name, ms]) => ms - (timeOf(before.statedAt, name) ?? 0) < DAY_MS) &&
    compareMembers(before, after) !== "changed"
  );
}

function areEqual(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isEqual(one[name], other[name]))
  );
}

function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  return canonicalText(one) === canonicalText(other);
}
