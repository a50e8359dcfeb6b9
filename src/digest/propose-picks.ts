import { localDateOf } from "../core/calendar.ts";
import type { ContentFate } from "../core/picks/explain-picks.ts";
import type { PickKind, PickReason, SkipReason } from "../core/picks/pick.ts";
import { sayReason } from "../core/picks/say-reason.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { describeWait } from "../core/rules/wait-plan.ts";
import { type Choices, chooseForMembers } from "./choose-for-members.ts";
import { mailLanguage } from "./describe-digest.ts";
import { describeSubjects } from "./describe-subjects.ts";
import type { DigestMember, ProposeDeps, ToldEvent } from "./ports.ts";

export interface ProposedPick {
  /** The site's own id. */
  readonly contentId: string;
  readonly title: string;
  readonly kind: PickKind;
  readonly score: number;
  readonly reason: PickReason;
  /** The reason in the language of the member's mail. */
  readonly says: string;
}

/** What became of one content when the picks were chosen. */
export interface ToldContent {
  readonly id: number;
  /** The site's own id. */
  readonly contentId: string;
  readonly title: string;
  readonly fate: ContentFate;
}

export interface ProposedDigest {
  readonly memberId: number;
  readonly externalId: string;
  readonly picks: readonly ProposedPick[];
  /** What a rule that waits for something would tell, in the language of the member's mail: what happened, and on what. */
  readonly tells: readonly { readonly says: string; readonly title: string | null }[];
  /** null when there are picks enough. */
  readonly skipped: SkipReason | null;
  /** Every candidate once, the picks first; worked out when asked for. null unless explanations were asked for. */
  readonly explain: (() => readonly ToldContent[]) | null;
}

/** Members read at a time: one query for what they have seen. */
const BATCH_MEMBERS = 1000;

/**
 * The picks that a rule would give these members at an instant, in the order of their ids. Writes nothing. `explained`: keeps
 * what explaining them needs, which is all that each member has ever seen.
 */
export async function proposePicks(
  deps: ProposeDeps,
  memberIds: readonly number[],
  rule: CheckedRule,
  at: Date,
  explained = false,
): Promise<ProposedDigest[]> {
  const proposed: ProposedDigest[] = [];
  for (let start = 0; start < memberIds.length; start += BATCH_MEMBERS) {
    const members = await deps.store.loadMembers(memberIds.slice(start, start + BATCH_MEMBERS));
    for (const [timezone, local] of groupByTimezone(members, deps.settings.timezone)) {
      const moment = { timezone, localDate: localDateOf(at, timezone), at };
      const choices = await chooseForMembers(deps, moment, rule, local, { viewedUpTo: at, mailedUpTo: at });
      const wait = describeWait(rule, { at, timezone, settings: deps.settings }, true);
      const pending =
        wait === null
          ? NOTHING_PENDING
          : await deps.store.loadPending(
              local.map(({ id }) => id),
              wait,
              at,
            );
      proposed.push(
        ...local.map((member) => ({
          ...proposalOf(deps, member, choices, explained),
          tells: tellsOf(deps, rule, member, pending.get(member.id) ?? []),
        })),
      );
    }
  }
  return proposed.sort((a, b) => a.memberId - b.memberId);
}

const NOTHING_PENDING: ReadonlyMap<number, readonly ToldEvent[]> = new Map();

function tellsOf(
  { settings }: ProposeDeps,
  rule: CheckedRule,
  member: DigestMember,
  told: readonly ToldEvent[],
): ProposedDigest["tells"] {
  const language = mailLanguage(member, settings.languages);
  const { subjects } = describeSubjects({ settings, rule, member, language, told, calendarUrl: () => "" });
  return subjects.map(({ says, title }) => ({ says, title }));
}

function groupByTimezone(members: readonly DigestMember[], fallback: string): Map<string, DigestMember[]> {
  const groups = new Map<string, DigestMember[]>();
  for (const member of members) {
    const timezone = member.timezone ?? fallback;
    const group = groups.get(timezone);
    if (group === undefined) groups.set(timezone, [member]);
    else group.push(member);
  }
  return groups;
}

function proposalOf(
  { settings }: ProposeDeps,
  member: DigestMember,
  { candidates, byMember, explain }: Choices,
  explained: boolean,
): Omit<ProposedDigest, "tells"> {
  const contentOf = (id: number) => candidates.contents[candidates.indexOf.get(id) ?? -1];
  const choice = byMember.get(member.id) ?? { skipped: "nothing_open" as const };
  const told = () =>
    explain(member.id).flatMap(({ contentId: id, fate }): ToldContent[] => {
      const content = contentOf(id);
      return content === undefined ? [] : [{ id, contentId: content.externalId, title: content.title, fate }];
    });
  const who = { memberId: member.id, externalId: member.externalId, explain: explained ? told : null };
  if ("skipped" in choice) return { ...who, picks: [], skipped: choice.skipped };
  const language = mailLanguage(member, settings.languages);
  const picks = choice.picks.flatMap(({ contentId, ...pick }) => {
    const content = contentOf(contentId);
    if (content === undefined) return [];
    return { ...pick, contentId: content.externalId, title: content.title, says: sayReason(pick.reason, language) };
  });
  return { ...who, picks, skipped: null };
}
