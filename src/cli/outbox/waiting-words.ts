import { oneLine } from "../../core/plain-text.ts";
import type { HeldBack, Waiting } from "../../delivery/outbox/list-waiting.ts";
import type { OpenWaits, RuleWaits } from "../../delivery/outbox/ports.ts";
import { countOf } from "../terminal.ts";
import { HOLDER_WORDS } from "./release.ts";

/** `gmail.com: 421 since 10:02Z of 2026-11-27, tried again at 10:10Z; 312 digests wait. It said: …` */
function tellHeld({ name, since, until, said, digests, account }: HeldBack): string {
  const words = oneLine(said ?? "");
  const again = until === null ? "at once" : `at ${time(until)}`;
  const code = /^\d{3}/.exec(words)?.[0] ?? "no answer";
  const mend = account ? " It refuses the login or the account: mend it, such as the password in SMTP_URL." : "";
  return `${name}: ${code} since ${time(since)} of ${since.toISOString().slice(0, 10)}, tried again ${again}; ${wait(digests)}. It said: ${words}${mend}`;
}

function time(at: Date): string {
  return `${at.toISOString().slice(11, 16)}Z`;
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 10)} ${time(at)}`;
}

function wait(digests: number): string {
  return `${countOf(digests, "digest")} ${digests === 1 ? "waits" : "wait"}`;
}

/** A line for each that holds digests back, and one for those that merely wait for their turn. Empty: nothing waits. */
export function tellWaiting({ held, digests, sending, open }: Waiting): string[] {
  const others = held.some(isRelay) ? 0 : digests - held.reduce((sum, one) => sum + one.digests, 0);
  const turn = `${wait(others)} for a turn (pace, a warm-up), or for the next try.`;
  return [...tellHolds(sending, open), ...held.map(tellHeld), ...(others > 0 ? [turn] : [])];
}

/** A pause and `sending` hold all, whatever else does; the others hold some of a rule. */
function tellHolds(sending: Waiting["sending"], { paused, restored, rules }: OpenWaits): string[] {
  const all = rules.reduce((sum, one) => sum + one.digests, 0);
  const lines: string[] = [];
  if (restored) {
    lines.push(
      `This database seems to be restored from a backup: all is held, and ${wait(all)}. If it is the one to go on with: rekindle resume --restored`,
    );
  } else if (paused) lines.push(`All sending is paused: ${wait(all)}. Go on with: rekindle resume`);
  for (const { rule, digests } of rules.filter((one) => one.paused)) {
    lines.push(`Sending of ${rule} is paused: ${wait(digests)}. Go on with: rekindle resume ${rule}`);
  }
  if (all > 0 && sending === "off") lines.push(`settings.yaml says "sending: off": ${wait(all)}.`);
  if (all > 0 && sending !== null && typeof sending === "object") {
    lines.push(
      `settings.yaml lets mails go to ${countOf(sending.only.length, "address", "addresses")} only: others wait.`,
    );
  }
  return [...lines, ...rules.flatMap(tellRule)];
}

function tellRule({ rule, brake, review, closed, opensAt, planned, plannedSince }: RuleWaits): string[] {
  const lines: string[] = [];
  for (const [holder, count] of [["brake", brake] as const, ["review", review] as const]) {
    if (count === 0) continue;
    const are = `${countOf(count, "digest")} of ${rule} ${count === 1 ? "is" : "are"}`;
    lines.push(`${are} held by ${HOLDER_WORDS[holder]}. Let go with: rekindle release ${rule}`);
  }
  if (closed > 0) {
    const until = opensAt === null ? "" : `, the first until ${minute(opensAt)}`;
    const they = `${countOf(closed, "digest")} of ${rule} ${closed === 1 ? "waits" : "wait"}`;
    lines.push(`${they} for the end of quiet hours or closed days${until}.`);
  }
  if (planned > 0) {
    const since = plannedSince === null ? "" : ` since ${minute(plannedSince)}`;
    const are = `${countOf(planned, "digest")} of ${rule} ${planned === 1 ? "is" : "are"}`;
    lines.push(`${are} planned and not written${since}: a worker writes them, and its log says when it cannot.`);
  }
  return lines;
}

/** Why one that waits does so, where it is known; null: it is not, or nothing holds it. */
export function sayHold(
  { rule, state, holdUntil, retryAt }: { rule: string; state: string; holdUntil: Date | null; retryAt: Date | null },
  { sending, open }: Pick<Waiting, "sending" | "open">,
): string | null {
  if (state !== "planned" && state !== "rendered" && state !== "deferred") return null;
  if (open.restored) return "restored: rekindle resume --restored";
  if (open.paused) return "all sending is paused: rekindle resume";
  if (open.rules.some((one) => one.rule === rule && one.paused)) return `paused: rekindle resume ${rule}`;
  if (sending === "off") return "settings.yaml says sending: off";
  if (state === "planned") return "its contents are not chosen yet";
  if (holdUntil !== null) return `quiet hours or closed days, until ${minute(holdUntil)}`;
  if (retryAt !== null) return `${state === "deferred" ? "tried again" : "its turn comes"} at ${minute(retryAt)}`;
  return null;
}

/** All that wait are told with it. */
function isRelay({ name }: HeldBack): boolean {
  return name.includes(":");
}
