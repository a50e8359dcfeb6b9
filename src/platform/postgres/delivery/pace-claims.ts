import { recipientDomain } from "../../../core/pace/recipient-domain.ts";
import { ALL_MAIL, type Asking, type Limit, type SharedOut, shareOut } from "../../../core/pace/share-out.ts";
import type { ClaimCandidate, ClaimDecision, ClaimPace } from "../../../delivery/ports.ts";
import type { Queryable } from "../database.ts";

const ENSURE = `
  INSERT INTO sending_limit (name) SELECT name FROM unnest($1::text[]) AS k(name) ORDER BY name ON CONFLICT DO NOTHING`;

/** What nobody has a rate for is not locked: it is only asked whether it is held. */
const READ = `
  SELECT name, tokens, refusals, refilled_at IS NULL AS fresh,
    extract(epoch FROM clock_timestamp() - refilled_at) * 1000 AS "ageMs",
    extract(epoch FROM promised_until - clock_timestamp()) * 1000 AS "promisedMs",
    extract(epoch FROM held_until - clock_timestamp()) * 1000 AS "heldMs"
  FROM sending_limit WHERE name = ANY($1::text[])`;

const WRITE = `
  UPDATE sending_limit l SET tokens = k.tokens, refilled_at = clock_timestamp(),
    promised_until = clock_timestamp() + k.promised_ms * interval '1 millisecond'
  FROM unnest($1::text[], $2::float8[], $3::float8[]) AS k(name, tokens, promised_ms) WHERE l.name = k.name`;

/** What a server was handed since then, whatever it said, and what a submitter has in hand for one of them. */
const COUNT_HANDED = `
  SELECT relay, count(*) AS digests FROM digest WHERE submitted_at >= $1 AND relay IS NOT NULL GROUP BY relay
  UNION ALL SELECT NULL, count(*) FROM digest WHERE state = 'claimed'`;

interface LimitRow {
  readonly name: string;
  readonly tokens: number | null;
  readonly refusals: number;
  readonly fresh: boolean;
  readonly ageMs: number | null;
  readonly promisedMs: number | null;
  readonly heldMs: number | null;
}

/**
 * Which of the digests that may be claimed leave now. Limits are locked in one order until the claim commits, so that all
 * workers share them; where there are none, one small query asks which domains are held.
 */
export async function paceClaims(
  transaction: Queryable,
  pace: ClaimPace,
  candidates: readonly ClaimCandidate[],
): Promise<{ readonly decisions: readonly ClaimDecision[]; readonly troubled: readonly string[] }> {
  const asking = candidates.map(
    ({ email, awaited, transactional }): Asking => ({
      domain: recipientDomain(email ?? ""),
      relay: pace.onlyRelay,
      awaited,
      urgent: transactional,
    }),
  );
  const { known, limited } = await readLimits(transaction, pace, asking);
  const warm = await holdForWarmUp(transaction, pace, candidates);
  const may = asking.filter((_, index) => warm[index] === null);
  const shared = shareOut(may, known, pace.limits, pace.random);
  if (limited) await writeLimits(transaction, shared);
  const turns = [...shared.turns];
  const decisions = warm.map((held): ClaimDecision => {
    if (held !== null) return held;
    const turn = turns.shift();
    return turn?.kind === "wait" ? { kind: "wait", ms: Math.ceil(turn.ms) } : { kind: "claim" };
  });
  return { decisions, troubled: known.filter(({ refusals }) => refusals > 0).map(({ name }) => name) };
}

async function readLimits(transaction: Queryable, { limits, warmUp, onlyRelay }: ClaimPace, asking: readonly Asking[]) {
  const { all, domains, others } = limits;
  const asked = [...new Set(asking.map(({ domain }) => domain))].sort();
  const rated = others === null ? asked.filter((domain) => Object.hasOwn(domains, domain)) : asked;
  // One row that every claim of every worker locks, where they have to share something.
  const locked = [...(all === null && warmUp === null ? [] : [ALL_MAIL]), ...rated];
  const names = [...new Set([...locked, ...asked, ...(onlyRelay === null ? [] : [onlyRelay])])];
  if (locked.length > 0) await transaction.query({ text: ENSURE, values: [locked] });
  const free = names.filter((name) => !locked.includes(name));
  const rows = [
    ...(locked.length > 0
      ? await transaction.query<LimitRow>({ text: `${READ} ORDER BY name FOR UPDATE`, values: [locked] })
      : []),
    ...(free.length > 0 ? await transaction.query<LimitRow>({ text: READ, values: [free] }) : []),
  ];
  const known = rows.map(
    ({ name, tokens, ageMs, promisedMs, refusals, heldMs, fresh }): Limit => ({
      name,
      tokens: fresh ? null : (tokens ?? 0),
      ageMs: ageMs ?? 0,
      promisedMs: promisedMs ?? 0,
      refusals,
      heldMs: heldMs ?? 0,
    }),
  );
  return { known, limited: locked.length > 0 };
}

async function writeLimits(transaction: Queryable, { limits }: SharedOut): Promise<void> {
  if (limits.length === 0) return;
  const values = [
    limits.map(({ name }) => name),
    limits.map(({ tokens }) => tokens),
    limits.map(({ promisedMs }) => promisedMs),
  ];
  await transaction.query({ text: WRITE, values });
}

/** Of each candidate, whether its mail server has had enough for today; null: it has not. */
async function holdForWarmUp(
  transaction: Queryable,
  { warmUp, preferredRelay }: ClaimPace,
  candidates: readonly ClaimCandidate[],
): Promise<(ClaimDecision | null)[]> {
  if (warmUp === null) return candidates.map(() => null);
  const { most, since, until } = warmUp;
  const rows = await transaction.query<{ relay: string | null; digests: number }>({
    text: COUNT_HANDED,
    values: [since],
  });
  const handed = new Map(rows.map(({ relay, digests }) => [relay, digests]));
  // Those in hand are for the server that takes what is new.
  handed.set(preferredRelay, (handed.get(preferredRelay) ?? 0) + (handed.get(null) ?? 0));
  return candidates.map(({ boundTo }) => {
    const relay = boundTo ?? preferredRelay;
    const count = handed.get(relay) ?? 0;
    if (count >= most) return { kind: "hold", until };
    handed.set(relay, count + 1);
    return null;
  });
}
