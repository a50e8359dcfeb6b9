import type { DigestState } from "../../../src/core/community.ts";
import { parseDigestKey } from "../../../src/core/digest-key.ts";
import { mayBecome, releasesPicks } from "../../../src/core/transitions.ts";
import type { Database } from "../../../src/platform/postgres/database.ts";
import { messageId } from "../outbox.ts";
import { FAULT_TIMEOUTS } from "./draw-schedule.ts";
import type { Attempt } from "./smtp-judge.ts";
import type { Step } from "./watched-store.ts";

/** What happened around the workers, for who may have been in doubt. Times are `performance.now()`. */
export interface Happenings {
  readonly steps: readonly Step[];
  /** Members who said no, or whose address was, and when that stood in the database. */
  readonly refusals: { readonly memberId: number; readonly at: number }[];
  /** While the database could not be heard. */
  readonly outages: { readonly from: number; to: number }[];
  /** Workers that were killed, or stopped; and mail servers. */
  readonly ends: { readonly worker: string | "all"; readonly from: number; readonly to: number }[];
}

const ENDS: readonly DigestState[] = ["accepted", "failed", "unknown", "skipped", "suppressed", "expired"];
/** A connection that was cut is noticed, and its statement fails, somewhat later. */
const OUTAGE_SLACK_MS = 1_000;

/** Of its own, so that a mistake in how replies are read is not made twice. Null: nothing that settles anything. */
function codeOf(answer: string | null): number | null {
  const lines = (answer ?? "").split("\r\n");
  const codes = new Set(lines.map((line) => /^\d{3}(?=[ -]|$)/.exec(line)?.[0] ?? "none"));
  const code = Number([...codes][0]);
  return codes.size === 1 && ((code >= 250 && code < 260) || (code >= 400 && code < 600)) ? code : null;
}

interface Row {
  readonly digest: string;
  readonly memberId: number;
  readonly state: DigestState;
  readonly reason: string | null;
  readonly email: string;
  readonly heldPicks: number;
  readonly picks: number;
  readonly history: { from: DigestState; to: DigestState }[];
}

const READ = `
  SELECT d.member_id || '.' || d.id AS digest, d.member_id AS "memberId", d.state, d.reason, m.email,
    (SELECT count(*) FROM pick p WHERE p.member_id = d.member_id AND p.digest_id = d.id AND p.held) AS "heldPicks",
    (SELECT count(*) FROM pick p WHERE p.member_id = d.member_id AND p.digest_id = d.id) AS picks,
    coalesce((SELECT json_agg(json_build_object('from', t.from_state, 'to', t.to_state) ORDER BY t.id)
      FROM digest_transition t WHERE t.member_id = d.member_id AND t.digest_id = d.id), '[]') AS history
  FROM digest d JOIN member m ON m.id = d.member_id`;

/** Every way in which the promise was broken, in words; none: it was kept. */
export async function checkPromise(
  database: Database,
  planned: number,
  capped: boolean,
  attempts: readonly Attempt[],
  happenings: Happenings,
): Promise<string[]> {
  const broken: string[] = [];
  const rows = await database.query<Row>({ text: READ, values: [] });
  if (rows.length !== planned) broken.push(`${planned} digests were planned, and ${rows.length} are there`);
  const known = new Set(rows.map(({ digest }) => digest));
  for (const { digest } of attempts) if (!known.has(digest)) broken.push(`a mail of nobody's: ${digest}`);
  const kept = new Map<number, number>();
  for (const row of rows) {
    const own = attempts.filter(({ digest }) => digest === row.digest);
    for (const what of checkDigest(row, own, happenings)) broken.push(`digest ${row.digest} (${row.state}): ${what}`);
    if (own.some(mayBeKept)) kept.set(row.memberId, (kept.get(row.memberId) ?? 0) + 1);
  }
  for (const [memberId, mails] of kept) {
    if (capped && mails > 1) broken.push(`member ${memberId} may have got ${mails} mails, and the cap is one`);
  }
  return broken;
}

/** A dot that the server did not clearly refuse. */
function mayBeKept({ dotAt, answer }: Attempt): boolean {
  return dotAt !== null && (codeOf(answer) ?? 250) < 400;
}

