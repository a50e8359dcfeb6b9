import { addDays, DAY_MS, localDateOf, startOfLocalDay } from "../../src/core/calendar.ts";
import { isWithinReach } from "../../src/core/rules/evaluate-member.ts";
import type { CommunityFacts, CommunityNeed, Evaluation, MemberFacts } from "../../src/core/rules/evaluation.ts";
import { fitBgNbd } from "../../src/core/stats/fit-bg-nbd.ts";

/** The community's figures as their definitions say, member by member; to be compared with those of the store. */
export function knowNaively(
  needs: readonly CommunityNeed[],
  members: readonly MemberFacts[],
  evaluation: Omit<Evaluation, "timezone">,
  someRestricted = false,
): CommunityFacts {
  const { at, settings } = evaluation;
  // Whatever their timezone: each is within the reach of that of their own.
  const counted = members.filter((member) =>
    isWithinReach(member, { ...evaluation, timezone: member.timezone ?? settings.timezone }),
  );
  const topCounts = new Map<string, number | null>();
  for (const need of needs) {
    if (need.kind === "top_count") topCounts.set(need.key, topCount(counted, need, at, settings.timezone));
  }
  const isAsked = (kind: CommunityNeed["kind"]) => needs.some((need) => need.kind === kind);
  return {
    usualIntervalMs: isAsked("usual_interval") ? usualInterval(counted) : null,
    rhythm: isAsked("rhythm") ? rhythmOf(counted, at) : null,
    topCounts,
    someRestricted: someRestricted && isAsked("openings"),
  };
}

function usualInterval(members: readonly MemberFacts[]): number | null {
  const usual = members.flatMap(({ visits }) => {
    const gaps = visits.slice(1).map((startMs, index) => startMs - (visits[index] ?? 0));
    return gaps.length < 3 ? [] : [middle(gaps.slice(-10))];
  });
  return usual.length === 0 ? null : middle(usual);
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  if (!Number.isInteger(half)) return sorted[Math.floor(half)] ?? 0;
  return ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

function rhythmOf(members: readonly MemberFacts[], at: Date): CommunityFacts["rhythm"] {
  const dayOf = (ms: number) => Math.floor(ms / DAY_MS);
  const histories = new Map<string, { repeats: number; recency: number; age: number; members: number }>();
  for (const { visits } of members) {
    const days = [...new Set(visits.map(dayOf))];
    const [first] = days;
    if (first === undefined) continue;
    const history = {
      repeats: days.length - 1,
      recency: (days.at(-1) ?? first) - first,
      age: dayOf(at.getTime()) - first,
    };
    const key = JSON.stringify(history);
    histories.set(key, { ...history, members: (histories.get(key)?.members ?? 0) + 1 });
  }
  const inOrder = [...histories.values()].sort(
    (a, b) => a.repeats - b.repeats || a.recency - b.recency || a.age - b.age,
  );
  const fitted = fitBgNbd(inOrder);
  return "model" in fitted ? fitted.model : null;
}

function topCount(
  members: readonly MemberFacts[],
  { activities, share, withinDays }: Extract<CommunityNeed, { kind: "top_count" }>,
  at: Date,
  timezone: string,
): number | null {
  const fromMs = startOfLocalDay(addDays(localDateOf(at, timezone), 1 - withinDays), timezone).getTime();
  const counts = members
    .map(({ acts }) => activities.flatMap((name) => acts.get(name) ?? []).filter((actMs) => actMs >= fromMs).length)
    .filter((count) => count > 0)
    .sort((a, b) => b - a);
  return counts[Math.ceil(Number((share * counts.length).toFixed(6))) - 1] ?? null;
}
