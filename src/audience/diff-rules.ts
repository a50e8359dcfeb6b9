import { changedParts, changedSettings } from "../core/rules/compare-rules.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import type { Settings } from "../core/rules/settings.ts";
import { inOrder } from "./due-moments.ts";
import type { MemberReader } from "./explaining/ports.ts";
import { knowCommunity } from "./know-community.ts";
import { describeMoment } from "./plan-moment.ts";
import type { AudienceStore, MatchedMembers } from "./ports.ts";
import { previewedMoment } from "./previewed-moment.ts";

export interface RuleSet {
  readonly rules: readonly CheckedRule[];
  readonly settings: Settings;
}

/** `affected`: as it was, but settings or another rule change whom it mails. `comments`: nothing that means anything. */
export type RuleChange = "added" | "removed" | "changed" | "affected" | "comments";

/** Members on one side only; `before` and `after` count all of that side. */
export interface MemberDifference {
  readonly before: number;
  readonly after: number;
  readonly gained: number;
  readonly lost: number;
  /** Ids of the site, at most as many as asked for. */
  readonly gainedMembers: readonly string[];
  readonly lostMembers: readonly string[];
}

export interface RuleDifference {
  readonly rule: string;
  readonly change: RuleChange;
  /** What changed in it, as its file names it. */
  readonly parts: readonly string[];
  /** Who meets the conditions. */
  readonly matched: MemberDifference;
  /** Who would be planned or withheld. */
  readonly planned: MemberDifference;
}

export interface RulesDifference {
  /** Keys of settings.yaml whose meaning differs. */
  readonly settings: readonly string[];
  /** In the order of the settings, then those that were removed; rules that are as they were are left out. */
  readonly rules: readonly RuleDifference[];
}

export interface DiffDependencies {
  readonly audiences: Pick<AudienceStore, "timezones" | "knowsLaterThan" | "communityFacts" | "listMatched">;
  readonly members: Pick<MemberReader, "externalIds">;
}

export interface DiffQuestion {
  readonly before: RuleSet;
  readonly after: RuleSet;
  readonly at: Date;
  /** Members named at most, in each list. */
  readonly limit: number;
  /** Rules that are broken on one side: on the other they would seem new, or gone, and take members from the rest. */
  readonly leaveOut: ReadonlySet<string>;
}

/** Compares two states of the rules on the same members at the same instant, each rule as a preview looks at it. */
export async function diffRules(deps: DiffDependencies, question: DiffQuestion): Promise<RulesDifference> {
  const { at, limit } = question;
  const before = without(question.before, question.leaveOut);
  const after = without(question.after, question.leaveOut);
  const [old, now] = [await membersOf(deps, before, at), await membersOf(deps, after, at)];
  const oldRules = new Map(before.rules.map((rule) => [rule.name, rule]));
  const newRules = new Map(after.rules.map((rule) => [rule.name, rule]));
  const names = [...inOrder(after.rules, after.settings.order), ...inOrder(before.rules, before.settings.order)].map(
    ({ name }) => name,
  );
  const rules: RuleDifference[] = [];
  for (const rule of new Set(names)) {
    const [was, is] = [oldRules.get(rule), newRules.get(rule)];
    const matched = await compare(deps, old.get(rule)?.matched ?? [], now.get(rule)?.matched ?? [], limit);
    const planned = await compare(deps, old.get(rule)?.planned ?? [], now.get(rule)?.planned ?? [], limit);
    const parts = was === undefined || is === undefined ? [] : changedParts(was, is);
    const moved = [matched, planned].some(({ gained, lost }) => gained + lost > 0);
    const change = changeOf(was, is, parts, moved);
    if (change !== null) rules.push({ rule, change, parts, matched, planned });
  }
  return { settings: changedSettings(before.settings, after.settings), rules };
}

function without({ rules, settings }: RuleSet, names: ReadonlySet<string>): RuleSet {
  return { rules: rules.filter(({ name }) => !names.has(name)), settings };
}

function changeOf(
  was: CheckedRule | undefined,
  is: CheckedRule | undefined,
  parts: readonly string[],
  moved: boolean,
): RuleChange | null {
  if (was === undefined) return "added";
  if (is === undefined) return "removed";
  if (parts.length > 0) return "changed";
  if (moved) return "affected";
  return was.source === is.source ? null : "comments";
}

interface RuleMembers {
  readonly matched: readonly number[];
  readonly planned: readonly number[];
}

/** Whom each rule matches and mails. Rules that are due together are answered by one statement. */
async function membersOf(deps: DiffDependencies, set: RuleSet, at: Date): Promise<Map<string, RuleMembers>> {
  const { audiences } = deps;
  const { rules, settings } = set;
  const asOf = (await audiences.knowsLaterThan(at)) ? "dated" : "facts";
  const community = await knowCommunity(audiences, { settings, rules, at, asOf });
  const members = new Map(rules.map(({ name }) => [name, { matched: [] as number[], planned: [] as number[] }]));
  for (const timezone of await audiences.timezones(settings.timezone)) {
    const answered = new Map<string, readonly MatchedMembers[]>();
    for (const rule of rules) {
      const moment = previewedMoment(rule, set, timezone, at);
      const key = moment.rules.map(({ name }) => name).join(" ");
      const plan = describeMoment({ moment, settings, at, asOf, community, only: null, asIfEnded: true });
      const lists = answered.get(key) ?? (await audiences.listMatched(plan));
      answered.set(key, lists);
      for (const { verdict, memberIds } of lists.filter((list) => list.rule === rule.name)) {
        const own = members.get(rule.name);
        for (const id of memberIds) {
          own?.matched.push(id);
          if (verdict === "planned") own?.planned.push(id);
        }
      }
    }
  }
  return members;
}

async function compare(
  { members }: DiffDependencies,
  before: readonly number[],
  after: readonly number[],
  limit: number,
): Promise<MemberDifference> {
  const gained = missingFrom(new Set(before), after);
  const lost = missingFrom(new Set(after), before);
  const named = (ids: readonly number[]) =>
    ids.length === 0 || limit === 0 ? [] : members.externalIds(ids.slice(0, limit));
  return {
    before: before.length,
    after: after.length,
    gained: gained.length,
    lost: lost.length,
    gainedMembers: await named(gained),
    lostMembers: await named(lost),
  };
}

/** Ascending, so that the same members are named each time. */
function missingFrom(known: ReadonlySet<number>, ids: readonly number[]): number[] {
  return ids.filter((id) => !known.has(id)).sort((a, b) => a - b);
}