function* checkDigest(row: Row, attempts: readonly Attempt[], happenings: Happenings): Generator<string> {
  const { state, history } = row;
  if (!ENDS.includes(state)) yield "it could still go on, and nobody takes it up";
  const keptAt = attempts.findIndex(mayBeKept);
  const dotsAfter = attempts.slice(keptAt + 1).filter(({ dotAt }) => dotAt !== null);
  if (keptAt >= 0 && dotsAfter.length > 0) yield "sent again after a dot that the server may have kept";
  if (keptAt >= 0 && state !== "accepted" && state !== "unknown") yield "the server may have kept it";
  if (state === "accepted" && !attempts.some(({ answer, dotAt }) => dotAt !== null && (codeOf(answer) ?? 600) < 400)) {
    yield "no dot of it was ever answered with 250";
  }
  if (state === "failed" && !attempts.some(wasRefused)) yield "no server refused it for good";
  const steps = happenings.steps.filter(({ digest }) => digest === row.digest);
  if (state === "unknown" && happenings.steps.length > 0 && !isExcused(attempts, steps, happenings))
    yield "nothing happened that leaves it in doubt";
  const key = parseDigestKey(row.digest);
  for (const attempt of attempts) {
    if (attempt.to !== "" && attempt.to !== row.email) yield `it went to ${attempt.to} instead of ${row.email}`;
    if (attempt.messageId !== null && (key === null || attempt.messageId !== messageId(key))) {
      yield `it carried the Message-ID ${attempt.messageId}`;
    }
  }
  if (happenings.steps.length > 0) yield* checkMarks(row, attempts, steps, happenings);
  let from: DigestState = "rendered";
  for (const step of history) {
    if (step.from !== from) yield `its history goes from ${from} on at ${step.from}`;
    if (!mayBecome(step.from, step.to)) yield `it went from ${step.from} to ${step.to}`;
    from = step.to;
  }
  if (from !== state) yield `its history ends at ${from}`;
  if (row.heldPicks !== (releasesPicks(state) ? 0 : row.picks)) yield `${row.heldPicks} of ${row.picks} picks are held`;
}

function* checkMarks(
  { memberId }: Row,
  attempts: readonly Attempt[],
  steps: readonly Step[],
  { refusals }: Happenings,
): Generator<string> {
  const marks = steps.filter(({ kind, answer }) => kind === "mark" && answer === true);
  for (const { startedAt } of attempts) {
    if (!marks.some(({ endedAt }) => endedAt !== null && endedAt <= startedAt)) yield "sent before it was marked";
  }
  const refusedAt = Math.min(...refusals.filter((one) => one.memberId === memberId).map(({ at }) => at));
  if (marks.some(({ startedAt }) => startedAt > refusedAt)) yield "sent after its member said no";
}

function wasRefused({ refusals, answer }: Attempt): boolean {
  return [...refusals, answer].some((text) => text !== null && /^5\d\d/.test(text));
}

/** Whether its fate can be in doubt: by what the server did, by who was killed, or by a commit that nobody heard of. */
function isExcused(attempts: readonly Attempt[], steps: readonly Step[], { outages, ends }: Happenings): boolean {
  const unanswered = attempts.some(
    ({ dataAt, answer, answeredAt }) =>
      dataAt !== null &&
      (codeOf(answer) === null || answeredAt === null || answeredAt - dataAt > FAULT_TIMEOUTS.dataMs * 0.6),
  );
  if (unanswered) return true;
  const inDoubt = steps.some((step) => {
    if (step.answer === true && step.kind === "record") return false;
    const until = step.endedAt ?? Number.POSITIVE_INFINITY;
    return outages.some(({ from, to }) => step.startedAt <= to + OUTAGE_SLACK_MS && until >= from);
  });
  if (inDoubt) return true;
  return ends.some(({ worker, from, to }) =>
    steps.some(
      (step) =>
        (worker === "all" || step.worker === worker) &&
        step.startedAt <= to &&
        (step.kind === "mark" ? !recordedBefore(steps, step, from) : (step.endedAt ?? to) >= from),
    ),
  );
}

function recordedBefore(steps: readonly Step[], mark: Step, at: number): boolean {
  return steps.some(
    ({ kind, worker, startedAt, endedAt }) =>
      kind === "record" && worker === mark.worker && startedAt >= mark.startedAt && endedAt !== null && endedAt < at,
  );
}
