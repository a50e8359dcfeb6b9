import { MINUTE_MS } from "../core/calendar.ts";
import { type Candidates, prepareCandidates } from "../core/picks/candidates.ts";
import { oneLine } from "../core/plain-text.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { earliestWithin } from "../core/rules/time-bound.ts";
import type { CandidateCache, CandidateSource, DigestMoment, DigestSettings, ProposeDeps } from "./ports.ts";
import { webUrl } from "./site-link.ts";

/** A few moments are under way at once, seldom more: timezones half an hour apart, a late one. */
const MOST_KEPT = 6;
/** So that a content that changed its title is shown with its new one. */
const STALE_AFTER_MS = 5 * MINUTE_MS;

export function createCandidateCache(): CandidateCache {
  return { sources: new Map(), prepared: new Map(), links: new Map(), community: new Map() };
}

/** The candidates of a rule at a moment, prepared once for all batches of its members. */
export async function candidatesAt(deps: ProposeDeps, moment: DigestMoment, rule: CheckedRule): Promise<Candidates> {
  const { cache, settings } = deps;
  const source = await sourceAt(deps, moment.at);
  const pinned = pinnedAt(settings, moment, rule).map(({ content }) => content);
  const lists = [settings.hotFor, pinned, settings.blocked, settings.evergreen];
  const key = JSON.stringify([moment.at, moment.timezone, moment.localDate, lists]);
  const kept = cache.prepared.get(key);
  if (kept?.source === source) return kept.candidates;
  const candidates = prepare(settings, moment, pinned, source);
  keep(cache.prepared, key, { source, candidates });
  return candidates;
}

/** For a digest without picks, for which neither the catalogue nor what is popular in it has to be read. */
export function noCandidates(settings: DigestSettings, moment: DigestMoment): Candidates {
  return prepare(settings, moment, [], { catalogue: [], popularity: [] });
}

/** What the rule pins, then what the settings pin on that date. */
export function pinnedAt(
  settings: DigestSettings,
  { localDate }: DigestMoment,
  rule: CheckedRule,
): DigestSettings["pinned"] {
  const byRule = rule.digest.pin.map((content) => ({ content, until: null, for: null }));
  return [...byRule, ...settings.pinned.filter(({ until }) => until === null || localDate <= until)];
}

async function sourceAt({ store, cache, clock }: ProposeDeps, at: Date): Promise<CandidateSource> {
  const key = at.toISOString();
  const now = clock.now();
  const kept = cache.sources.get(key);
  if (kept !== undefined && Math.abs(now.getTime() - kept.loadedAt.getTime()) < STALE_AFTER_MS) return kept.source;
  const source = Promise.all([store.loadCatalogue(at), store.loadPopularity(at)]).then(([catalogue, popularity]) => ({
    catalogue,
    popularity,
  }));
  // Kept before it is there: batches that come meanwhile wait for this one.
  keep(cache.sources, key, { loadedAt: now, source });
  try {
    return await source;
  } catch (error) {
    // A failed load is not kept: the next batch tries again.
    cache.sources.delete(key);
    throw error;
  }
}

/** Adds the newest and lets go of the oldest. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of [...map.keys()].slice(0, -MOST_KEPT)) map.delete(oldest);
}

function prepare(
  settings: DigestSettings,
  { at, timezone, localDate }: DigestMoment,
  pinned: readonly string[],
  { catalogue, popularity }: CandidateSource,
): Candidates {
  const idOf = new Map(catalogue.map(({ externalId, id }) => [externalId, id]));
  const idsOf = (externalIds: readonly string[]): number[] => externalIds.flatMap((id) => idOf.get(id) ?? []);
  const unshowable = catalogue.filter(({ title, url }) => oneLine(title) === "" || webUrl(url) === null);
  return prepareCandidates(catalogue, popularity, {
    at,
    hotSince: earliestWithin(settings.hotFor, { at, today: localDate, timezone, settings, asOf: "facts" }),
    pinned: idsOf(pinned),
    blocked: new Set(idsOf(settings.blocked)),
    unshowable: new Set(unshowable.map(({ id }) => id)),
    evergreen: idsOf(settings.evergreen),
  });
}
