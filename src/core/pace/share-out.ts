import { domainRate, type Pace, type Rate } from "./pace.ts";

/** All mail together, where `Limit.name` is else a domain. Domains have no star. */
export const ALL_MAIL = "*";

/** The state of one limit, of all mail, of a domain or of a mail server, as it stands in the database. Times are the machine's, relative to now. */
export interface Limit {
  readonly name: string;
  /** Mails that might have left at once when `ageMs` was 0; null: nothing has ever been asked of it. */
  readonly tokens: number | null;
  readonly ageMs: number;
  /** Until then, everything that leaves is promised to mails that wait. 0 or less: nothing is. */
  readonly promisedMs: number;
  /** Refusals of the whole domain, one after another. */
  readonly refusals: number;
  /** The domain is left alone for so long. 0 or less: it is not. */
  readonly heldMs: number;
}

/** A mail that asks to leave. */
export interface Asking {
  readonly domain: string;
  /** The mail server that it goes to, where that may be held as a domain may; null: it is not asked. */
  readonly relay: string | null;
  /** It has waited for its turn, or for its next try. */
  readonly awaited: boolean;
  /** Its member waits for it: it takes no turns. */
  readonly urgent: boolean;
}

export type Turn = { readonly kind: "go" } | { readonly kind: "wait"; readonly ms: number };

export interface SharedOut {
  /** In the order of those who asked. */
  readonly turns: readonly Turn[];
  /** Those that have a rate, as they stand now: `ageMs` is 0. */
  readonly limits: readonly { readonly name: string; readonly tokens: number; readonly promisedMs: number }[];
}

/** What may leave at once after a silence: a second's worth. Less would be lost between two looks at the queue. */
const BURST_MS = 1_000;
/** Promises that nobody takes up for so long, although mail might leave, are void. */
const PROMISE_KEPT_MS = 5_000;
/** So many refusals of a whole domain, one after another, hold it. Fewer may be greylisting, or chance. */
export const REFUSALS_TO_HOLD = 5;
/** While one mail finds out whether a domain takes mail again, the others wait. */
const TRIAL_MS = 10_000;
/** A held domain's mails come back over this long, not all at once. */
const SPREAD_MS = 30_000;

interface Bucket {
  readonly name: string;
  readonly perMs: number;
  tokens: number;
  promisedMs: number;
}

function bucketOf(name: string, { count, perMs }: Rate, limit: Limit | undefined): Bucket {
  const rate = count / perMs;
  const burst = Math.max(1, rate * BURST_MS);
  if (limit === undefined || limit.tokens === null) return { name, perMs: rate, tokens: burst, promisedMs: 0 };
  const age = Math.max(0, limit.ageMs);
  const full = (burst - Math.min(burst, limit.tokens)) / rate;
  const idle = age - full > PROMISE_KEPT_MS;
  return {
    name,
    perMs: rate,
    tokens: Math.min(burst, limit.tokens + age * rate),
    promisedMs: idle ? 0 : Math.max(0, limit.promisedMs),
  };
}

/**
 * Who of these may leave now, and when the others come back. A token bucket each for all mail and for each domain that has
 * a rate: in any span of time no more leaves than the rate allows, plus a second's worth. Whoever waits is promised an
 * instant, in the order of asking, and comes before those who ask then for the first time. Domains take turns. A held
 * domain gets none; after its hold one mail finds out.
 *
 * @param random 0 to 1, for the spread of those that come back after a hold
 */
export function shareOut(
  asking: readonly Asking[],
  known: readonly Limit[],
  pace: Pace,
  random: () => number,
): SharedOut {
  const limits = new Map(known.map((limit) => [limit.name, limit]));
  const buckets = new Map<string, Bucket>();
  const bucket = (name: string, rate: Rate | null): Bucket | null => {
    if (rate === null) return null;
    const found = buckets.get(name) ?? bucketOf(name, rate, limits.get(name));
    buckets.set(name, found);
    return found;
  };
  const all = bucket(ALL_MAIL, pace.all);
  const onTrial = new Set<string>();
  const turns: Turn[] = new Array(asking.length);
  for (const index of inTurn(asking)) {
    const { domain, relay, awaited, urgent } = asking[index] as Asking;
    const refusing = [domain, relay].flatMap((name) => {
      const limit = name === null ? undefined : limits.get(name);
      return limit !== undefined && limit.refusals >= REFUSALS_TO_HOLD ? [limit] : [];
    });
    const heldMs = Math.max(0, ...refusing.map((limit) => limit.heldMs));
    if (heldMs > 0) {
      turns[index] = { kind: "wait", ms: heldMs + random() * SPREAD_MS };
      continue;
    }
    if (refusing.some(({ name }) => onTrial.has(name))) {
      turns[index] = { kind: "wait", ms: TRIAL_MS * (1 + random()) };
      continue;
    }
    const own = bucket(domain, domainRate(pace, domain));
    const binding = [own, all].filter((one) => one !== null);
    const closed = binding.find(({ tokens, promisedMs }) => tokens < 1 || (promisedMs > 0 && !awaited && !urgent));
    if (closed === undefined) {
      for (const one of binding) one.tokens -= 1;
      for (const { name } of refusing) onTrial.add(name);
      turns[index] = { kind: "go" };
      continue;
    }
    // Only what keeps it waiting is told: a slow domain takes no turns from the others.
    closed.promisedMs = Math.max(closed.promisedMs, (1 - closed.tokens) / closed.perMs, 0);
    turns[index] = { kind: "wait", ms: closed.promisedMs };
    closed.promisedMs += 1 / closed.perMs;
  }
  return { turns, limits: [...buckets.values()].map(({ name, tokens, promisedMs }) => ({ name, tokens, promisedMs })) };
}

/** Places in the order in which they are heard: urgent ones, those that have waited, the others; each time domain by domain. */
function inTurn(asking: readonly Asking[]): number[] {
  const order: number[] = [];
  for (const heard of [
    ({ urgent }: Asking) => urgent,
    ({ urgent, awaited }: Asking) => !urgent && awaited,
    ({ urgent, awaited }: Asking) => !urgent && !awaited,
  ]) {
    const byDomain = new Map<string, number[]>();
    for (const [index, one] of asking.entries()) {
      if (!heard(one)) continue;
      const places = byDomain.get(one.domain);
      if (places === undefined) byDomain.set(one.domain, [index]);
      else places.push(index);
    }
    const queues = [...byDomain.values()];
    const longest = Math.max(0, ...queues.map(({ length }) => length));
    for (let round = 0; round < longest; round += 1) {
      for (const places of queues) if (round < places.length) order.push(places[round] as number);
    }
  }
  return order;
}
