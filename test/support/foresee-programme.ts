import { DAY_MS } from "../../src/core/calendar.ts";
import { type Future, liveThrough } from "../../src/core/forecast/live-through.ts";
import { seededRandom } from "../../src/core/forecast/randomness.ts";
import { countPastWeeks, type ForecastMember, type ForecastScene, PAST_DAYS } from "../../src/core/forecast/scene.ts";
import { type ForeseenWeek, sumUp } from "../../src/core/forecast/sum-up.ts";
import type { ContentPopularity } from "../../src/core/picks/popularity.ts";
import { type CountedHistory, fitBgNbd } from "../../src/core/stats/fit-bg-nbd.ts";
import { type Life, lastActBy } from "../../src/simulate/life.ts";
import { asCatalogueContent, type ProgrammeRun } from "../../src/simulate/programme.ts";

/** All that was known of a simulated community at an instant, and nothing of what came after. */
export function sceneAt({ community, programme, lives }: ProgrammeRun, at: Date, days: number): ForecastScene {
  const atMs = at.getTime();
  const since = atMs - PAST_DAYS * DAY_MS;
  const members = lives.map((life) => memberAt(life, programme.settings.consent, at));
  const known = members.flatMap((member) => member ?? []);
  const contents = community.contents.map(asCatalogueContent);
  const publishedAt = new Map(contents.map((content) => [content.id, content.publishedAt.getTime()]));
  let visits = 0;
  let views = 0;
  let hot = 0;
  const popularity = new Map<number, ContentPopularity>();
  for (const { facts } of known) {
    visits += dayNumbers(facts.visits.filter((startMs) => startMs >= since)).length;
    for (const [contentId, viewedMs] of facts.views) {
      const row = popularity.get(contentId) ?? {
        contentId,
        viewers: 0,
        lastDay: 0,
        last3Days: 0,
        last7Days: 0,
        last14Days: 0,
        useful: 0,
      };
      const within = (span: number) => (viewedMs > atMs - span * DAY_MS ? 1 : 0);
      popularity.set(contentId, {
        ...row,
        viewers: row.viewers + 1,
        lastDay: row.lastDay + within(1),
        last3Days: row.last3Days + within(3),
        last7Days: row.last7Days + within(7),
        last14Days: row.last14Days + within(14),
      });
      if (viewedMs < since) continue;
      views++;
      if (viewedMs - (publishedAt.get(contentId) ?? 0) <= 14 * DAY_MS) hot++;
    }
  }
  const fitted = fitBgNbd(historiesOf(known, at));
  return {
    at,
    days,
    settings: programme.settings,
    rules: programme.rules,
    community: {
      usualIntervalMs: null,
      rhythm: "model" in fitted ? fitted.model : null,
      topCounts: new Map(),
    },
    catalogue: contents
      .filter((content) => content.publishedAt <= at)
      .map((content) => ({
        ...content,
        withdrawnAt: content.withdrawnAt !== null && content.withdrawnAt <= at ? content.withdrawnAt : null,
      })),
    popularity: [...popularity.values()],
    pastWeeks: countPastWeeks(contents, at),
    drawn: [],
    habits: {
      viewsPerVisit: views / visits,
      hotShare: hot / views,
      firstVisitChance: firstVisitChance(known, since, atMs),
    },
  };
}

export function membersAt({ programme, lives }: ProgrammeRun, at: Date): ForecastMember[] {
  return lives.flatMap((life) => memberAt(life, programme.settings.consent, at) ?? []);
}

export function foresee(
  scene: ForecastScene,
  members: readonly ForecastMember[],
  draws: number,
): { readonly rules: ForeseenWeek[][]; readonly futures: readonly Future[] } {
  const futures = Array.from({ length: draws }, (_, draw) => {
    const living = liveThrough(scene, members, seededRandom(draw + 1));
    for (;;) {
      const step = living.next();
      if (step.done) return step.value;
    }
  });
  const scales = futures.map(() => 1);
  return { rules: sumUp(futures, scales), futures };
}

function memberAt({ facts, ...life }: Life, consent: "assumed" | "recorded", at: Date): ForecastMember | null {
  const atMs = at.getTime();
  if (facts.email == null || facts.joinedAt > at) return null;
  if (consent === "recorded" ? facts.subscribed !== true : facts.subscribed === false) return null;
  const until = (entries: ReadonlyMap<number, number>) => new Map([...entries].filter(([, seenMs]) => seenMs <= atMs));
  const digests = life.digests.filter(({ slotAt }) => slotAt <= at);
  const proposedOn = new Map(
    digests.flatMap(({ picks, localDate }) => picks.map(({ contentId }) => [contentId, localDate] as const)),
  );
  return {
    facts: {
      ...facts,
      lastActAt: lastActBy({ facts, ...life }, atMs),
      views: until(facts.views),
      replays: until(facts.replays),
      mailed: new Set(proposedOn.keys()),
      visits: life.visits.map(({ startsAt }) => startsAt).filter((startMs) => startMs <= atMs),
      digests: digests.map(({ slotAt }) => slotAt.getTime()),
    },
    frequency: "any",
    pausedUntil: null,
    digests: digests.map(({ rule, slotAt, localDate }) => ({
      rule,
      slotAt,
      localDate,
      capDate: localDate,
      counts: true,
      transactional: false,
    })),
    proposedOn,
    themesOff: new Set(),
    arms: new Map(),
  };
}

function historiesOf(members: readonly ForecastMember[], at: Date): CountedHistory[] {
  const today = Math.floor(at.getTime() / DAY_MS);
  return members.flatMap(({ facts }) => {
    const days = dayNumbers(facts.visits);
    const [first] = days;
    if (first === undefined) return [];
    return [{ repeats: days.length - 1, recency: (days.at(-1) ?? first) - first, age: today - first, members: 1 }];
  });
}

function firstVisitChance(members: readonly ForecastMember[], since: number, atMs: number): number {
  let first = 0;
  let days = 0;
  for (const { facts } of members) {
    const firstMs = facts.visits[0] ?? Number.POSITIVE_INFINITY;
    if (firstMs < since) continue;
    if (firstMs <= atMs) first++;
    days += Math.max(0, Math.min(firstMs, atMs) - Math.max(since, facts.joinedAt.getTime())) / DAY_MS;
  }
  return days === 0 ? 0 : first / days;
}

function dayNumbers(instants: readonly number[]): number[] {
  return [...new Set(instants.map((instant) => Math.floor(instant / DAY_MS)))].sort((one, other) => one - other);
}
