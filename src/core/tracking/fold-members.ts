import { type MemberRecord, SINGLE_FIELDS } from "./member.ts";
import { knownNames, timeOf } from "./merge-member.ts";

type Single = (typeof SINGLE_FIELDS)[number];
const SINGLE = new Set<string>(SINGLE_FIELDS);

/**
 * One member of several who turned out to be one person: for each field and attribute the latest word on any of them, and
 * of words of one time, or of which nobody knows the time, that of the first. On consent a no wins, the latest of several;
 * they joined when the first of them did.
 *
 * @param members the first is whom they all become; of the others those whose word counts more come before
 */
export function foldMembers<Member extends MemberRecord>(members: readonly [Member, ...Member[]]): Member {
  const [own] = members;
  const latest = new Map<string, { readonly member: Member; readonly ms: number }>();
  for (const member of members) {
    for (const name of new Set([...knownNames(member), ...Object.keys(member.statedAt)])) {
      const ms = timeOf(member.statedAt, name) ?? 0;
      const known = latest.get(name);
      if (known === undefined || ms > known.ms) latest.set(name, { member, ms });
    }
  }
  const fields: Record<string, unknown> = {};
  const attributes: Record<string, unknown> = {};
  const statedAt: Record<string, number> = {};
  for (const [name, { member, ms }] of [...latest].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name === "subscribed") continue;
    if (ms > 0) statedAt[name] = ms;
    if (SINGLE.has(name)) fields[name] = member[name as Single];
    else if (Object.hasOwn(member.attributes, name)) attributes[name] = member.attributes[name];
  }
  const times = members.flatMap(({ createdAt }) => (createdAt === null ? [] : [createdAt.getTime()]));
  const word = [...members].sort(byConsent)[0] ?? own;
  if (word.statedAt.subscribed !== undefined) statedAt.subscribed = word.statedAt.subscribed;
  return {
    ...own,
    ...fields,
    createdAt: times.length === 0 ? null : new Date(Math.min(...times)),
    attributes,
    subscribed: word.subscribed,
    consentAt: word.consentAt,
    consentSource: word.consentSource,
    statedAt,
  };
}

/** A no first, then a yes; of the same the latest. */
function byConsent(one: MemberRecord, other: MemberRecord): number {
  const rank = ({ subscribed }: MemberRecord) => (subscribed === null ? 2 : Number(subscribed));
  return rank(one) - rank(other) || (other.consentAt?.getTime() ?? 0) - (one.consentAt?.getTime() ?? 0);
}
