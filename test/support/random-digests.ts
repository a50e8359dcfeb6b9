import type { PickKind } from "../../src/core/picks/pick.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import type { ReportWindow } from "../../src/report/ports.ts";
import type { Mix, PickCount } from "../../src/report/sections/ports.ts";
import type { RandomCommunity } from "./random-indicators.ts";

/** Digests with picks of a random community, and what a count pick by pick says of them. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KINDS = ["hot", "cold", "hot", "pinned", "evergreen"] as const;
const STATES = ["accepted", "bounced", "failed", "expired"] as const;

export interface RandomDigest {
  readonly who: number;
  readonly id: number;
  readonly at: number;
  readonly arm: "treated" | "held_out";
  readonly state: string;
  readonly picks: readonly { readonly content: number; readonly kind: PickKind }[];
  /** The member's first, by which they are exposed. */
  readonly first: boolean;
}

/** Up to three a member, everybody of the team included; the same for the same seed. */
export function drawDigests({ people, contents }: RandomCommunity, seed: number): RandomDigest[] {
  let state = seed * 7919;
  const below = (n: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * n);
  };
  return people
    .filter(({ role }) => role !== "merged" && role !== "anonymous")
    .flatMap(({ id: who, joined }) => {
      const arm = below(2) === 0 ? ("treated" as const) : ("held_out" as const);
      const begin = Math.max(joined, Date.parse("2026-01-01T00:00:00Z"));
      return Array.from({ length: below(4) }, (_, index): RandomDigest => {
        const first = below(contents.length);
        return {
          who,
          id: who * 10 + index,
          at: begin + (index * 20 + below(20)) * DAY + below(24) * HOUR,
          arm,
          state: arm === "held_out" ? "withheld" : (STATES[below(STATES.length)] ?? "accepted"),
          picks: Array.from({ length: 1 + below(4) }, (_, position) => ({
            content: ((first + position) % contents.length) + 1,
            kind: KINDS[below(KINDS.length)] ?? "hot",
          })),
          first: index === 0,
        };
      });
    });
}

export async function plantDigests(database: Database, digests: readonly RandomDigest[]): Promise<void> {
  const run = (text: string) => database.query({ text, values: [JSON.stringify(digests)] });
  const rows = `jsonb_to_recordset($1::jsonb) AS r(who bigint, id bigint, at float8, arm text, state text, picks jsonb, first boolean)`;
  await database.query({ text: "TRUNCATE digest, pick, exposure, experiment_phase", values: [] });
  await run(`INSERT INTO digest (member_id, id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
    OVERRIDING SYSTEM VALUE SELECT who, id, 1, 'r', 'x', id::text, 'UTC', to_timestamp(at / 1000), '2026-01-01', '2026-01-01', '2026-12-01Z', arm, state FROM ${rows}`);
  await run(`INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason, held)
    SELECT who, id, p.n, (p.pick->>'content')::bigint, p.pick->>'kind', 1, '{}', false
    FROM ${rows} CROSS JOIN LATERAL jsonb_array_elements(picks) WITH ORDINALITY AS p(pick, n)`);
  await run(`INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at)
    SELECT 'programme', who, 'u' || who, arm, 1, 'r', id, to_timestamp(at / 1000) FROM ${rows} WHERE first`);
}

type Window = Pick<ReportWindow, "from" | "to">;
const isMember = ({ people }: RandomCommunity, who: number): boolean =>
  people.some(({ id, role }) => id === who && (role === "member" || role === "expert"));
const seenAt = ({ views }: RandomCommunity, who: number, content: number): number | null =>
  views.find((view) => view.who === who && view.content === content)?.at ?? null;

export function countPicksNaively(
  community: RandomCommunity,
  digests: readonly RandomDigest[],
  { from, to }: Window,
): PickCount[] {
  const mails = digests.filter(
    ({ who, at, state }) =>
      isMember(community, who) &&
      (state === "accepted" || state === "bounced") &&
      at < to.getTime() &&
      (from === null || at >= from.getTime()),
  );
  const picks = mails.flatMap(({ who, at, picks: own }) =>
    own.map(({ kind, content }) => ({ kind, at, seen: seenAt(community, who, content) })),
  );
  return [...new Set(picks.map(({ kind }) => kind))].sort().map((kind) => {
    const its = picks.filter((pick) => pick.kind === kind);
    const unseen = its.filter(({ at, seen }) => seen === null || seen > at);
    const seen = unseen.filter((pick) => pick.seen !== null && pick.seen < to.getTime());
    return { kind, picks: its.length, unseen: unseen.length, seen: seen.length };
  });
}

/** Whatever they have become since. */
function exposedBefore(digests: readonly RandomDigest[], { to }: Window) {
  return digests.filter(({ at, first }) => first && at < to.getTime());
}

interface Row {
  readonly label: string;
  readonly arm: string;
  readonly y: number;
  readonly d: number;
}

/** By label and arm; members are their own units. */
function sumRows<Name extends string>(rows: readonly Row[], name: Name) {
  return [...new Set(rows.map(({ label, arm }) => `${label} ${arm}`))].map((key) => {
    const its = rows.filter(({ label, arm }) => `${label} ${arm}` === key);
    const sum = (of: (row: Row) => number): number => its.reduce((total, row) => total + of(row), 0);
    const [label, arm] = key.split(" ");
    return {
      [name]: label,
      arm,
      members: its.length,
      numerator: sum(({ y }) => y),
      denominator: sum(({ d }) => d),
      numeratorSquares: sum(({ y }) => y * y),
      product: sum(({ y, d }) => y * d),
    };
  });
}

export function sumKindsNaively(community: RandomCommunity, digests: readonly RandomDigest[], window: Window) {
  const rows = exposedBefore(digests, window).flatMap(({ who, at, arm, picks }) => {
    const counted = Math.max(at, window.from?.getTime() ?? at);
    return [...new Set(picks.map(({ kind }) => kind))].flatMap((kind): Row[] => {
      const seen = picks.filter((pick) => pick.kind === kind).map(({ content }) => seenAt(community, who, content));
      const unseen = seen.filter((time) => time === null || time > at);
      const since = unseen.filter((time) => time !== null && time >= counted && time < window.to.getTime());
      return unseen.length === 0 ? [] : [{ label: kind, arm, y: since.length, d: unseen.length }];
    });
  });
  return sumRows(rows, "kind");
}

export function sumMixesNaively(community: RandomCommunity, digests: readonly RandomDigest[], window: Window) {
  const rows = exposedBefore(digests, window)
    .filter(({ at }) => at + 7 * DAY <= window.to.getTime())
    .map(({ who, at, arm, picks }): Row => {
      const has = (kind: PickKind): boolean => picks.some((pick) => pick.kind === kind);
      const alone: Mix = has("hot") ? "hot" : has("cold") ? "cold" : "neither";
      const label = has("hot") && has("cold") ? "hot_and_cold" : alone;
      const back = community.visits.some((visit) => visit.who === who && visit.at > at && visit.at <= at + 7 * DAY);
      return { label, arm, y: back ? 1 : 0, d: 1 };
    });
  return sumRows(rows, "mix");
}
