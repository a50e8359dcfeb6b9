import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdTimes } from "./hold-domain.ts";
import { NO_PACE, type Pace } from "./pace.ts";
import { ALL_MAIL, type Asking, type Limit, REFUSALS_TO_HOLD, shareOut } from "./share-out.ts";

const perSecond = (count: number) => ({ count, perMs: 1_000 });
const to = (domain: string, change: Partial<Asking> = {}): Asking => ({
  domain,
  relay: null,
  awaited: false,
  urgent: false,
  ...change,
});
const many = (count: number, domain: string) => Array.from({ length: count }, () => to(domain));
const none = () => 0;
const gone = (asking: readonly Asking[], pace: Pace, known: readonly Limit[] = []) =>
  shareOut(asking, known, pace, none).turns.flatMap(({ kind }, index) => (kind === "go" ? [index] : []));

const limit = (name: string, change: Partial<Limit> = {}): Limit => ({
  name,
  tokens: 0,
  ageMs: 0,
  promisedMs: 0,
  refusals: 0,
  heldMs: 0,
  ...change,
});

/** A world of one outbox: mails ask when they come, and again when they were told to; every answer is kept. */
function live(
  pace: Pace,
  arrivals: readonly { readonly at: number; readonly domain: string }[],
  lateMs: (n: number) => number,
) {
  let limits = new Map<string, { tokens: number; promisedMs: number; at: number }>();
  const asks = arrivals.map(({ at, domain }) => ({ at, domain, awaited: false }));
  const left: { at: number; domain: string }[] = [];
  let calls = 0;
  while (asks.length > 0) {
    asks.sort((a, b) => a.at - b.at);
    const now = asks[0]?.at ?? 0;
    const batch = asks.splice(0, asks.findIndex(({ at }) => at > now) >>> 0);
    const known = [...limits].map(([name, { tokens, promisedMs, at }]) =>
      limit(name, { tokens, ageMs: now - at, promisedMs: promisedMs - (now - at) }),
    );
    const shared = shareOut(
      batch.map(({ domain, awaited }) => to(domain, { awaited })),
      known,
      pace,
      none,
    );
    limits = new Map([
      ...limits,
      ...shared.limits.map(({ name, tokens, promisedMs }) => [name, { tokens, promisedMs, at: now }] as const),
    ]);
    for (const [index, turn] of shared.turns.entries()) {
      const { domain } = batch[index] as { domain: string };
      if (turn.kind === "go") left.push({ at: now, domain });
      else asks.push({ at: now + turn.ms + lateMs(calls), domain, awaited: true });
    }
    calls += 1;
    if (calls > 200_000) throw new Error("it never ends");
  }
  return left;
}

