import { addDays } from "../core/calendar.ts";
import type { CatalogueContent, LocalDate } from "../core/community.ts";
import { mayOpen } from "../core/openings.ts";
import type { Candidates } from "../core/picks/candidates.ts";
import { choosePicks } from "../core/picks/choose-picks.ts";
import { type ExplainedContent, explainPicks } from "../core/picks/explain-picks.ts";
import type { Choice, PickQuota, Reader } from "../core/picks/pick.ts";
import { compileSegment } from "../core/rules/compile.ts";
import { isRead } from "../core/rules/conditions/live.ts";
import { effectiveReads } from "../core/rules/reads.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { evaluationAt } from "./evaluate-at.ts";
import { findComingLives } from "./find-coming-lives.ts";
import type { DigestMember, DigestMoment, ProposeDeps, ReadingHistory } from "./ports.ts";
import { candidatesAt, noCandidates, pinnedAt } from "./prepare-candidates.ts";

export interface Choices {
  readonly candidates: Candidates;
  readonly byMember: ReadonlyMap<number, Choice>;
  /** What a mail may tell a member beside the picks. */
  readonly beside: (memberId: number) => Beside;
  /** What became of every candidate, for who asks about one member. */
  readonly explain: (memberId: number) => readonly ExplainedContent[];
}

export interface Beside {
  /** The lives that the rule asks for, which the member may attend; null: it asks for none. */
  readonly lives: readonly CatalogueContent[] | null;
  readonly viewed: ReadingHistory["viewed"];
}

export interface ChooseOptions {
  readonly viewedUpTo: Date;
  /** null: whatever was mailed counts. */
  readonly mailedUpTo: Date | null;
}

const NOTHING_BESIDE: Beside = { lives: null, viewed: new Map() };

const UNREAD = {
  viewed: new Map<number, number>(),
  replays: new Set<number>(),
  mailed: new Set<number>(),
  mailedLongAgo: new Set<number>(),
  themesOff: new Set<string>(),
  openings: new Set<number>(),
};

/** The picks of some members of one moment: one query for what they have seen, then all in process. */
export async function chooseForMembers(
  deps: ProposeDeps,
  moment: DigestMoment,
  rule: CheckedRule,
  members: readonly DigestMember[],
  { viewedUpTo, mailedUpTo }: ChooseOptions,
): Promise<Choices> {
  const { store, settings } = deps;
  if (rule.digest.picks.hot + rule.digest.picks.cold === 0) {
    const none: Choice = { picks: [] };
    const byMember = new Map(members.map(({ id }) => [id, none]));
    return { candidates: noCandidates(settings, moment), byMember, beside: () => NOTHING_BESIDE, explain: () => [] };
  }
  const memberIds = members.map(({ id }) => id);
  const [candidates, histories] = await Promise.all([
    candidatesAt(deps, moment, rule),
    store.loadHistories(memberIds, viewedUpTo, mailedUpTo, longAgo(settings, moment)),
  ]);
  const notPinned = await pinnedForOthers(deps, moment, rule, members, candidates);
  const { picks, skipBelow } = rule.digest;
  const quota = { hot: picks.hot, cold: picks.cold, skipBelow };
  const comingLives = findComingLives(settings, rule, moment, candidates.contents);
  const livesOf = ({ reads, openings }: Pick<Reader, "reads" | "openings">) =>
    comingLives?.filter((live) => isRead(live, reads) && mayOpen(live, { openings })) ?? null;
  const byMember = new Map<number, Choice>();
  const readers = new Map<number, Reader>();
  for (const member of members) {
    const history = histories.get(member.id) ?? UNREAD;
    const reads = effectiveReads(member.reads, member.locale, settings.languages);
    const lives = livesOf({ reads, openings: history.openings });
    const reader = {
      externalId: member.externalId,
      reads,
      viewed: history.viewed,
      replays: history.replays,
      // What stands in the mail as a live is no pick of it.
      mailed: lives === null ? history.mailed : new Set([...history.mailed, ...lives.map(({ id }) => id)]),
      mailedLongAgo: history.mailedLongAgo,
      themesOff: history.themesOff,
      openings: history.openings,
      notPinned: notPinned.get(member.id) ?? UNREAD.mailed,
    };
    readers.set(member.id, reader);
    byMember.set(member.id, choose(candidates, reader, quota, lives));
  }
  const explain = (memberId: number): readonly ExplainedContent[] => {
    const reader = readers.get(memberId);
    return reader === undefined ? [] : explainPicks(candidates, reader, quota).contents;
  };
  const beside = (memberId: number): Beside => {
    const reader = readers.get(memberId);
    return reader === undefined ? NOTHING_BESIDE : { lives: livesOf(reader), viewed: reader.viewed };
  };
  return { candidates, byMember, beside, explain };
}

/** Lives that the rule asks for count as contents; without any of them it has nothing to say. */
function choose(candidates: Candidates, reader: Reader, quota: PickQuota, lives: Beside["lives"]): Choice {
  if (lives === null) return choosePicks(candidates, reader, quota);
  if (lives.length === 0) return { skipped: "nothing_open" };
  return choosePicks(candidates, reader, { ...quota, skipBelow: Math.max(0, quota.skipBelow - lives.length) });
}

/** The last local date whose picks may be proposed again at the moment; null: none may. */
export function longAgo(
  { offerAgainDays }: Pick<ProposeDeps["settings"], "offerAgainDays">,
  { localDate }: Pick<DigestMoment, "localDate">,
): LocalDate | null {
  return offerAgainDays === null ? null : addDays(localDate, -offerAgainDays);
}

/** Contents pinned for some members (`pinned: [{ content, for }]`), by member for whom they are not. */
async function pinnedForOthers(
  deps: ProposeDeps,
  moment: DigestMoment,
  rule: CheckedRule,
  members: readonly DigestMember[],
  candidates: Candidates,
): Promise<Map<number, Set<number>>> {
  const { store, settings } = deps;
  const notPinned = new Map<number, Set<number>>();
  const pins = pinnedAt(settings, moment, rule);
  const forAll = new Set(pins.flatMap((pin) => (pin.for === null ? pin.content : [])));
  const asked = pins.flatMap((pin) => pin.for ?? []);
  if (asked.length === 0) return notPinned;
  const evaluation = await evaluationAt(deps, moment, asked);
  for (const index of candidates.pinned) {
    const content = candidates.contents[index];
    if (content === undefined || forAll.has(content.externalId)) continue;
    const chosen = new Set<number>();
    for (const pin of pins) {
      if (pin.content !== content.externalId || pin.for === null) continue;
      const statement = compileSegment(pin.for, evaluation);
      const among = await store.membersAmong(
        members.map(({ id }) => id),
        statement,
      );
      for (const id of among) chosen.add(id);
    }
    for (const { id } of members) {
      if (!chosen.has(id)) notPinned.set(id, (notPinned.get(id) ?? new Set()).add(content.id));
    }
  }
  return notPinned;
}
