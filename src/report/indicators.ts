import { DAY_MS } from "../core/calendar.ts";
import type { Indicators, LiftReport, RuleCosts } from "./lift/lift-report.ts";
import type {
  DigestCount,
  IndicatorWindow,
  RevisitFacts,
  ThemeFacts,
  UnseenContent,
  UnsubscribeCount,
} from "./ports.ts";
import { roundNumber } from "./write/round-numbers.ts";

/** Digests by what became of them, rule by rule: the price of the lift. */
export function tallyCosts(
  digests: readonly DigestCount[],
  unsubscribes: readonly UnsubscribeCount[],
): Pick<LiftReport, "costs" | "otherUnsubscribes"> {
  const rules = [
    ...new Set([
      ...digests.map(({ rule }) => rule),
      ...unsubscribes.flatMap(({ rule }) => (rule === null ? [] : [rule])),
    ]),
  ].sort();
  const left = (rule: string | null): number => unsubscribes.find((count) => count.rule === rule)?.members ?? 0;
  const costs = rules.map((rule): RuleCosts => {
    const states: Record<string, number> = {};
    const skipped: Record<string, number> = {};
    for (const count of digests.filter((row) => row.rule === rule)) {
      states[count.state] = (states[count.state] ?? 0) + count.digests;
      if (count.state === "skipped") {
        const reason = count.reason ?? "unknown";
        skipped[reason] = (skipped[reason] ?? 0) + count.digests;
      }
    }
    return { rule, states, skipped, unsubscribes: left(rule) };
  });
  return { costs, otherUnsubscribes: left(null) };
}

export function describeIndicators(
  window: IndicatorWindow,
  revisits: RevisitFacts,
  themes: readonly ThemeFacts[],
  unseen: readonly UnseenContent[],
): Indicators {
  // The week in which clocks go forward is an hour short.
  const days = Math.round((window.to.getTime() - window.from.getTime()) / DAY_MS);
  const share = (members: number) =>
    revisits.members === 0 ? null : { members, share: roundNumber(members / revisits.members) };
  const allContents = themes.reduce((total, theme) => total + theme.contents, 0);
  const allViews = themes.reduce((total, theme) => total + theme.views, 0);
  return {
    from: window.from.toISOString(),
    to: window.to.toISOString(),
    revisit: {
      members: revisits.members,
      medianUsualDays: revisits.medianUsualDays === null ? null : roundNumber(revisits.medianUsualDays),
      membersWithUsual: revisits.withUsual,
      // In less than a week nobody can be told to come weekly.
      weekly: days < 7 ? null : share(revisits.weekly),
      daily: days < 7 ? null : share(revisits.daily),
      didNotComeBack: share(revisits.members - revisits.came),
    },
    themes: themes.map((theme) => ({
      ...theme,
      supply: roundNumber(theme.contents / allContents),
      demand: allViews === 0 ? null : roundNumber(theme.views / allViews),
      visibility: theme.chances === 0 ? null : roundNumber(theme.views / theme.chances),
    })),
    unseen: unseen.map(({ externalId, publishedAt, ...content }) => ({
      contentId: externalId,
      ...content,
      publishedAt: publishedAt.toISOString(),
    })),
  };
}