function mostWithin(times: readonly number[], spanMs: number): number {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to += 1) {
    while ((times[to] as number) - (times[from] as number) > spanMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe("pace", () => {
  it("without any, everything leaves, and nothing is kept", () => {
    const { turns, limits } = shareOut(many(100, "a.example"), [], NO_PACE, none);
    expect(turns.every(({ kind }) => kind === "go")).toBe(true);
    expect(limits).toEqual([]);
  });

  it("lets a second's worth go at once, and promises the others an instant each, in their order", () => {
    const { turns } = shareOut(many(8, "a.example"), [], { ...NO_PACE, others: perSecond(4) }, none);
    expect(turns.map((turn) => (turn.kind === "go" ? 0 : Math.round(turn.ms)))).toEqual([
      0, 0, 0, 0, 250, 500, 750, 1_000,
    ]);
  });

  it("a slow domain stops no other, and takes no turns from them", () => {
    const pace = { ...NO_PACE, all: perSecond(10), domains: { "slow.example": perSecond(1) } };
    const asking = [...many(500, "slow.example"), ...many(9, "b.example")];
    const { turns, limits } = shareOut(asking, [], pace, none);
    expect(turns.slice(500).every(({ kind }) => kind === "go")).toBe(true);
    expect(limits.find(({ name }) => name === ALL_MAIL)?.promisedMs).toBe(0);
  });

  it("domains take turns where there is too little for all", () => {
    const asking = [...many(50, "a.example"), ...many(50, "b.example"), ...many(2, "c.example")];
    expect(gone(asking, { ...NO_PACE, all: perSecond(6) })).toEqual([0, 1, 50, 51, 100, 101]);
  });

  it("who has waited comes before who asks for the first time, and who is waited for before both", () => {
    const asking = [to("a.example"), to("a.example", { awaited: true }), to("a.example", { urgent: true })];
    const pace = { ...NO_PACE, others: perSecond(1) };
    expect(gone(asking, pace)).toEqual([2]);
    expect(gone(asking.slice(0, 2), pace)).toEqual([1]);
    const promised = [limit("a.example", { tokens: 1, promisedMs: 60_000 })];
    expect(gone(asking.slice(0, 1), pace, promised)).toEqual([]);
    expect(gone(asking.slice(2), pace, promised)).toEqual([0]);
  });

  it("promises that nobody takes up are void", () => {
    const idle = [limit("a.example", { tokens: 1, promisedMs: 3_600_000, ageMs: 6_000 })];
    expect(gone([to("a.example")], { ...NO_PACE, others: perSecond(1) }, idle)).toEqual([0]);
  });

  it("holds in every span of time, however mails come and however late they come back, and none is forgotten", () => {
    fc.assert(
      fc.property(
        fc.record({
          all: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }),
          own: fc.integer({ min: 1, max: 20 }),
          others: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
        }),
        fc.array(
          fc.record({
            at: fc.integer({ min: 0, max: 20_000 }),
            domain: fc.constantFrom("a.example", "b.example", "c.example"),
          }),
          { minLength: 1, maxLength: 120 },
        ),
        fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 20 }),
        (rates, arrivals, late) => {
          const pace: Pace = {
            all: rates.all === null ? null : perSecond(rates.all),
            domains: { "a.example": perSecond(rates.own) },
            others: rates.others === null ? null : perSecond(rates.others),
            warmUp: null,
          };
          const left = live(pace, arrivals, (call) => late[call % late.length] as number);
          expect(left).toHaveLength(arrivals.length);
          const check = (rate: number | null, times: number[]) => {
            if (rate === null) return;
            for (const span of [1_000, 5_000, 20_000]) {
              expect(mostWithin(times, span)).toBeLessThanOrEqual((rate * span) / 1_000 + Math.max(1, rate) + 1e-6);
            }
          };
          check(
            rates.all,
            left.map(({ at }) => at),
          );
          for (const domain of ["a.example", "b.example", "c.example"]) {
            check(
              domain === "a.example" ? rates.own : rates.others,
              left.filter((one) => one.domain === domain).map(({ at }) => at),
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("is made use of: what comes back in time leaves at nearly the rate", () => {
    const left = live(
      { ...NO_PACE, others: perSecond(20) },
      Array.from({ length: 600 }, () => ({ at: 0, domain: "a.example" })),
      () => 200,
    );
    expect(Math.max(...left.map(({ at }) => at))).toBeLessThan((600 / 20) * 1_000 * 1.15);
  });
});

describe("a domain that refuses mail after mail", () => {
  const refusing = (change: Partial<Limit>) => [
    limit("a.example", { tokens: null, refusals: REFUSALS_TO_HOLD, ...change }),
  ];

  it("gets nothing while it is held, then one mail, and the others wait for what becomes of it", () => {
    const asking = [...many(20, "a.example"), to("b.example")];
    expect(gone(asking, NO_PACE, refusing({ heldMs: 60_000 }))).toEqual([20]);
    expect(gone(asking, NO_PACE, refusing({ heldMs: -1 }))).toEqual([0, 20]);
    expect(gone(asking, NO_PACE, refusing({ refusals: REFUSALS_TO_HOLD - 1 }))).toHaveLength(21);
  });

  it("a held mail server stops all that go to it", () => {
    const asking = [to("a.example", { relay: "mx:25" }), to("b.example", { relay: "mx:25" }), to("c.example")];
    const held = [limit("mx:25", { refusals: REFUSALS_TO_HOLD, heldMs: 5_000 })];
    expect(gone(asking, NO_PACE, held)).toEqual([2]);
    expect(gone(asking, NO_PACE, [limit("mx:25", { refusals: REFUSALS_TO_HOLD })])).toEqual([0, 2]);
  });

  it("is held twice as long each time, from a minute to an hour, never all of its workers for the same time", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (random) => {
        const times = holdTimes(() => random);
        expect(times[0]).toBeGreaterThanOrEqual(30_000);
        expect(times.at(-1)).toBeLessThanOrEqual(3_600_000);
        for (const [round, ms] of times.entries())
          if (round > 0) expect(ms).toBeGreaterThanOrEqual(times[round - 1] as number);
      }),
    );
    expect(holdTimes(() => 1)).toEqual([60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000, 3_600_000, 3_600_000]);
  });
});
