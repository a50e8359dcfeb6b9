import type { Database } from "../../src/platform/postgres/database.ts";

/** A random community of exposed members and their visits, and how long each stayed away, found member by member. */

interface Exposed {
  readonly experiment: "programme" | "r2";
  readonly who: number;
  readonly arm: "treated" | "held_out";
  readonly phase: number;
  readonly rule: string;
  readonly at: number;
  readonly merged: boolean;
}
export interface ReturnCommunity {
  readonly roles: readonly string[];
  readonly visits: readonly { readonly who: number; readonly at: number }[];
  readonly exposed: readonly Exposed[];
}

const HALF_HOUR = 1_800_000;
const HOUR = 2 * HALF_HOUR;
const START = Date.parse("2026-01-01T00:00:00Z");
const DAYS = 100;

/** Deterministic. Times are whole half-hours, so that many visits fall on the instant of exposure, on bounds and on each other. */
export function randomReturns(seed: number): ReturnCommunity {
  let state = seed;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * n);
  };
  const time = (): number => START + below(DAYS * 48) * HALF_HOUR;
  const roles = Array.from({ length: 40 + below(160) }, () =>
    below(8) === 0 ? "staff" : below(4) === 0 ? "expert" : "member",
  );
  const members = roles.map((_, index) => index + 1);
  const exposed = members.flatMap((who): Exposed[] => {
    // Few instants, as slots are: many are exposed together.
    const one = (experiment: Exposed["experiment"]): Exposed => ({
      experiment,
      who,
      arm: below(3) === 0 ? "held_out" : "treated",
      phase: 1 + below(2),
      rule: experiment === "r2" ? "r2" : `r${1 + below(2)}`,
      at: START + below(30) * 48 * HALF_HOUR + 8 * HOUR,
      merged: below(15) === 0,
    });
    return [...(below(10) > 0 ? [one("programme")] : []), ...(below(3) === 0 ? [one("r2")] : [])];
  });
  const visits = new Map<string, { who: number; at: number }>();
  for (const who of members) {
    const near = exposed.filter((one) => one.who === who).map(({ at }) => at);
    for (let n = below(6); n > 0; n--) {
      const [at = time()] = near;
      const offset = [0, 1, below(60), below(28 * 48), 28 * 48 - 1, 28 * 48, 28 * 48 + 1][below(7)] ?? 0;
      const visit = { who, at: below(2) === 0 ? time() : at + offset * HALF_HOUR };
      visits.set(`${visit.who} ${visit.at}`, visit);
    }
  }
  return { roles, exposed, visits: [...visits.values()] };
}

export async function plantReturns(database: Database, { roles, exposed, visits }: ReturnCommunity): Promise<void> {
  const iso = (at: number) => new Date(at).toISOString();
  const statements: { text: string; values: readonly unknown[] }[] = [
    { text: "TRUNCATE member, visit, exposure", values: [] },
    {
      text: `INSERT INTO member (id, external_id, role, joined_at) OVERRIDING SYSTEM VALUE
        SELECT n, 'm' || n, role, '2025-01-01Z' FROM unnest($1::text[]) WITH ORDINALITY AS r (role, n)`,
      values: [roles],
    },
    {
      text: `INSERT INTO visit (member_id, started_at, ended_at, acts)
        SELECT who, at, at, 1 FROM unnest($1::bigint[], $2::timestamptz[]) AS v (who, at)`,
      values: [visits.map(({ who }) => who), visits.map(({ at }) => iso(at))],
    },
    {
      text: `INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at, merged)
        SELECT experiment, who, 'u' || who, arm, phase, rule, who, at, merged
        FROM unnest($1::text[], $2::bigint[], $3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::boolean[])
          AS e (experiment, who, arm, phase, rule, at, merged)`,
      values: [
        exposed.map(({ experiment }) => experiment),
        exposed.map(({ who }) => who),
        exposed.map(({ arm }) => arm),
        exposed.map(({ phase }) => phase),
        exposed.map(({ rule }) => rule),
        exposed.map(({ at }) => iso(at)),
        exposed.map(({ merged }) => merged),
      ],
    },
  ];
  for (const { text, values } of statements) await database.query({ text, values: values as never });
}

/** `experiment phase arm rule back|away|watched time` → members. */
export function recountReturns({ exposed, visits }: ReturnCommunity, to: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { experiment, who, arm, phase, rule, at } of exposed) {
    if (at >= to) continue;
    const gaps = visits
      .filter((visit) => visit.who === who && visit.at > at && visit.at < to)
      .map((visit) => visit.at - at);
    const gap = Math.min(...gaps);
    const watched = to - at;
    const isBack = gap < 28 * 24 * HOUR;
    const hour = Math.floor((isBack ? gap : Math.min(watched, 28 * 24 * HOUR)) / HOUR);
    for (const of of [rule, "all"]) {
      const key = `${experiment} ${phase} ${arm} ${of}`;
      for (const name of [
        `${key} ${isBack ? "back" : "away"} ${hour}`,
        `${key} watched ${Math.min(28, Math.floor(watched / HOUR / 24))}`,
      ]) {
        counts[name] = (counts[name] ?? 0) + 1;
      }
    }
  }
  return counts;
}
